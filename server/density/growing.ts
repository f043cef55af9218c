/**
 * A column of unknown length (增长列), which doubles when it is full and is cut in the end. It takes
 * up to twice the bytes of its values, three times while it moves. 64 values of room at first; as
 * long as what it is of is gathered.
 */

/** Typed arrays that a growing column can be made of. */
type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array

const FIRST_ROOM = 64

/** A column that grows by doubling (增长列) and is cut to its length in the end. */
export class Growing<T extends Column> {
  readonly #make: (length: number) => T
  #room: T
  #length = 0

  constructor(make: (length: number) => T) {
    this.#make = make
    this.#room = make(FIRST_ROOM)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#room.length) this.#grow()
    this.#room[this.#length] = value
    this.#length += 1
  }

  /** The value pushed as number `index`. */
  at(index: number): number {
    return this.#room[index] as number
  }

  /** The values so far, without a copy. */
  values(): T {
    return this.#room.subarray(0, this.#length) as T
  }

  /** The values, cut to their length: the column is used up. */
  cut(): T {
    return this.#room.slice(0, this.#length) as T
  }

  #grow(): void {
    const larger = this.#make(this.#room.length * 2)
    larger.set(this.#room)
    this.#room = larger
  }
}

export const float64s = () => new Growing((length) => new Float64Array(length))
export const uint32s = () => new Growing((length) => new Uint32Array(length))
export const uint16s = () => new Growing((length) => new Uint16Array(length))
export const uint8s = () => new Growing((length) => new Uint8Array(length))
