/**
 * Lists of texts that columns refer to by number (列表), each kept once, with its fingerprint.
 *
 * A list, its fingerprint of 8 bytes and a number among those that begin alike, as long as a segment
 * is gathered, and 4 KiB by which most are found again; the segment keeps the lists alone.
 */
import { newFingerprint, notePair, noteText } from '../columns/fingerprint.ts'
import { FEW_SLOTS, hashOf, Marks } from './text-table.ts'

/** Lists of texts that columns refer to by number (列表): most rows share a few of them. */
export class ListTable {
  readonly #lists: (readonly string[])[] = []
  /** The number + 1 of the list met last of those whose texts have the hash of the slot, or 0. */
  readonly #last = new Uint32Array(FEW_SLOTS)
  /** Numbers of the lists that begin with a text: a list is found without making a text of it. */
  readonly #byFirst = new Map<string, number[]>()
  readonly #marks = new Marks()

  numberOf(list: readonly string[]): number {
    let hash = list.length
    for (let at = 0; at < list.length; at += 1)
      hash = Math.imul(hash, 31) ^ hashOf(list[at] as string)
    const slot = hash & (FEW_SLOTS - 1)
    const last = this.#last[slot] as number
    if (last > 0 && isSame(this.#lists[last - 1] as readonly string[], list)) return last - 1
    const number = this.#find(list)
    this.#last[slot] = number + 1
    return number
  }

  #find(list: readonly string[]): number {
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
