/**
 * Ids in the order of coming (编号), packed at once. 16 bytes each, in room that doubles, and a text
 * for each that is no UUID; cut to their length when the segment is sealed.
 */
import { ID_WORDS, packId } from '../columns/id-column.ts'
import type { IdColumn } from '../columns/id-column.ts'
import { uint32s } from '../growing.ts'

/** Gathers ids (编号) in the order of coming. */
export class IdBuilder {
  readonly #words = uint32s()
  readonly #others = new Map<number, string>()
  readonly #last = new Uint32Array(ID_WORDS)

  add(id: string): void {
    if (!packId(this.#last, 0, id)) {
      this.#last.fill(0)
      this.#others.set(this.#words.length / ID_WORDS, id)
    }
    for (const word of this.#last) this.#words.push(word)
  }

  seal(): IdColumn {
    return { words: this.#words.cut(), others: this.#others }
  }
}
