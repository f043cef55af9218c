/**
 * How many rows are in use (行数), for monitors, who ask often and without an account.
 *
 * 8 bytes an enterprise, counted in one pass over a segment's rows when it is taken in and kept as
 * long as it. A question passes over the enterprises and over no row; `held-segments.ts` keeps its
 * answer until the next change.
 */
import type { PlacedColumns, Segment } from './columns/segment.ts'

/** How many rows (行数) are in use: not archived, nor their enterprise. */
export interface RowCounts {
  readonly enterprises: number
  readonly riskPoints: number
  readonly hazards: number
}

interface CountsByOwner {
  /** Rows in use of each enterprise by its number. */
  readonly riskPoints: Uint32Array
  readonly hazards: Uint32Array
}

/** Of each segment once: its rows never change. */
const counted = new WeakMap<Segment, CountsByOwner>()

/** Count the rows of a segment by enterprise now (计数), so that whoever asks later does not wait for it. */
export function countRows(segment: Segment): CountsByOwner {
  let counts = counted.get(segment)
  if (counts === undefined) {
    const { points, hazards, enterprises } = segment
    counts = {
      riskPoints: countByOwner(points, points.archivedAt, enterprises.count),
      hazards: countByOwner(hazards, hazards.archivedAt, enterprises.count),
    }
    counted.set(segment, counts)
  }
  return counts
}

/** Rows in use of the enterprises that are live in some segments. */
export function rowsInUse(segments: readonly Segment[]): RowCounts {
  const sum = { enterprises: 0, riskPoints: 0, hazards: 0 }
  for (const segment of segments) {
    const { riskPoints, hazards } = countRows(segment)
    const { archivedAt } = segment.enterprises
    for (let number = 0; number < archivedAt.length; number += 1) {
      if (archivedAt[number] !== Infinity || segment.live[number] === 0) continue
      sum.enterprises += 1
      sum.riskPoints += riskPoints[number] as number
      sum.hazards += hazards[number] as number
    }
  }
  return sum
}

function countByOwner(
  { enterprise }: PlacedColumns,
  archivedAt: Float64Array,
  enterprises: number,
): Uint32Array {
  const counts = new Uint32Array(enterprises)
  for (let row = 0; row < enterprise.length; row += 1) {
    const owner = enterprise[row] as number
    if (archivedAt[row] === Infinity) counts[owner] = (counts[owner] as number) + 1
  }
  return counts
}
