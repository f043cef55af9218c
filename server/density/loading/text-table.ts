/**
 * Texts and lists that columns refer to by number (文字表), each kept once, with its fingerprint so
 * that a row's takes 8 bytes of it and not its letters.
 *
 * A map entry and 8 bytes a text while a segment is gathered, and once more for 256 texts of a
 * column that has few; the segment keeps the texts alone. A list is found by its first text among
 * those that begin alike, without making a text of it.
 */
import { finish, newFingerprint, notePair, noteText } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'
import { NO_TEXT } from '../columns/segment.ts'

/** Fingerprints by number, two words each. */
class Marks {
  #words = new Uint32Array(256)

  set(number: number, { low, high }: Fingerprint): void {
    if (number * 2 === this.#words.length) {
      const words = new Uint32Array(this.#words.length * 2)
      words.set(this.#words)
      this.#words = words
    }
    this.#words[number * 2] = finish(low)
    this.#words[number * 2 + 1] = finish(high)
  }

  write(number: number, words: Uint32Array, at: number): void {
    words[at] = this.#words[number * 2] as number
    words[at + 1] = this.#words[number * 2 + 1] as number
  }
}

/** Texts that columns refer to by number (文字表): each is kept once. */
export class TextTable {
  readonly #numbers = new Map<string, number>()
  readonly #marks = new Marks()

  numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(text, number)
    const mark = newFingerprint()
    noteText(mark, text)
    this.#marks.set(number, mark)
    return number
  }

  /** Write the two words of a text's fingerprint, by its number; those of no text are zero. */
  writeMark(number: number, words: Uint32Array, at: number): void {
    if (number === NO_TEXT) words[at] = words[at + 1] = 0
    else this.#marks.write(number, words, at)
  }

  /** By their numbers. */
  texts(): string[] {
    return [...this.#numbers.keys()]
  }
}

/** Known texts of a column: its whole table stays in the processor's cache. */
const MOST_FEW = 256

/**
 * A column's way into a table of texts (常用文字) where it has few of its own: codes and departments are
 * found without looking through all names and descriptions.
 */
export class FewTexts {
  readonly #all: TextTable
  readonly #numbers = new Map<string, number>()

  constructor(all: TextTable) {
    this.#all = all
  }

  /** The number that the table has of it. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    const number = this.#all.numberOf(text)
    if (this.#numbers.size < MOST_FEW) this.#numbers.set(text, number)
    return number
  }

  /** NO_TEXT for null. */
  numberOrNone(text: string | null): number {
    return text === null ? NO_TEXT : this.numberOf(text)
  }
}

/** Lists of texts that columns refer to by number (列表): most rows share a few of them. */
export class ListTable {
  readonly #lists: (readonly string[])[] = []
  /** Numbers of the lists that begin with a text: a list is found without making a text of it. */
  readonly #byFirst = new Map<string, number[]>()
  readonly #marks = new Marks()

  numberOf(list: readonly string[]): number {
    const first = list[0] ?? ''
    const known = this.#byFirst.get(first)
    if (known === undefined) return this.#add(list, first)
    for (const number of known) if (isSame(this.#lists[number] ?? [], list)) return number
    return this.#add(list, first)
  }

  /** Write the two words of a list's fingerprint, by its number. */
  writeMark(number: number, words: Uint32Array, at: number): void {
    this.#marks.write(number, words, at)
  }

  /** By their numbers. */
  lists(): readonly (readonly string[])[] {
    return this.#lists
  }

  #add(list: readonly string[], first: string): number {
    const number = this.#lists.length
    this.#lists.push(list)
    const numbers = this.#byFirst.get(first)
    if (numbers === undefined) this.#byFirst.set(first, [number])
    else numbers.push(number)
    const mark = newFingerprint()
    notePair(mark, list.length, 0)
    for (const text of list) noteText(mark, text)
    this.#marks.set(number, mark)
    return number
  }
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false
  return true
}
