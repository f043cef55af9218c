/**
 * The segments in use, and in which of them each enterprise is (行段与所在). An enterprise is live in
 * one of them at most: rows that came anew are put into a new segment and switched off in the old.
 *
 * A segment's rows are the builder's, 97 bytes each all told; here a map entry an enterprise, 75
 * bytes beside the text of its id, and the versions of 200 scopes. Taking a segment in costs its enterprises and one walk
 * over its rows to count them; switching an enterprise off costs nothing, its old rows stay until
 * their segment is exchanged.
 */
import { LRUCache } from 'lru-cache'
import type { Scope } from '#domain/scope.ts'
import { allIds } from './columns/id-column.ts'
import type { Segment } from './columns/segment.ts'
import { countRows, rowsInUse } from './row-counts.ts'
import type { RowCounts } from './row-counts.ts'
import { scopeVersionOf } from './scope-version.ts'
import type { ScopeVersion } from './scope-version.ts'

const VERSIONS_KEPT = 200
/** More segments than this that are small are made one. */
const MOST_SMALL_SEGMENTS = 12
const SMALL_ROWS = 40_000

/** The segments in use (在用行段). */
export interface HeldSegments {
  /** Raised whenever what is told changes. */
  readonly version: number
  /** Raised whenever rows that were held are held no longer where they were. */
  readonly losses: number
  /** Newest last. */
  readonly segments: readonly Segment[]
  /** How many enterprises are live in one of them. */
  readonly enterprises: number
  has(enterpriseId: string): boolean
  /** One that is held, whichever; none when there is none. */
  anyEnterprise(): string | undefined
  /** Hold segments besides; enterprises that are live in them must be live in no other. */
  adopt(made: readonly Segment[]): void
  /** Switch an enterprise off where it is; what is told changes with the next `adopt`. */
  retire(enterpriseId: string): void
  drop(): void
  /** Small segments beside larger ones, and those mostly out of date; reading the largest of many again is no gain. */
  worn(): readonly Segment[]
  /** Hold the same rows in other segments; what has left the replaced ones meanwhile is switched off in these. */
  exchange(replaced: readonly Segment[], made: readonly Segment[]): void
  scopeVersion(scope: Scope): ScopeVersion
  counts(): RowCounts
}

interface Place {
  readonly segment: Segment
  readonly number: number
}

/** None held yet. */
export function createHeldSegments(): HeldSegments {
  let segments: readonly Segment[] = []
  let places = new Map<string, Place>()
  let version = 0
  let losses = 0
  let counted: RowCounts | null = null
  const versions = new LRUCache<string, ScopeVersion>({ max: VERSIONS_KEPT })

  function changed(): void {
    version += 1
    versions.clear()
    counted = null
  }

  function retire(id: string): void {
    const place = places.get(id)
    if (place === undefined) return
    place.segment.live[place.number] = 0
    losses += 1
    places.delete(id)
  }

  /** Its live enterprises are found in it from now on. */
  function place(segment: Segment): void {
    for (const [number, id] of allIds(segment.enterprises.ids).entries())
      if (segment.live[number] === 1) places.set(id, { segment, number })
  }

  return {
    get version() {
      return version
    },
    get losses() {
      return losses
    },
    get segments() {
      return segments
    },
    get enterprises() {
      return places.size
    },
    has: (id) => places.has(id),
    anyEnterprise: () => places.keys().next().value,
    adopt(made) {
      for (const segment of made) {
        place(segment)
        countRows(segment)
      }
      segments = [...segments, ...made].filter(({ live }) => live.includes(1))
      changed()
    },
    retire,
    drop() {
      losses += 1
      segments = []
      places = new Map()
      changed()
    },
    worn() {
      const old = segments.filter(isMostlyDead)
      const small = segments
        .filter((segment) => !old.includes(segment) && rowsOf(segment) < SMALL_ROWS)
        .sort((a, b) => rowsOf(a) - rowsOf(b))
      return [...(small.length > MOST_SMALL_SEGMENTS ? small.slice(0, -1) : []), ...old]
    },
    exchange(replaced, made) {
      for (const segment of made)
        for (const [number, id] of allIds(segment.enterprises.ids).entries()) {
          const held = places.get(id)
          if (held !== undefined && replaced.includes(held.segment)) retire(id)
          else segment.live[number] = 0
        }
      for (const segment of made) place(segment)
      segments = [...made, ...segments].filter(({ live }) => live.includes(1))
      versions.clear()
    },
    scopeVersion(scope) {
      let known = versions.get(scope.key)
      if (known === undefined) {
        known = scopeVersionOf(segments, scope)
        versions.set(scope.key, known)
      }
      return known
    },
    // Monitors ask often, without an account.
    counts: () => (counted ??= rowsInUse(segments)),
  }
}

function rowsOf({ points, hazards }: Segment): number {
  return points.count + hazards.count
}

function isMostlyDead({ live }: Segment): boolean {
  let alive = 0
  for (const one of live) alive += one
  return alive * 2 < live.length
}
