/**
 * Rows in a box (矩形检索), by the squares of the curve that cover it: four at most, whose sides are
 * less than twice the box's longer one, 2.4 m at the equator at least.
 *
 * A square is one run of rows, found by looking at 40 of a million; the rows of all of them are
 * given, so that who asks looks at some that lie beside the box. Nothing is copied or kept.
 */
import type { BoundingBox } from '#domain/position.ts'
import { worldSteps } from './curve.ts'
import type { PlacedColumns } from './segment.ts'
import { tileRun, tileSquare } from './tile-run.ts'

/** Finest zoom of the squares that a box is covered with. */
const FINEST_ZOOM = 24

/**
 * Of some rows those that may lie in a box (矩形检索): the rows of the few squares that cover it.
 * Shape: rows in ascending order; what lies in the box is among them, and little else
 */
export function* rowsInBox(
  columns: PlacedColumns,
  rows: Uint32Array,
  box: BoundingBox,
): Generator<number> {
  for (const { z, x, y } of coveringSquares(box))
    yield* rows.subarray(...tileRun(columns, rows, tileSquare(z, x, y)))
}

/** Tiles that cover a box (覆盖瓦片), no smaller than it: at most two by two. */
export function coveringSquares([west, south, east, north]: BoundingBox): {
  readonly z: number
  readonly x: number
  readonly y: number
}[] {
  const [left, top] = worldSteps(west, north)
  const [right, bottom] = worldSteps(east, south)
  const side = Math.max(right - left, bottom - top, 1)
  const z = Math.min(FINEST_ZOOM, Math.max(0, Math.floor(32 - Math.log2(side))))
  const square = (step: number) => Math.floor(step / 2 ** (32 - z))
  const squares = []
  for (let y = square(top); y <= square(bottom); y += 1)
    for (let x = square(left); x <= square(right); x += 1) squares.push({ z, x, y })
  return squares
}
