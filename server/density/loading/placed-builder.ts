/**
 * Rows with their places, gathered until they are put along the curve (行暂存). A row's values lie
 * together: it is written in one go, its fingerprint is one run of words, and to bring all rows in
 * order each is fetched once instead of once a column.
 *
 * 96 bytes a risk point, 152 a hazard, in room that doubles from 256 rows; an id that is no UUID is
 * a text beside. Sealing takes 24 bytes a row more while it sorts, then the columns, from 4,096
 * rows at a time that lie in the processor's cache; the builder goes with its rows.
 */
import { curveOrder, worldStepX, worldStepY } from '../columns/curve.ts'
import { ID_WORDS, packId } from '../columns/id-column.ts'
import type { PlacedColumns } from '../columns/segment.ts'

/**
 * Where the values of a row lie, in words of 32 bits: first what only this segment knows, then what the
 * row says, which its fingerprint is taken of. Doubles begin at even words.
 */
export const ROW = {
  owner: 0,
  worldX: 1,
  worldY: 2,
  /** Its first entry in a history that every kind of row has. */
  entry: 3,
  id: 4,
  flags: 8,
  entries: 9,
  lng: 10,
  lat: 12,
  beginsAt: 14,
  archivedAt: 16,
  /** What each kind of row has besides. */
  own: 18,
} as const

const FIRST_ROWS = 256

/** Rows brought in order at a time: some 400 kB of them. */
const ROWS_A_RUN = 4_096

/** Takes rows of an order into columns, from one of them to before another. */
export type TakeRows = (order: Uint32Array, from: number, to: number) => void

/** Gathers rows with their places (行暂存), and puts them along the curve in the end. */
export class PlacedBuilder {
  /** Words of a row. */
  readonly stride: number
  /** The rows one after the other, as words and as doubles. */
  words: Uint32Array
  doubles: Float64Array
  readonly #others = new Map<number, string>()
  #count = 0

  /** Shape: an even number of words */
  constructor(stride: number) {
    this.stride = stride
    this.doubles = new Float64Array((FIRST_ROWS * stride) / 2)
    this.words = new Uint32Array(this.doubles.buffer)
  }

  get count(): number {
    return this.#count
  }

  /** Begin a row with its id and its enterprise. Shape: its number is `count` before → its first word */
  add(owner: number, id: string): number {
    const number = this.#count
    const base = number * this.stride
    if (base === this.words.length) this.#grow()
    this.#count = number + 1
    const { words } = this
    words[base + ROW.owner] = owner
    if (!packId(words, base + ROW.id, id)) {
      words.fill(0, base + ROW.id, base + ROW.id + ID_WORDS)
      this.#others.set(number, id)
    }
    return base
  }

  /** The id of a row where it is no UUID, by its number in the order of coming. */
  otherIdOf(row: number): string | undefined {
    return this.#others.size === 0 ? undefined : this.#others.get(row)
  }

  /** Let the row that begins at a word count at a place; NaN without one. */
  place(base: number, lng: number, lat: number): void {
    const { words, doubles } = this
    const isNowhere = Number.isNaN(lng)
    words[base + ROW.worldX] = isNowhere ? 0 : worldStepX(lng)
    words[base + ROW.worldY] = isNowhere ? 0 : worldStepY(lat)
    doubles[(base + ROW.lng) >>> 1] = lng
    doubles[(base + ROW.lat) >>> 1] = lat
  }

  /** Where a row counts, by its number in the order of coming; NaN without a place. */
  lngOf(row: number): number {
    return this.doubles[(row * this.stride + ROW.lng) >>> 1] as number
  }

  latOf(row: number): number {
    return this.doubles[(row * this.stride + ROW.lat) >>> 1] as number
  }

  /**
   * The columns that all kinds of rows have.
   * Shape: `takeOwn` takes what its kind has besides, of one run of rows after the other, while the rows
   *   are in the processor's cache → the columns, and which row of the order of coming each of theirs is
   */
  seal(
    enterprises: number,
    takeOwn: TakeRows = () => undefined,
  ): { readonly columns: PlacedColumns; readonly order: Uint32Array } {
    const { order, placed } = this.#order()
    const { words, doubles, stride } = this
    const count = order.length
    const lng = new Float64Array(count)
    const lat = new Float64Array(count)
    const worldX = new Uint32Array(count)
    const worldY = new Uint32Array(count)
    const enterprise = new Uint32Array(count)
    const ids = new Uint32Array(count * ID_WORDS)
    for (let from = 0; from < count; from += ROWS_A_RUN) {
      const to = Math.min(count, from + ROWS_A_RUN)
      for (let row = from; row < to; row += 1) {
        const base = (order[row] as number) * stride
        lng[row] = doubles[(base + ROW.lng) >>> 1] as number
        lat[row] = doubles[(base + ROW.lat) >>> 1] as number
        worldX[row] = words[base + ROW.worldX] as number
        worldY[row] = words[base + ROW.worldY] as number
        enterprise[row] = words[base + ROW.owner] as number
        const id = row * ID_WORDS
        ids[id] = words[base + ROW.id] as number
        ids[id + 1] = words[base + ROW.id + 1] as number
        ids[id + 2] = words[base + ROW.id + 2] as number
        ids[id + 3] = words[base + ROW.id + 3] as number
      }
      takeOwn(order, from, to)
    }
    return {
      order,
      columns: {
        ...{ count, placed, lng, lat, worldX, worldY, enterprise },
        ids: { words: ids, others: this.#othersIn(order) },
        ...byEnterprise(enterprise, enterprises),
      },
    }
  }

  /** Rows with a place along the curve, the others after them. */
  #order(): { order: Uint32Array; placed: number } {
    const { words, stride } = this
    const count = this.#count
    const x = new Uint32Array(count)
    const y = new Uint32Array(count)
    let placed = 0
    for (let row = 0; row < count; row += 1) {
      x[row] = words[row * stride + ROW.worldX] as number
      y[row] = words[row * stride + ROW.worldY] as number
      if (!Number.isNaN(this.lngOf(row))) placed += 1
    }
    const all = curveOrder(x, y)
    if (placed === count) return { order: all, placed }
    const order = new Uint32Array(count)
    let [next, nextNowhere] = [0, placed]
    for (const row of all)
      if (Number.isNaN(this.lngOf(row))) order[nextNowhere++] = row
      else order[next++] = row
    return { order, placed }
  }

  #othersIn(order: Uint32Array): Map<number, string> {
    const others = new Map<number, string>()
    if (this.#others.size === 0) return others
    for (let row = 0; row < order.length; row += 1) {
      const other = this.#others.get(order[row] as number)
      if (other !== undefined) others.set(row, other)
    }
    return others
  }

  #grow(): void {
    const doubles = new Float64Array(this.doubles.length * 2)
    doubles.set(this.doubles)
    this.doubles = doubles
    this.words = new Uint32Array(doubles.buffer)
  }
}

function byEnterprise(
  enterprise: Uint32Array,
  enterprises: number,
): { starts: Uint32Array; rows: Uint32Array } {
  const starts = new Uint32Array(enterprises + 1)
  for (let row = 0; row < enterprise.length; row += 1) {
    const number = enterprise[row] as number
    starts[number + 1] = (starts[number + 1] as number) + 1
  }
  for (let number = 0; number < enterprises; number += 1)
    starts[number + 1] = (starts[number + 1] as number) + (starts[number] as number)
  const next = starts.slice()
  const rows = new Uint32Array(enterprise.length)
  for (let row = 0; row < enterprise.length; row += 1) {
    const number = enterprise[row] as number
    rows[next[number] as number] = row
    next[number] = (next[number] as number) + 1
  }
  return { starts, rows }
}
