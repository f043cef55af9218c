/**
 * The rows that have a place (有坐标的行): along the curve those without one come last, so that they are
 * cut off and nothing is copied. Only the rows without a place are looked at.
 */
import type { PlacedColumns } from './segment.ts'

/** Of some ascending rows those with a place (有坐标的行): the others come last. */
export function placedRows(
  { placed }: Pick<PlacedColumns, 'placed'>,
  rows: Uint32Array,
): Uint32Array {
  let end = rows.length
  while (end > 0 && (rows[end - 1] as number) >= placed) end -= 1
  return rows.subarray(0, end)
}
