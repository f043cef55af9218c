/**
 * Counts all points of a segment at a moment by enterprise, cell and pair of levels (按企业、格与等级计数),
 * step by step, so that the event loop has its turn every 32,768 rows, a millisecond or two.
 *
 * Two looks at each row with a place: which cell it lies in, along the curve, then enterprise by
 * enterprise what it adds to. While that lasts it takes 4 bytes a row and 8.5 more of room for
 * entries; what is left is 17 bytes an entry and 8 a cell. It ends early where fewer than two rows
 * would share an entry.
 */
import { cellOf } from '../columns/curve.ts'
import type { SegmentAt } from '../columns/segment-at.ts'
import { ABSENT, PAIRS } from '../columns/segment.ts'
import { FINEST_CELL_ZOOM, MEAN_SHIFT } from './cell-layer.ts'

/** Steps of means along a side of one of the finest cells. */
export const STEPS_A_CELL = 2 ** (32 - MEAN_SHIFT - FINEST_CELL_ZOOM)

/**
 * All points of a segment at a moment that have a place, by enterprise, cell and pair of levels
 * (按企业、格与等级计数). Those of an enterprise lie close: some five rows an entry.
 */
export interface PointCells {
  /** The cells that hold any, along the curve. */
  readonly x: Uint32Array
  readonly y: Uint32Array
  /** Entries of enterprise number n are starts[n] to before starts[n + 1]. */
  readonly starts: Uint32Array
  /** Index of the cell. */
  readonly cell: Uint32Array
  readonly pair: Uint8Array
  readonly count: Uint32Array
  /** Sums of places within the cell. Units: steps of means from its corner, below STEPS_A_CELL a row */
  readonly sumX: Uint32Array
  readonly sumY: Uint32Array
}

/** Rows of one step. */
const ROWS_A_STEP = 32_768
/** Where fewer rows than this share an entry, on the average, reading them themselves is no slower. */
const LEAST_ROWS_AN_ENTRY = 2

/** Counts the points of a segment at a moment by enterprise, cell and pair, step by step (分步计数). */
export class PointCellCounting {
  readonly #at: SegmentAt
  readonly #cellOfRow: Uint32Array
  #x = new Uint32Array(1_024)
  #y = new Uint32Array(1_024)
  #cells = 0
  #row = 0
  readonly #starts: Uint32Array
  readonly #cell: Uint32Array
  readonly #pair: Uint8Array
  readonly #count: Uint32Array
  readonly #sumX: Uint32Array
  readonly #sumY: Uint32Array
  readonly #entryOfPair = new Int32Array(PAIRS)
  #entries = 0
  #owner = 0

  constructor(at: SegmentAt) {
    this.#at = at
    const { placed } = at.segment.points
    const most = Math.floor(placed / LEAST_ROWS_AN_ENTRY)
    this.#cellOfRow = new Uint32Array(placed)
    this.#starts = new Uint32Array(at.segment.enterprises.length + 1)
    this.#cell = new Uint32Array(most)
    this.#pair = new Uint8Array(most)
    this.#count = new Uint32Array(most)
    this.#sumX = new Uint32Array(most)
    this.#sumY = new Uint32Array(most)
  }

  /** Do one step. Shape: → whether there is another */
  goesOn(): boolean {
    if (this.#row < this.#cellOfRow.length) {
      this.#findCells(Math.min(this.#cellOfRow.length, this.#row + ROWS_A_STEP))
      return true
    }
    const { starts } = this.#at.segment.points
    const enterprises = this.#starts.length - 1
    const first = starts[this.#owner] as number
    while (this.#owner < enterprises && !this.#isFull) {
      this.#countOwner(this.#owner)
      this.#owner += 1
      if ((starts[this.#owner] as number) - first >= ROWS_A_STEP) return true
    }
    return false
  }

  /** What was counted. Shape: null where there would be about as many entries as rows */
  cells(): PointCells | null {
    if (this.#isFull) return null
    this.#starts[this.#owner] = this.#entries
    return {
      x: this.#x.slice(0, this.#cells),
      y: this.#y.slice(0, this.#cells),
      starts: this.#starts,
      cell: this.#cell.slice(0, this.#entries),
      pair: this.#pair.slice(0, this.#entries),
      count: this.#count.slice(0, this.#entries),
      sumX: this.#sumX.slice(0, this.#entries),
      sumY: this.#sumY.slice(0, this.#entries),
    }
  }

  /** An enterprise adds as many entries as it has rows at most, and those of the last may be too many. */
  get #isFull(): boolean {
    return this.#entries > this.#cell.length
  }

  /** The cells that hold a point, along the curve, and in which of them each row with a place lies. */
  #findCells(end: number): void {
    const { worldX, worldY } = this.#at.segment.points
    const cellOfRow = this.#cellOfRow
    let cell = this.#cells - 1
    let lastX = cell < 0 ? -1 : (this.#x[cell] as number)
    let lastY = cell < 0 ? -1 : (this.#y[cell] as number)
    for (let row = this.#row; row < end; row += 1) {
      const x = cellOf(worldX[row] as number, FINEST_CELL_ZOOM)
      const y = cellOf(worldY[row] as number, FINEST_CELL_ZOOM)
      if (x !== lastX || y !== lastY) {
        cell += 1
        if (cell === this.#x.length) this.#grow()
        this.#x[cell] = lastX = x
        this.#y[cell] = lastY = y
      }
      cellOfRow[row] = cell
    }
    this.#cells = cell + 1
    this.#row = end
  }

  #grow(): void {
    const [x, y] = [this.#x, this.#y]
    this.#x = new Uint32Array(2 * x.length)
    this.#y = new Uint32Array(2 * y.length)
    this.#x.set(x)
    this.#y.set(y)
  }

  #countOwner(number: number): void {
    const { pair: pairs, segment } = this.#at
    const { placed, worldX, worldY, starts, rows } = segment.points
    const cellOfRow = this.#cellOfRow
    const entryOfPair = this.#entryOfPair
    const [pair, count, sumX, sumY] = [this.#pair, this.#count, this.#sumX, this.#sumY]
    this.#starts[number] = this.#entries
    const end = starts[number + 1] as number
    let last = -1
    // Rows of an enterprise ascend, so that those in a cell follow one another.
    for (let index = starts[number] as number; index < end; index += 1) {
      const row = rows[index] as number
      const own = pairs[row] as number
      if (row >= placed || own === ABSENT) continue
      const cell = cellOfRow[row] as number
      if (cell !== last) {
        entryOfPair.fill(-1)
        last = cell
      }
      let entry = entryOfPair[own] as number
      if (entry < 0) {
        entry = this.#entries
        this.#entries += 1
        entryOfPair[own] = entry
        this.#cell[entry] = cell
        pair[entry] = own
      }
      count[entry] = (count[entry] as number) + 1
      sumX[entry] =
        (sumX[entry] as number) + (((worldX[row] as number) >>> MEAN_SHIFT) & (STEPS_A_CELL - 1))
      sumY[entry] =
        (sumY[entry] as number) + (((worldY[row] as number) >>> MEAN_SHIFT) & (STEPS_A_CELL - 1))
    }
  }
}
