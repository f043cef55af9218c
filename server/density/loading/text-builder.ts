/**
 * Texts that few rows share (文字列), gathered in the order of coming. 5 bytes each beside their
 * letters, in room that doubles and is cut to their length when the segment is sealed.
 */
import type { TextColumn } from '../columns/text-column.ts'
import { uint32s, uint8s } from '../growing.ts'

/** Gathers texts (文字列) in the order of coming. */
export class TextBuilder {
  readonly #starts = uint32s()
  readonly #bytes = uint8s()
  readonly #isThere = uint8s()

  add(text: string | null): void {
    this.#starts.push(this.#bytes.length)
    this.#isThere.push(text === null ? 0 : 1)
    for (const byte of Buffer.from(text ?? '', 'utf8')) this.#bytes.push(byte)
  }

  seal(): TextColumn {
    this.#starts.push(this.#bytes.length)
    return {
      starts: this.#starts.cut(),
      bytes: this.#bytes.cut(),
      isThere: this.#isThere.cut(),
    }
  }
}
