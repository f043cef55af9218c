/**
 * Texts that columns refer to by number (文字表), each kept once, with its fingerprint so that a row's
 * takes 8 bytes of it and not its letters.
 *
 * Rows come with texts of their own, whose place in V8's tables is not known yet: a hash made here
 * finds them sooner than a Map. 8 bytes, 16 to 32 of slots and 2 a letter for each text while a
 * segment is gathered, and 4 KiB for each column that has few; the segment keeps the texts alone.
 */
import { finish, newFingerprint, noteText } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'
import { NO_TEXT } from '../columns/segment.ts'

/** Fingerprints by number, two words each. */
export class Marks {
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

/** Chosen anew by each process, so that nobody can think of texts that all come to one slot. */
const SEED = Math.floor(Math.random() * 2 ** 32)

/** A number that few texts share; none of it gets into a segment. */
export function hashOf(text: string): number {
  let hash = SEED ^ text.length
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x9e3779b1)
  return hash ^ (hash >>> 15)
}

const FIRST_SLOTS = 1_024
const FIRST_LETTERS = 4_096

/** Before a text's letters: its number and its length, two halves of a word each. */
const HEAD = 4

/** Texts that columns refer to by number (文字表): each is kept once. */
export class TextTable {
  readonly #texts: string[] = []
  readonly #marks = new Marks()
  /** Two words a slot: a hash, and where the text that has it lies + 1 or 0; at most half are taken. */
  #slots = new Uint32Array(FIRST_SLOTS * 2)
  /** The texts again, one after the other: compared here, a text is one place in memory and not three. */
  #letters = new Uint16Array(FIRST_LETTERS)
  #lettersEnd = 0

  numberOf(text: string): number {
    const hash = hashOf(text) >>> 0
    const slots = this.#slots
    const letters = this.#letters
    const mask = slots.length / 2 - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot * 2 + 1] as number
      if (place === 0) return this.#add(text, hash, slot)
      const at = place - 1
      if (slots[slot * 2] === hash && isAt(letters, at, text)) return wordAt(letters, at)
    }
  }

  /** Write the two words of a text's fingerprint, by its number; those of no text are zero. */
  writeMark(number: number, words: Uint32Array, at: number): void {
    if (number === NO_TEXT) words[at] = words[at + 1] = 0
    else this.#marks.write(number, words, at)
  }

  textOf(number: number): string | undefined {
    return this.#texts[number]
  }

  /** By their numbers. */
  texts(): readonly string[] {
    return this.#texts
  }

  #add(text: string, hash: number, slot: number): number {
    const number = this.#texts.length
    this.#texts.push(text)
    const mark = newFingerprint()
    noteText(mark, text)
    this.#marks.set(number, mark)
    this.#slots[slot * 2] = hash
    this.#slots[slot * 2 + 1] = this.#write(number, text) + 1
    if (this.#texts.length * 4 > this.#slots.length) this.#widen()
    return number
  }

  /** Shape: → where it begins */
  #write(number: number, text: string): number {
    const at = this.#lettersEnd
    const end = at + HEAD + text.length
    this.#lettersEnd = end
    if (end > this.#letters.length) {
      const letters = new Uint16Array(2 ** Math.ceil(Math.log2(end)))
      letters.set(this.#letters)
      this.#letters = letters
    }
    const letters = this.#letters
    letters[at] = number
    letters[at + 1] = number >>> 16
    letters[at + 2] = text.length
    letters[at + 3] = text.length >>> 16
    for (let own = 0; own < text.length; own += 1) letters[at + HEAD + own] = text.charCodeAt(own)
    return at
  }

  #widen(): void {
    const slots = this.#slots
    const wider = new Uint32Array(slots.length * 2)
    const mask = wider.length / 2 - 1
    for (let at = 0; at < slots.length; at += 2) {
      if (slots[at + 1] === 0) continue
      let slot = (slots[at] as number) & mask
      while (wider[slot * 2 + 1] !== 0) slot = (slot + 1) & mask
      wider[slot * 2] = slots[at] as number
      wider[slot * 2 + 1] = slots[at + 1] as number
    }
    this.#slots = wider
  }
}

function wordAt(halves: Uint16Array, at: number): number {
  return ((halves[at] as number) | ((halves[at + 1] as number) << 16)) >>> 0
}

/** Whether a text lies at a place, its head before it. */
function isAt(letters: Uint16Array, at: number, text: string): boolean {
  const { length } = text
  if (wordAt(letters, at + 2) !== length) return false
  for (let own = 0; own < length; own += 1)
    if (letters[at + HEAD + own] !== text.charCodeAt(own)) return false
  return true
}

/** Texts of a column met last, each in the slot of its hash: they stay in the processor's cache. */
export const FEW_SLOTS = 1_024

/**
 * A column's way into a table of texts (常用文字) where it has few of its own: codes and departments are
 * found without looking through all names and descriptions.
 */
export class FewTexts {
  readonly #all: TextTable
  /** The number + 1 of a text of the slot, or 0. */
  readonly #numbers = new Uint32Array(FEW_SLOTS)

  constructor(all: TextTable) {
    this.#all = all
  }

  /** The number that the table has of it. */
  numberOf(text: string): number {
    const slot = hashOf(text) & (FEW_SLOTS - 1)
    const known = this.#numbers[slot] as number
    if (known > 0 && this.#all.textOf(known - 1) === text) return known - 1
    const number = this.#all.numberOf(text)
    this.#numbers[slot] = number + 1
    return number
  }

  /** NO_TEXT for null. */
  numberOrNone(text: string | null): number {
    return text === null ? NO_TEXT : this.numberOf(text)
  }
}
