/**
 * The rows left once a newer segment holds their enterprise (仍有效的行). Each of the rows given is
 * looked at once; those left take 4 bytes each, and the scratch room is kept for the next.
 */
import { ScratchRows } from './scratch-rows.ts'
import type { PlacedColumns, Segment } from './segment.ts'

const scratch = new ScratchRows()

/** Those of some rows whose enterprise no newer segment holds (仍有效的行). */
export function rowsOfLive(
  rows: Uint32Array,
  { enterprise }: PlacedColumns,
  { live }: Segment,
): Uint32Array {
  const left = scratch.take(rows.length)
  let found = 0
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    if (live[enterprise[row] as number] === 1) left[found++] = row
  }
  return left.slice(0, found)
}
