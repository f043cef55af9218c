import { LRUCache } from 'lru-cache'
import type { SubjectLattice } from './lattice/subject-lattice.ts'

/** Lattices by what was asked: what is asked again after a write is patched instead of made. */
export type LatticeCache = LRUCache<string, SubjectLattice>

/** What a selection answers, whatever the rows (查询): the same before and after a write. */
export interface Question {
  /** Made of filter, scope and day. */
  readonly key: string
  readonly lattices: LatticeCache
}

/** What a lattice takes beside its blocks. */
const ENTRY_BYTES = 2_000

/** Room for lattices of so many bytes. */
export function createLatticeCache(maxBytes: number): LatticeCache {
  return new LRUCache({
    maxSize: maxBytes,
    sizeCalculation: ({ lattice }) => Math.min(maxBytes, ENTRY_BYTES + lattice.bytes),
  })
}
