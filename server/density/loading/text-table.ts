import { finish, newFingerprint, noteText } from '../columns/fingerprint.ts'
import { NO_TEXT } from '../columns/segment.ts'

/** Texts that columns refer to by number (文字表): each is kept once. */
export class TextTable {
  readonly #numbers = new Map<string, number>()
  readonly #marks: number[] = []

  numberOf(text: string): number {
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.#marks.length
      this.#numbers.set(text, number)
      const mark = newFingerprint()
      noteText(mark, text)
      this.#marks.push(finish(mark.low))
    }
    return number
  }

  /** NO_TEXT for null. */
  numberOrNone(text: string | null): number {
    return text === null ? NO_TEXT : this.numberOf(text)
  }

  /** A fingerprint of a text, by its number; that of no text is NO_TEXT. */
  markOf(number: number): number {
    return number === NO_TEXT ? NO_TEXT : (this.#marks[number] as number)
  }

  /** By their numbers. */
  texts(): string[] {
    return [...this.#numbers.keys()]
  }
}

/** Lists of texts that columns refer to by number: most rows share a few of them. */
export class ListTable {
  readonly #keys = new TextTable()
  readonly #lists: (readonly string[])[] = []

  numberOf(list: readonly string[]): number {
    const number = this.#keys.numberOf(list.join())
    if (number === this.#lists.length) this.#lists.push(list)
    return number
  }

  /** A fingerprint of a list, by its number. */
  markOf(number: number): number {
    return this.#keys.markOf(number)
  }

  /** By their numbers. */
  lists(): readonly (readonly string[])[] {
    return this.#lists
  }
}
