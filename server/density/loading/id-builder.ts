import { ID_WORDS, packId } from '../columns/id-column.ts'
import type { IdColumn } from '../columns/id-column.ts'
import { uint32s } from './growing.ts'

/** Gathers ids (编号) in the order of coming. */
export class IdBuilder {
  readonly #words = uint32s()
  readonly #others = new Map<number, string>()
  readonly #last = new Uint32Array(ID_WORDS)
  #count = 0

  /** Shape: → the words of the id, good until the next is added; null when it is no UUID */
  add(id: string): Uint32Array | null {
    const isPacked = packId(this.#last, id)
    if (!isPacked) {
      this.#last.fill(0)
      this.#others.set(this.#count, id)
    }
    for (let word = 0; word < ID_WORDS; word += 1) this.#words.push(this.#last[word] as number)
    this.#count += 1
    return isPacked ? this.#last : null
  }

  /** The ids in the order of coming, or in another order of theirs. */
  seal(order: Uint32Array | null = null): IdColumn {
    const own = this.#words.values()
    if (order === null) return { words: own.slice(), others: this.#others }
    const words = new Uint32Array(order.length * ID_WORDS)
    const others = new Map<number, string>()
    for (let row = 0; row < order.length; row += 1) {
      const from = order[row] as number
      for (let word = 0; word < ID_WORDS; word += 1)
        words[row * ID_WORDS + word] = own[from * ID_WORDS + word] as number
      const other = this.#others.get(from)
      if (other !== undefined) others.set(row, other)
    }
    return { words, others }
  }
}
