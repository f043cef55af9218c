/**
 * What a selection answers, whatever the rows (查询), and the lattices by it: what is asked again
 * after a write, or with another filter by the same scope, is patched instead of made.
 *
 * A lattice is counted by its blocks of nodes, 3.1 kB each, and 2 kB beside, in 32 MiB; the one
 * longest not asked for goes first. Blocks that lattices share are counted with each of them. Which
 * lattice of a scope was the last, and which holds all its rows, is kept as two texts for each of
 * 500 scopes and choices. A question is handed three lattices at most.
 */
import { LRUCache } from 'lru-cache'
import type { Moment } from '#domain/facts.ts'
import { formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import type { SubjectLattice } from './lattice/subject-lattice.ts'

/** What a selection answers, whatever the rows (查询): the same before and after a write. */
export interface Question {
  /** Made of filter, scope and day. */
  readonly key: string
  /** Whose rows they are: equal for the questions of one scope. */
  readonly scope: string
  /** All rows of the scope, today. */
  readonly isUnfiltered: boolean
  readonly lattices: LatticeCache
}

/** A question about some rows, whose lattices are kept in a cache. */
export function questionOf(
  filter: Filter,
  scope: Scope,
  moment: Moment,
  lattices: LatticeCache,
): Question {
  const text = formatFilter(filter)
  return {
    key: `${moment.day} ${scope.key} ${text}`,
    scope: scope.key,
    isUnfiltered: formatFilter({ ...filter, basis: 'current' }) === '',
    lattices,
  }
}

/** What a lattice takes beside its blocks. */
const ENTRY_BYTES = 2_000
/** Scopes and choices whose lattices are found from other filters. */
const SCOPES_KEPT = 500

/** Lattices by what was asked (格网缓存): what is asked again, or alike, is patched instead of made. */
export interface LatticeCache {
  /**
   * What the lattice of a question can be made from.
   * Shape: that of the same question some moments ago, of all rows of its scope, and the last one of
   *   its scope, as far as they are kept; never one of another scope
   */
  near(question: Question, choice: string): readonly SubjectLattice[]
  keep(question: Question, choice: string, made: SubjectLattice): void
  /** Units: bytes taken */
  readonly bytes: number
}

/** Room for lattices of so many bytes. */
export function createLatticeCache(maxBytes: number): LatticeCache {
  const kept = new LRUCache<string, SubjectLattice>({
    maxSize: maxBytes,
    sizeCalculation: ({ lattice }) => Math.min(maxBytes, ENTRY_BYTES + lattice.bytes),
  })
  const keysOf = new LRUCache<string, { readonly whole: string | null; readonly last: string }>({
    max: SCOPES_KEPT,
  })
  return {
    get bytes() {
      return kept.calculatedSize
    },
    near({ key, scope }, choice) {
      const keys = keysOf.get(`${scope} ${choice}`)
      const wanted = new Set([`${key} ${choice}`, keys?.whole, keys?.last])
      return [...wanted].flatMap((own) => kept.get(own ?? '') ?? [])
    },
    keep({ key, scope, isUnfiltered }, choice, made) {
      const own = `${key} ${choice}`
      const whole = isUnfiltered ? own : (keysOf.peek(`${scope} ${choice}`)?.whole ?? null)
      kept.set(own, made)
      keysOf.set(`${scope} ${choice}`, { whole, last: own })
    },
  }
}
