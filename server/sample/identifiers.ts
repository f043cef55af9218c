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
