/**
 * The rows of a tile (瓦片区段): one run of them, found by two binary searches along the curve.
 *
 * Of a million rows 40 are looked at, and nothing is kept: all that a tile allocates for it is the
 * square and the two ends of the run.
 */
import { curveHigh, curveLow, isBeforeOnCurve } from './curve.ts'
import type { PlacedColumns } from './segment.ts'

/** A tile's corner and side in steps of the square of the world. */
export interface TileSquare {
  readonly x: number
  readonly y: number
  readonly side: number
}

/** The square of a tile. */
export function tileSquare(z: number, x: number, y: number): TileSquare {
  const side = 2 ** (32 - z)
  return { x: x * side, y: y * side, side }
}

/**
 * Which of some rows lie in a tile (瓦片区段): one run of them, since they lie along the curve.
 * Shape: rows in ascending order, or null for all with a place → from and before which index
 */
export function tileRun(
  columns: PlacedColumns,
  rows: Uint32Array | null,
  square: TileSquare,
): readonly [start: number, end: number] {
  const last = square.side < 1 ? 0 : square.side - 1
  const start = firstFrom(columns, rows, square.x, square.y, false)
  return [start, firstFrom(columns, rows, square.x + last, square.y + last, true)]
}

/** The first of the rows that is not before a place on the curve, or that is after it. */
function firstFrom(
  { placed, worldX, worldY }: PlacedColumns,
  rows: Uint32Array | null,
  x: number,
  y: number,
  after: boolean,
): number {
  const high = curveHigh(x, y)
  const low = curveLow(x, y)
  let from = 0
  let to = rows?.length ?? placed
  while (from < to) {
    const middle = (from + to) >>> 1
    const row = rows === null ? middle : (rows[middle] as number)
    const isBefore =
      row < placed &&
      isBeforeOnCurve(worldX[row] as number, worldY[row] as number, high, low, after)
    if (isBefore) from = middle + 1
    else to = middle
  }
  return from
}
