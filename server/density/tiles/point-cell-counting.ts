/**
 * Counts all points of a segment at a moment by cell, owner and pair of levels (按格、归属与等级计数), step by
 * step, so that the event loop has its turn every 32,768 rows, a millisecond or two.
 *
 * One look at each row with a place, along the curve. While that lasts it takes 100 bytes an
 * enterprise and 8.5 a row of room for entries; what is left is 17 bytes an entry and 12 a cell. It
 * ends early where fewer than two rows would share an entry.
 */
import { cellOf } from '../columns/curve.ts'
import type { SegmentAt } from '../columns/segment-at.ts'
import { ABSENT, PAIRS } from '../columns/segment.ts'
import { FINEST_CELL_ZOOM, MEAN_SHIFT, meanStepsACell } from './cell-layer.ts'

/**
 * All points of a segment at a moment that have a place, by cell, owner and pair of levels (按格、归属与等级
 * 计数). Those of an enterprise lie close: some five rows an entry of the finest cells.
 */
export interface PointCells {
  readonly zoom: number
  /** The cells that hold any, along the curve. */
  readonly x: Uint32Array
  readonly y: Uint32Array
  /** Entries of a cell are starts[cell] to before starts[cell + 1]. */
  readonly starts: Uint32Array
  /** Number of the enterprise, or of the group of enterprises. */
  readonly owner: Uint32Array
  readonly pair: Uint8Array
  readonly count: Uint32Array
  /** Sums of places within the cell. Units: steps of means from its corner */
  readonly sumX: Uint32Array | Float64Array
  readonly sumY: Uint32Array | Float64Array
}

/** Rows of one step. */
const ROWS_A_STEP = 32_768
/** Where fewer rows than this share an entry, on the average, reading them themselves is no slower. */
const LEAST_ROWS_AN_ENTRY = 2

/** Where a place lies in its finest cell. */
const WITHIN_CELL = meanStepsACell(FINEST_CELL_ZOOM) - 1

/** Counts the points of a segment at a moment by cell, enterprise and pair, step by step (分步计数). */
export class PointCellCounting {
  readonly #at: SegmentAt
  #x = new Uint32Array(1_024)
  #y = new Uint32Array(1_024)
  #starts = new Uint32Array(1_024)
  #cells = 0
  #row = 0
  readonly #owner: Uint32Array
  readonly #pair: Uint8Array
  readonly #count: Uint32Array
  readonly #sumX: Uint32Array
  readonly #sumY: Uint32Array
  /** The last entry of each enterprise and pair, and one more: of an earlier cell it is none of this one's. */
  readonly #lastEntry: Uint32Array
  #entries = 0

  constructor(at: SegmentAt) {
    this.#at = at
    const most = Math.floor(at.segment.points.placed / LEAST_ROWS_AN_ENTRY)
    this.#owner = new Uint32Array(most)
    this.#pair = new Uint8Array(most)
    this.#count = new Uint32Array(most)
    this.#sumX = new Uint32Array(most)
    this.#sumY = new Uint32Array(most)
    this.#lastEntry = new Uint32Array(at.segment.enterprises.count * PAIRS)
  }

  /** Do one step. Shape: → whether there is another */
  goesOn(): boolean {
    const { placed } = this.#at.segment.points
    this.#countRows(Math.min(placed, this.#row + ROWS_A_STEP))
    return this.#row < placed && !this.#isFull
  }

  /** What was counted. Shape: null where there would be about as many entries as rows */
  cells(): PointCells | null {
    if (this.#isFull) return null
    const starts = this.#starts.slice(0, this.#cells + 1)
    starts[this.#cells] = this.#entries
    return {
      zoom: FINEST_CELL_ZOOM,
      x: this.#x.slice(0, this.#cells),
      y: this.#y.slice(0, this.#cells),
      starts,
      owner: this.#owner.slice(0, this.#entries),
      pair: this.#pair.slice(0, this.#entries),
      count: this.#count.slice(0, this.#entries),
      sumX: this.#sumX.slice(0, this.#entries),
      sumY: this.#sumY.slice(0, this.#entries),
    }
  }

  /** A row adds one entry at most, and those of the last step may be too many. */
  get #isFull(): boolean {
    return this.#entries > this.#owner.length
  }

  /** Rows of a cell follow one another along the curve. */
  #countRows(end: number): void {
    const { pair: pairs, segment } = this.#at
    const { worldX, worldY, enterprise } = segment.points
    const [owner, pair, count] = [this.#owner, this.#pair, this.#count]
    const [sumX, sumY, lastEntry] = [this.#sumX, this.#sumY, this.#lastEntry]
    let lastX = this.#cells === 0 ? -1 : (this.#x[this.#cells - 1] as number)
    let lastY = this.#cells === 0 ? -1 : (this.#y[this.#cells - 1] as number)
    let first = this.#cells === 0 ? 0 : (this.#starts[this.#cells - 1] as number)
    let entries = this.#entries
    for (let row = this.#row; row < end; row += 1) {
      const own = pairs[row] as number
      if (own === ABSENT) continue
      const [stepX, stepY] = [worldX[row] as number, worldY[row] as number]
      const x = cellOf(stepX, FINEST_CELL_ZOOM)
      const y = cellOf(stepY, FINEST_CELL_ZOOM)
      if (x !== lastX || y !== lastY) {
        this.#beginCell(x, y, entries)
        lastX = x
        lastY = y
        first = entries
      }
      const number = enterprise[row] as number
      const slot = number * PAIRS + own
      let entry = (lastEntry[slot] as number) - 1
      if (entry < first) {
        entry = entries
        entries += 1
        lastEntry[slot] = entries
        owner[entry] = number
        pair[entry] = own
      }
      count[entry] = (count[entry] as number) + 1
      sumX[entry] = (sumX[entry] as number) + ((stepX >>> MEAN_SHIFT) & WITHIN_CELL)
      sumY[entry] = (sumY[entry] as number) + ((stepY >>> MEAN_SHIFT) & WITHIN_CELL)
    }
    this.#entries = entries
    this.#row = end
  }

  #beginCell(x: number, y: number, firstEntry: number): void {
    if (this.#cells + 1 === this.#x.length) {
      this.#x = twice(this.#x)
      this.#y = twice(this.#y)
      this.#starts = twice(this.#starts)
    }
    this.#x[this.#cells] = x
    this.#y[this.#cells] = y
    this.#starts[this.#cells] = firstEntry
    this.#cells += 1
  }
}

function twice(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * column.length)
  larger.set(column)
  return larger
}
