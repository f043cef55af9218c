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
  [west, south, east, north]: BoundingBox,
): Generator<number> {
  const [left, top] = worldSteps(west, north)
  const [right, bottom] = worldSteps(east, south)
  const side = Math.max(right - left, bottom - top, 1)
  // Squares no smaller than the box: at most two by two of them cover it.
  const zoom = Math.min(FINEST_ZOOM, Math.max(0, Math.floor(32 - Math.log2(side))))
  const squares = (step: number) => Math.floor(step / 2 ** (32 - zoom))
  for (let y = squares(top); y <= squares(bottom); y += 1)
    for (let x = squares(left); x <= squares(right); x += 1)
      yield* rows.subarray(...tileRun(columns, rows, tileSquare(zoom, x, y)))
}
