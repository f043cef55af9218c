/** Typed arrays that a growing column can be made of. */
type Column = Float64Array | Uint32Array | Int32Array | Uint8Array

/** A column that grows by doubling (增长列) and is cut to its length in the end. */
export interface Growing<T extends Column> {
  readonly length: number
  push(value: number): void
  /** The values so far, without a copy. */
  values(): T
}

/** A growing column of a kind of numbers. Shape: `new Float64Array(n)` and the like make its room */
export function growing<T extends Column>(make: (length: number) => T): Growing<T> {
  let room = make(256)
  let length = 0
  return {
    get length() {
      return length
    },
    push(value) {
      if (length === room.length) {
        const larger = make(room.length * 2)
        larger.set(room)
        room = larger
      }
      room[length] = value
      length += 1
    },
    values: () => room.subarray(0, length) as T,
  }
}

export const float64s = (): Growing<Float64Array> => growing((n) => new Float64Array(n))
export const uint32s = (): Growing<Uint32Array> => growing((n) => new Uint32Array(n))
export const int32s = (): Growing<Int32Array> => growing((n) => new Int32Array(n))
export const uint8s = (): Growing<Uint8Array> => growing((n) => new Uint8Array(n))
