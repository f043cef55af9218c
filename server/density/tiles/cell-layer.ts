/**
 * Rows counted by the cells of one zoom (汇总格层): how many, how many of each level, major and
 * overdue, and the sums of their places, along the curve as the rows themselves are.
 *
 * 56 bytes a cell that holds any: 8 of its place, 32 of eight counts, 16 of two sums. Cells of a
 * tile are one run, found by two binary searches; a coarser layer is one pass over the cells of the
 * finer, in as much room as that takes, and is then cut.
 */
import { curveHigh, curveLow, isBeforeOnCurve } from '../columns/curve.ts'
import type { TileSquare } from '../columns/tile-run.ts'

/** The zoom of the finest cells: 153 m at the equator, 124 m in the sample's latitude. */
export const FINEST_CELL_ZOOM = 18

/** What is counted of the rows in a cell, in the order of its columns. */
export const COUNT = 0
export const LEVEL_NONE = 1
export const MAJOR_COUNT = 6
export const OVERDUE_COUNT = 7
export const COUNT_COLUMNS = 8

/** Sums of places are of steps of 2⁻²⁶ of the world's side, so that those of 100 million are exact. */
export const MEAN_SHIFT = 6
export const MEAN_STEPS = 2 ** (32 - MEAN_SHIFT)

/** Steps of means along a side of a cell of a zoom. */
export function meanStepsACell(zoom: number): number {
  return MEAN_STEPS / 2 ** zoom
}

/** In the place of the level of a pair that is not counted. */
export const LEFT_OUT = 255

/** Rows counted by the cells of one zoom (汇总格层), along the curve. */
export interface CellLayer {
  readonly zoom: number
  /** Numbers of the cells from the north-west corner of the world. */
  readonly x: Uint32Array
  readonly y: Uint32Array
  readonly counts: Uint32Array
  readonly sumX: Float64Array
  readonly sumY: Float64Array
}

/** Room for so many cells of a zoom (空格层), all zero. */
export function emptyLayer(zoom: number, cells: number): CellLayer {
  return {
    zoom,
    x: new Uint32Array(cells),
    y: new Uint32Array(cells),
    counts: new Uint32Array(cells * COUNT_COLUMNS),
    sumX: new Float64Array(cells),
    sumY: new Float64Array(cells),
  }
}

/** The cells of twice the side (上一层汇总格): cells of one of them are neighbours along the curve. */
export function coarserLayer(finer: CellLayer): CellLayer {
  const room = finer.x.length
  const layer = emptyLayer(finer.zoom - 1, room)
  const { x, y, counts, sumX, sumY } = layer
  let cell = -1
  for (let from = 0; from < room; from += 1) {
    const ownX = (finer.x[from] as number) >>> 1
    const ownY = (finer.y[from] as number) >>> 1
    if (cell < 0 || ownX !== x[cell] || ownY !== y[cell]) {
      cell += 1
      x[cell] = ownX
      y[cell] = ownY
    }
    sumX[cell] = (sumX[cell] as number) + (finer.sumX[from] as number)
    sumY[cell] = (sumY[cell] as number) + (finer.sumY[from] as number)
    for (let column = 0; column < COUNT_COLUMNS; column += 1) {
      const at = cell * COUNT_COLUMNS + column
      counts[at] = (counts[at] as number) + (finer.counts[from * COUNT_COLUMNS + column] as number)
    }
  }
  return cutLayer(layer, cell + 1)
}

/** A layer of its first cells, in no more room than they take. */
export function cutLayer(layer: CellLayer, cells: number): CellLayer {
  return {
    zoom: layer.zoom,
    x: layer.x.slice(0, cells),
    y: layer.y.slice(0, cells),
    counts: layer.counts.slice(0, cells * COUNT_COLUMNS),
    sumX: layer.sumX.slice(0, cells),
    sumY: layer.sumY.slice(0, cells),
  }
}

/** Cells of one zoom, along the curve. */
type CellPlaces = Pick<CellLayer, 'zoom' | 'x' | 'y'>

/** Which cells lie in a tile (瓦片区段): one run of them. Shape: → from and before which index */
export function cellRun(
  layer: CellPlaces,
  { x, y, side }: TileSquare,
): readonly [start: number, end: number] {
  const cellSide = 2 ** (32 - layer.zoom)
  const [left, top] = [x / cellSide, y / cellSide]
  const last = side / cellSide - 1
  return [firstFrom(layer, left, top, false), firstFrom(layer, left + last, top + last, true)]
}

/** How many rows a run of cells holds. */
export function countInCells({ counts }: CellLayer, start: number, end: number): number {
  let sum = 0
  for (let cell = start; cell < end; cell += 1)
    sum += counts[cell * COUNT_COLUMNS + COUNT] as number
  return sum
}

function firstFrom({ x, y }: CellPlaces, wantedX: number, wantedY: number, after: boolean): number {
  const [high, low] = [curveHigh(wantedX, wantedY), curveLow(wantedX, wantedY)]
  let from = 0
  let to = x.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBeforeOnCurve(x[middle] as number, y[middle] as number, high, low, after))
      from = middle + 1
    else to = middle
  }
  return from
}
