/** A seeded source of chance: the same keys give the same run on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
  /** A real number in [low, high). */
  between(low: number, high: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** One of the items, each as likely as its weight says. */
  weighted<T>(items: readonly (readonly [item: T, weight: number])[]): T
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[]
  /** Normally distributed (Box–Muller). */
  gaussian(mean: number, deviation: number): number
  /** Sixteen bytes, for an identifier. */
  bytes16(): Uint8Array
}

/** Spread a text over 128 bits, so that neighbouring seeds share nothing. */
function hash128(text: string): [number, number, number, number] {
  let a = 1779033703
  let b = 3144134277
  let c = 1013904242
  let d = 2773480762
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    a = b ^ Math.imul(a ^ unit, 597399067)
    b = c ^ Math.imul(b ^ unit, 2869860233)
    c = d ^ Math.imul(c ^ unit, 951274213)
    d = a ^ Math.imul(d ^ unit, 2716044179)
  }
  a = Math.imul(c ^ (a >>> 18), 597399067)
  b = Math.imul(d ^ (b >>> 22), 2869860233)
  c = Math.imul(a ^ (c >>> 17), 951274213)
  d = Math.imul(b ^ (d >>> 19), 2716044179)
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a]
}

/**
 * A generator for one purpose: `createRandom(seed, 'plan', 17)` never depends on what others drew,
 * so enterprise 17 looks the same whether ten or ten thousand are made.
 *
 * Source: sfc32 of PractRand (C. Doty-Humphrey), 128 bits of state [K].
 */
export function createRandom(...keys: readonly (number | string)[]): Random {
  let [a, b, c, d] = hash128(keys.join('\u0000'))

  function nextUnsigned(): number {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let round = 0; round < 12; round++) nextUnsigned()

  function next(): number {
    return nextUnsigned() / 4_294_967_296
  }

  function integer(low: number, high: number): number {
    return low + Math.floor(next() * (high - low + 1))
  }

  function pick<T>(items: readonly T[]): T {
    const item = items[integer(0, items.length - 1)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  return {
    next,
    integer,
    pick,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    weighted(items) {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of items) {
        rest -= weight
        if (rest < 0) return item
      }
      const last = items.at(-1)
      if (last === undefined) throw new RangeError('nothing to choose from')
      return last[0]
    },
    shuffle<T>(items: readonly T[]): T[] {
      const copy = [...items]
      for (let index = copy.length - 1; index > 0; index--) {
        const other = integer(0, index)
        const moved = copy[index] as T
        copy[index] = copy[other] as T
        copy[other] = moved
      }
      return copy
    },
    gaussian(mean, deviation) {
      const radius = Math.sqrt(-2 * Math.log(1 - next()))
      return mean + deviation * radius * Math.cos(2 * Math.PI * next())
    },
    bytes16() {
      const bytes = new Uint8Array(16)
      const words = new DataView(bytes.buffer)
      for (let offset = 0; offset < 16; offset += 4) words.setUint32(offset, nextUnsigned())
      return bytes
    },
  }
}
