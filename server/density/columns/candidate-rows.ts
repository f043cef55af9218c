/**
 * The rows that a filter need look at (候选行), where they are few enough that going from enterprise
 * to enterprise is quicker than passing over all: one row in 24 or fewer.
 *
 * Enterprises are counted first, 1 byte each; then a candidate takes 4 bytes until the filter is
 * done, and all are sorted, since whoever reads them goes along the curve.
 */
import type { PlacedColumns } from './segment.ts'

/** Where a row in so many, or fewer, is of an enterprise that passes, theirs alone are looked at: they are sorted. */
const FEW = 24

/**
 * The rows that a filter need look at (候选行): those of the enterprises that pass, where they are few.
 * Shape: 1 for each enterprise that passes → ascending rows, or null for all of them
 */
export function candidateRows(
  { starts, rows, count }: PlacedColumns,
  passes: Uint8Array,
): Uint32Array | null {
  const numbers: number[] = []
  let found = 0
  for (let number = 0; number < passes.length; number += 1) {
    if (passes[number] === 0) continue
    numbers.push(number)
    found += (starts[number + 1] as number) - (starts[number] as number)
  }
  if (found * FEW > count) return null
  const candidates = new Uint32Array(found)
  let at = 0
  for (const number of numbers) {
    const own = rows.subarray(starts[number], starts[number + 1])
    candidates.set(own, at)
    at += own.length
  }
  return candidates.sort()
}
