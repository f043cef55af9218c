/**
 * What rows were over time (历史), gathered before each row and put in the order of the rows in the
 * end. 12 bytes an entry, in room that doubles from 256 of them; sealed, 9 an entry of levels or
 * states, 12 of deadlines, and 4 a row.
 */
import { notePair, noteWords } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'
import type { PlacedBuilder, TakeRows } from './placed-builder.ts'

const FIRST_ENTRIES = 256

/** Histories of rows in columns: those of a row are entries starts[row] to before starts[row + 1]. */
export interface HistoryColumns<Values> {
  readonly starts: Uint32Array
  readonly at: Float64Array
  readonly values: Values
}

/**
 * Gathers what rows were over time (历史): instants and small numbers. The entries of a row are added
 * before the row itself.
 */
export class HistoryBuilder {
  #at = new Float64Array(FIRST_ENTRIES)
  #atWords = new Uint32Array(this.#at.buffer)
  #value = new Int32Array(FIRST_ENTRIES)
  #length = 0
  #begin = 0

  /** Add an entry of the row that comes next. Units: epoch milliseconds */
  add(at: number, value: number): void {
    if (this.#length === this.#at.length) this.#grow()
    this.#at[this.#length] = at
    this.#value[this.#length] = value
    this.#length += 1
  }

  /** The entries of the row that comes next are not so. */
  drop(): void {
    this.#length = this.#begin
  }

  get length(): number {
    return this.#length
  }

  /** The first entry of the row that comes next. */
  get begin(): number {
    return this.#begin
  }

  /** How many entries the row that comes next has. */
  get entries(): number {
    return this.#length - this.#begin
  }

  /** The later of an instant and the last one of the row that comes next. */
  lastInstant(other: number): number {
    let last = other
    for (let entry = this.#begin; entry < this.#length; entry += 1)
      last = Math.max(last, this.#at[entry] as number)
    return last
  }

  /** The row that comes next is there: take its entries into its fingerprint. */
  endRow(mark: Fingerprint): void {
    noteWords(mark, this.#atWords, this.#begin * 2, this.#length * 2)
    for (let entry = this.#begin; entry < this.#length; entry += 1)
      notePair(mark, this.#value[entry] as number, 0)
    this.#begin = this.#length
  }

  /**
   * The histories of rows in another order, which are taken one run of rows after the other.
   * Shape: `entry` and `entries` say at which words of a row its first entry and their count lie
   */
  seal<Values extends Uint8Array | Int32Array>(
    { words, stride, count }: PlacedBuilder,
    { entry, entries }: { readonly entry: number; readonly entries: number },
    values: Values,
  ): { readonly columns: HistoryColumns<Values>; readonly take: TakeRows } {
    const [ownAt, ownValue] = [this.#at, this.#value]
    const starts = new Uint32Array(count + 1)
    const at = new Float64Array(this.#length)
    let next = 0
    function take(order: Uint32Array, from: number, to: number): void {
      for (let row = from; row < to; row += 1) {
        const base = (order[row] as number) * stride
        const first = words[base + entry] as number
        const end = first + (words[base + entries] as number)
        for (let own = first; own < end; own += 1) {
          at[next] = ownAt[own] as number
          values[next] = ownValue[own] as number
          next += 1
        }
        starts[row + 1] = next
      }
    }
    return { columns: { starts, at, values }, take }
  }

  #grow(): void {
    const [at, value] = [this.#at, this.#value]
    this.#at = new Float64Array(at.length * 2)
    this.#atWords = new Uint32Array(this.#at.buffer)
    this.#value = new Int32Array(at.length * 2)
    this.#at.set(at)
    this.#value.set(value)
  }
}
