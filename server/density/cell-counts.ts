import type { TileSquare } from './columns/tile-run.ts'

/** Cells along a side of a tile: 16 pixels apart on a 256-pixel screen tile. */
const CELLS = 16

/** What is counted in each cell, in the order of its columns. */
const COUNT = 0
const LEVEL_NONE = 1
const MAJOR = 6
const OVERDUE = 7
const COLUMNS = 8

/** Sums of places are of this many steps along a side, so that 100 million of them are exact. */
const MEAN_STEPS = 2 ** 26

/** Rows of one tile counted in its 256 cells (聚合格): 12 kB, whatever the number of rows. */
export interface CellCounts {
  /** Count a row: its place in the world, its level 0 (none) to 4, and what its noun counts beside. */
  add(worldX: number, worldY: number, level: number, major: boolean, overdue: boolean): void
  /** Count rows that were counted before, of one level: how many, and the sums of their places. */
  addMany(
    cell: { x: number; y: number },
    level: number,
    count: number,
    sumX: number,
    sumY: number,
  ): void
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
  const counts = new Uint32Array(CELLS * CELLS * COLUMNS)
  const sumX = new Float64Array(CELLS * CELLS)
  const sumY = new Float64Array(CELLS * CELLS)
  const scale = CELLS / side
  return {
    add(worldX, worldY, level, major, overdue) {
      const cell = Math.floor((worldY - top) * scale) * CELLS + Math.floor((worldX - left) * scale)
      const at = cell * COLUMNS
      counts[at + COUNT] = (counts[at + COUNT] as number) + 1
      const own = at + LEVEL_NONE + level
      counts[own] = (counts[own] as number) + 1
      if (major) counts[at + MAJOR] = (counts[at + MAJOR] as number) + 1
      if (overdue) counts[at + OVERDUE] = (counts[at + OVERDUE] as number) + 1
      // Whole steps only: their sum is the same in whatever order rows come.
      sumX[cell] = (sumX[cell] as number) + (worldX >>> 6)
      sumY[cell] = (sumY[cell] as number) + (worldY >>> 6)
    },
    addMany({ x, y }, level, count, ofX, ofY) {
      const cell = Math.floor((y - top) * scale) * CELLS + Math.floor((x - left) * scale)
      const at = cell * COLUMNS
      counts[at + COUNT] = (counts[at + COUNT] as number) + count
      const own = at + LEVEL_NONE + level
      counts[own] = (counts[own] as number) + count
      sumX[cell] = (sumX[cell] as number) + ofX
      sumY[cell] = (sumY[cell] as number) + ofY
    },
    cells() {
      const found: CountedCell[] = []
      for (let cell = 0; cell < CELLS * CELLS; cell += 1) {
        const at = cell * COLUMNS
        const count = counts[at + COUNT] as number
        if (count === 0) continue
        found.push({
          count,
          levels: Array.from(counts.subarray(at + LEVEL_NONE, at + MAJOR)),
          major: counts[at + MAJOR] as number,
          overdue: counts[at + OVERDUE] as number,
          worldX: ((sumX[cell] as number) / count + 0.5) / MEAN_STEPS,
          worldY: ((sumY[cell] as number) / count + 0.5) / MEAN_STEPS,
        })
      }
      return found
    },
  }
}
