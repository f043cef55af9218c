import { LRUCache } from 'lru-cache'
import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { formatFilter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import type { ColumnSelection } from '#server/density/columns/column-selection.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { COLUMNS_BYTES, LATTICE_BYTES } from '#server/density/fact-index.ts'
import { createPace } from '#server/density/pace.ts'
import { createPreparation } from '#server/density/preparation.ts'
import { createLatticeCache, questionOf } from '#server/density/question.ts'
import { createQuiet } from '#server/density/quiet.ts'
import type { PointNoun } from '#server/density/tiles/tile-rows.ts'

const SELECTIONS_KEPT = 4

/** What the product's index is asked, over segments that came from no store (无库索引). */
export interface MemoryIndex {
  readonly segments: readonly Segment[]
  readonly moment: Moment
  /** Selected rows are remembered by filter, scope and moment as in the product. */
  select(filter: Filter, scope: Scope, moment?: Moment): MemoryFacts
  /** The same, with turns for others between two segments as in the product. */
  selectInTurns(filter: Filter, scope: Scope): Promise<MemoryFacts>
  /** What the product does after a load, before anybody asks (预先准备). */
  prepare(): Promise<void>
}

export interface MemoryFacts {
  readonly selection: ColumnSelection
}

/** What tiles are made of in every measurement here. */
export const NOUN: PointNoun = 'risk-points'

/** An index over some segments, now. */
export function memoryIndex(segments: readonly Segment[]): MemoryIndex {
  const now = momentOf(new Date())
  const columns = createColumnCache(COLUMNS_BYTES)
  const lattices = createLatticeCache(LATTICE_BYTES)
  const remembered = new LRUCache<string, MemoryFacts>({ max: SELECTIONS_KEPT })
  const select: MemoryIndex['select'] = (filter, scope, moment = now) => {
    const key = `${moment.at.toISOString()} ${scope.key} ${formatFilter(filter)}`
    const known = remembered.get(key)
    if (known !== undefined) return known
    const parts = segments.map((segment) => columns.select(segment, filter, scope, moment))
    const question = questionOf(filter, scope, moment, lattices)
    const facts = { selection: columnSelection(parts, filter, question) }
    remembered.set(key, facts)
    return facts
  }
  return {
    segments,
    moment: now,
    select,
    async selectInTurns(filter, scope) {
      const pace = createPace()
      for (const segment of segments) {
        columns.select(segment, filter, scope, now)
        await pace()
      }
      // Each segment's part is remembered by now.
      return select(filter, scope)
    },
    async prepare() {
      // There is no store whose statements could be rehearsed.
      const holdings = { segments, rehearse: () => Promise.resolve() }
      const preparation = createPreparation(holdings, columns, createQuiet(), () => now.at)
      await preparation.begin()
      preparation.close()
    },
  }
}
