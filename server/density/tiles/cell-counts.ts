import {
  COUNT,
  COUNT_COLUMNS,
  LEVEL_NONE,
  MAJOR_COUNT,
  MEAN_SHIFT,
  MEAN_STEPS,
  OVERDUE_COUNT,
} from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import type { TileSquare } from '../columns/tile-run.ts'

/** Cells along a side of a tile, as a zoom: 16 pixels apart on a 256-pixel screen tile. */
export const CELL_ZOOMS = 4
const CELLS = 2 ** CELL_ZOOMS

/** Rows of one tile counted in its 256 cells (聚合格): 12 kB, whatever the number of rows. */
export interface CellCounts {
  /** Count a row: its place in the world, its level 0 (none) to 4, and what its noun counts beside. */
  add(worldX: number, worldY: number, level: number, major: boolean, overdue: boolean): void
  /** Count what a layer of the tile's own cells counted before, from and to before an index. */
  addCells(layer: CellLayer, start: number, end: number): void
  /** The cells that hold anything, row by row from the north-west. */
  cells(): CountedCell[]
}

export interface CountedCell {
  readonly count: number
  /** None, then 1 to 4. */
  readonly levels: readonly number[]
  readonly major: number
  readonly overdue: number
  /** The mean place of its rows, in the square of the world, 0 to 1. */
  readonly worldX: number
  readonly worldY: number
}

/** Begin to count the rows of a tile. */
export function countCells({ x: left, y: top, side }: TileSquare): CellCounts {
  const counts = new Uint32Array(CELLS * CELLS * COUNT_COLUMNS)
  const sumX = new Float64Array(CELLS * CELLS)
  const sumY = new Float64Array(CELLS * CELLS)
  const scale = CELLS / side
  return {
    add(worldX, worldY, level, major, overdue) {
      const cell = Math.floor((worldY - top) * scale) * CELLS + Math.floor((worldX - left) * scale)
      const at = cell * COUNT_COLUMNS
      counts[at + COUNT] = (counts[at + COUNT] as number) + 1
      const own = at + LEVEL_NONE + level
      counts[own] = (counts[own] as number) + 1
      if (major) counts[at + MAJOR_COUNT] = (counts[at + MAJOR_COUNT] as number) + 1
      if (overdue) counts[at + OVERDUE_COUNT] = (counts[at + OVERDUE_COUNT] as number) + 1
      // Whole steps only: their sum is the same in whatever order rows come.
      sumX[cell] = (sumX[cell] as number) + (worldX >>> MEAN_SHIFT)
      sumY[cell] = (sumY[cell] as number) + (worldY >>> MEAN_SHIFT)
    },
    addCells(layer, start, end) {
      const [firstX, firstY] = [left * scale, top * scale]
      for (let from = start; from < end; from += 1) {
        const cell =
          ((layer.y[from] as number) - firstY) * CELLS + ((layer.x[from] as number) - firstX)
        for (let column = 0; column < COUNT_COLUMNS; column += 1) {
          const at = cell * COUNT_COLUMNS + column
          counts[at] =
            (counts[at] as number) + (layer.counts[from * COUNT_COLUMNS + column] as number)
        }
        sumX[cell] = (sumX[cell] as number) + (layer.sumX[from] as number)
        sumY[cell] = (sumY[cell] as number) + (layer.sumY[from] as number)
      }
    },
    cells() {
      const found: CountedCell[] = []
      for (let cell = 0; cell < CELLS * CELLS; cell += 1) {
        const at = cell * COUNT_COLUMNS
        const count = counts[at + COUNT] as number
        if (count === 0) continue
        found.push({
          count,
          levels: [
            counts[at + LEVEL_NONE] as number,
            counts[at + LEVEL_NONE + 1] as number,
            counts[at + LEVEL_NONE + 2] as number,
            counts[at + LEVEL_NONE + 3] as number,
            counts[at + LEVEL_NONE + 4] as number,
          ],
          major: counts[at + MAJOR_COUNT] as number,
          overdue: counts[at + OVERDUE_COUNT] as number,
          worldX: ((sumX[cell] as number) / count + 0.5) / MEAN_STEPS,
          worldY: ((sumY[cell] as number) / count + 0.5) / MEAN_STEPS,
        })
      }
      return found
    },
  }
}
