import { v7 } from 'uuid'
import type { Random } from './random.ts'

/** Makes the ids of one stream of rows: UUIDv7 in shape, chance from the seed, time from the row. */
export type NewId = (at: Date) => string

/** An id source that draws from a generator, so a second run gives the same ids. */
export function idsFrom(random: Random): NewId {
  return (at) => {
    const bytes = random.bytes16()
    const seq = new DataView(bytes.buffer).getUint32(6)
    return v7({ msecs: at.getTime(), random: bytes, seq })
  }
}

/** Bits of a running number that stand before those in the fourth group of an id. */
const LOW_BITS = 14
const LOW_MASK = (1 << LOW_BITS) - 1
const MOST_IDS = 1 << 26
/** 2³² over the golden ratio: its multiples lie far from one another. */
const GOLDEN_RATIO = 0x9e3779b1

/**
 * An id source whose ids ascend: every index of the database then grows at its end only, which a
 * county of millions is written by. The moment in them is the stream's own, not the row's.
 * Shape: a UUIDv7 of the moment, a running number in 26 bits, and 48 bits of chance for the stream
 */
export function orderedIds(at: Date, random: Random): NewId {
  const time = at.getTime().toString(16).padStart(12, '0')
  const head = `${time.slice(0, 8)}-${time.slice(8)}-7`
  const middle = random.integer(0, 0xffff).toString(16).padStart(4, '0')
  const chance = random.integer(0, 0xffff_ffff)
  let next = 0
  return () => {
    if (next === MOST_IDS) throw new RangeError('an enterprise has too many rows')
    const high = (next >>> LOW_BITS).toString(16).padStart(3, '0')
    const low = (0x8000 | (next & LOW_MASK)).toString(16)
    // People tell rows apart by the last characters of an id: they may not all be the same.
    const last = (chance ^ Math.imul(next, GOLDEN_RATIO)) >>> 0
    next += 1
    return `${head}${high}-${low}-${middle}${last.toString(16).padStart(8, '0')}`
  }
}
