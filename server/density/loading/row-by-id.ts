/**
 * Rows found by their ids (编号查找) among those that came since it last forgot, for hazards that name
 * their risk point: a hash table of row numbers, filled when something is looked up; ids lie in the
 * rows themselves.
 *
 * 4 bytes a slot, at least twice as many slots as rows and a power of two, 2 KiB at first: some 8
 * to 16 bytes a row of the enterprises that are being added. To forget clears the table. A look-up
 * meets one or two slots, and compares four words.
 */
import { ID_WORDS } from '../columns/id-column.ts'
import { NO_ROW } from '../columns/segment.ts'
import { ROW } from './placed-builder.ts'
import type { PlacedBuilder } from './placed-builder.ts'

const FIRST_SLOTS = 512

/** Finds rows by their ids (编号查找). */
export class RowById {
  readonly #rows: PlacedBuilder
  /** Row number + 1, 0 for none; a power of two of them, at most half of them taken. */
  #slots = new Uint32Array(FIRST_SLOTS)
  readonly #others = new Map<string, number>()
  /** The first row that is known, and the first that is not in the table yet. */
  #first = 0
  #next = 0

  constructor(rows: PlacedBuilder) {
    this.#rows = rows
  }

  /** Rows that came so far are not known any more. */
  forget(): void {
    if (this.#next > this.#first) this.#slots.fill(0)
    this.#others.clear()
    this.#first = this.#next = this.#rows.count
  }

  /** The row of an id that is packed in four words from `at` on. Shape: → NO_ROW without one */
  rowOf(words: Uint32Array, at: number): number {
    this.#takeIn()
    const slots = this.#slots
    const mask = slots.length - 1
    const rows = this.#rows
    for (let slot = slotOf(words, at) & mask; ; slot = (slot + 1) & mask) {
      const number = slots[slot] as number
      if (number === 0) return NO_ROW
      const base = (number - 1) * rows.stride + ROW.id
      if (isSame(rows.words, base, words, at)) return number - 1
    }
  }

  /** The row of an id that is no UUID. Shape: → NO_ROW without one */
  rowOfOther(id: string): number {
    this.#takeIn()
    return this.#others.get(id) ?? NO_ROW
  }

  #takeIn(): void {
    const { count } = this.#rows
    if (this.#next === count) return
    if ((count - this.#first) * 2 > this.#slots.length) this.#widen(count)
    for (; this.#next < count; this.#next += 1) this.#put(this.#next)
  }

  /** A table for so many rows, empty. */
  #widen(count: number): void {
    let { length } = this.#slots
    while (length < (count - this.#first) * 2) length *= 2
    this.#slots = new Uint32Array(length)
    this.#next = this.#first
  }

  #put(row: number): void {
    const { words, stride } = this.#rows
    const other = this.#rows.otherIdOf(row)
    if (other !== undefined) {
      this.#others.set(other, row)
      return
    }
    const slots = this.#slots
    const mask = slots.length - 1
    let slot = slotOf(words, row * stride + ROW.id) & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = row + 1
  }
}

/** Ids made one after the other differ in their last words or in the first ones alone: all count. */
function slotOf(words: Uint32Array, at: number): number {
  let hash = words[at] as number
  for (let word = 1; word < ID_WORDS; word += 1)
    hash = Math.imul(hash, 0x9e3779b1) ^ (words[at + word] as number)
  hash = Math.imul(hash, 0x85ebca6b)
  return hash ^ (hash >>> 16)
}

function isSame(a: Uint32Array, from: number, b: Uint32Array, at: number): boolean {
  return (
    a[from + 3] === b[at + 3] &&
    a[from + 2] === b[at + 2] &&
    a[from + 1] === b[at + 1] &&
    a[from] === b[at]
  )
}
