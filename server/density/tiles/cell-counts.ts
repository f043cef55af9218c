/**
 * Rows of one tile counted in 16 × 16 cells (聚合格), whatever the number of rows: one by one, or as
 * cells that a layer counted before.
 *
 * 12 KiB of sums for the whole process, in which every tile in turn counts, so that a tile
 * allocates nothing here; who reads them does so before the next tile is begun. A row adds to six
 * sums of its cell at most, a layer's cell to ten, an entry of what was counted by owner to one, and
 * its cell to three.
 */
import {
  COUNT,
  COUNT_COLUMNS,
  LEFT_OUT,
  LEVEL_NONE,
  MAJOR_COUNT,
  MEAN_SHIFT,
  MEAN_STEPS,
  meanStepsACell,
  OVERDUE_COUNT,
} from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import type { PointCells } from './point-cell-counting.ts'
import type { TileSquare } from '../columns/tile-run.ts'
import type { TileRows } from './tile-rows.ts'

/** Cells along a side of a tile, as a zoom: 16 pixels apart on a 256-pixel screen tile. */
export const CELL_ZOOMS = 4
const CELLS = 2 ** CELL_ZOOMS

/** What is counted in cells (格计数), of those that hold any. */
export interface CountedCells {
  readonly cells: number
  /** COUNT_COLUMNS of each cell. */
  readonly counts: Uint32Array
  /** The mean places of their rows, in the square of the world, 0 to 1. */
  readonly worldX: Float64Array
  readonly worldY: Float64Array
}

/** Rows of one tile counted in its 256 cells (聚合格). */
export interface CellCounts {
  /** Count rows that lie in the tile, one by one. */
  addRows(own: TileRows, rows: Uint32Array): void
  /** Count what a layer of the tile's own cells counted before, from and to before an index. */
  addCells(layer: CellLayer, start: number, end: number): void
  /**
   * Count what owners have in cells no wider than the tile's own, from and to before a cell, where owners are 1
   * and pairs of levels have a column.
   */
  addEntries(
    table: PointCells,
    start: number,
    end: number,
    owners: Uint8Array,
    columns: Uint8Array,
  ): void
  /** Take off a row that was counted, or will be. */
  takeOff(worldX: number, worldY: number, level: number): void
  /** The cells that hold anything, row by row from the north-west; to be read before the next tile. */
  cells(): CountedCells
}

/** Room that every tile in turn counts in: made anew, it would cost more than the counting. */
const counts = new Uint32Array(CELLS * CELLS * COUNT_COLUMNS)
const sumX = new Float64Array(CELLS * CELLS)
const sumY = new Float64Array(CELLS * CELLS)

/** Add rows of one cell, and their places. */
function addSums(cell: number, rows: number, stepsX: number, stepsY: number): void {
  const at = cell * COUNT_COLUMNS + COUNT
  counts[at] = (counts[at] as number) + rows
  sumX[cell] = (sumX[cell] as number) + stepsX
  sumY[cell] = (sumY[cell] as number) + stepsY
}

/** Begin to count the rows of a tile: the one begun before is over. */
export function countCells({ x: left, y: top, side }: TileSquare): CellCounts {
  counts.fill(0)
  sumX.fill(0)
  sumY.fill(0)
  const scale = CELLS / side
  return {
    addRows({ places, level, areHazards, major, overdue }, rows) {
      const { x, y } = places
      // Rows of a cell follow one another: they are added up before they are written.
      let open = 0
      let since = 0
      let stepsX = 0
      let stepsY = 0
      for (let index = 0; index < rows.length; index += 1) {
        const row = rows[index] as number
        const worldX = x[row] as number
        const worldY = y[row] as number
        // Both lie in the tile: what is cut off is below 1.
        const cell = (((worldY - top) * scale) | 0) * CELLS + (((worldX - left) * scale) | 0)
        if (cell !== open) {
          addSums(open, index - since, stepsX, stepsY)
          open = cell
          since = index
          stepsX = 0
          stepsY = 0
        }
        const ofLevel = cell * COUNT_COLUMNS + LEVEL_NONE + level(row)
        counts[ofLevel] = (counts[ofLevel] as number) + 1
        // Whole steps only: their sum is the same in whatever order rows come.
        stepsX += worldX >>> MEAN_SHIFT
        stepsY += worldY >>> MEAN_SHIFT
        if (!areHazards) continue
        const at = cell * COUNT_COLUMNS
        if (major(row)) counts[at + MAJOR_COUNT] = (counts[at + MAJOR_COUNT] as number) + 1
        if (overdue(row)) counts[at + OVERDUE_COUNT] = (counts[at + OVERDUE_COUNT] as number) + 1
      }
      addSums(open, rows.length - since, stepsX, stepsY)
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
    addEntries(table, start, end, owners, columns) {
      const { starts, owner, pair, count } = table
      const narrower = 2 ** (table.zoom - 32) / scale
      const [firstX, firstY] = [left * scale, top * scale]
      const steps = meanStepsACell(table.zoom)
      for (let from = start; from < end; from += 1) {
        const [x, y] = [table.x[from] as number, table.y[from] as number]
        const cell =
          (Math.floor(y / narrower) - firstY) * CELLS + (Math.floor(x / narrower) - firstX)
        const at = cell * COUNT_COLUMNS
        const last = starts[from + 1] as number
        let [rows, stepsX, stepsY] = [0, 0, 0]
        for (let entry = starts[from] as number; entry < last; entry += 1) {
          const column = columns[pair[entry] as number] as number
          if (column === LEFT_OUT || owners[owner[entry] as number] === 0) continue
          const own = count[entry] as number
          const slot = at + LEVEL_NONE + column
          counts[slot] = (counts[slot] as number) + own
          rows += own
          stepsX += table.sumX[entry] as number
          stepsY += table.sumY[entry] as number
        }
        if (rows === 0) continue
        counts[at + COUNT] = (counts[at + COUNT] as number) + rows
        sumX[cell] = (sumX[cell] as number) + stepsX + rows * x * steps
        sumY[cell] = (sumY[cell] as number) + stepsY + rows * y * steps
      }
    },
    takeOff(worldX, worldY, level) {
      const cell = Math.floor((worldY - top) * scale) * CELLS + Math.floor((worldX - left) * scale)
      const at = cell * COUNT_COLUMNS
      const own = at + LEVEL_NONE + level
      counts[at + COUNT] = (counts[at + COUNT] as number) - 1
      counts[own] = (counts[own] as number) - 1
      sumX[cell] = (sumX[cell] as number) - (worldX >>> MEAN_SHIFT)
      sumY[cell] = (sumY[cell] as number) - (worldY >>> MEAN_SHIFT)
    },
    cells: toTheFront,
  }
}

/** Bring the cells that hold anything to the front of the room, with means in the place of sums. */
function toTheFront(): CountedCells {
  let cells = 0
  for (let cell = 0; cell < CELLS * CELLS; cell += 1) {
    const from = cell * COUNT_COLUMNS
    const count = counts[from + COUNT] as number
    if (count === 0) continue
    const to = cells * COUNT_COLUMNS
    for (let column = 0; column < COUNT_COLUMNS; column += 1)
      counts[to + column] = counts[from + column] as number
    sumX[cells] = ((sumX[cell] as number) / count + 0.5) / MEAN_STEPS
    sumY[cells] = ((sumY[cell] as number) / count + 0.5) / MEAN_STEPS
    cells += 1
  }
  return { cells, counts, worldX: sumX, worldY: sumY }
}
