import { setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { FactRecords, Moment } from '#domain/facts.ts'
import { EMPTY_FILTER, formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { matchEnterprise } from '#domain/match.ts'
import { selectFacts } from '#domain/select.ts'
import type { Selection } from '#domain/select.ts'
import type { Change, Store } from '#server/store/transact.ts'
import { guardAs, isAnswerable } from './guarded-grid.ts'
import type { Holding } from './holding.ts'
import { createHoldings } from './holdings.ts'
import type { ScopeView } from './holdings.ts'
import type { TileZone } from './zone-tile.ts'

/** What one scope sees through one filter at one moment, ready for tiles, counts and density. */
export interface Facts {
  readonly selection: Selection
  /** Zones of the selection's enterprises. */
  readonly zones: readonly TileZone[]
  readonly moment: Moment
  /** Equal when the rows inside the scope and the day are equal: part of every entity tag. */
  readonly stamp: string
  /** True when the question would single enterprises out to who must not see one: nothing is selected. */
  readonly withheld: boolean
}

export interface FactCounts {
  readonly enterprises: number
  readonly riskPoints: number
  readonly hazards: number
}

/** The rows in memory (内存索引), in step with each committed transaction. */
export interface FactIndex {
  /** Raised whenever a row changed. */
  readonly version: number
  /** How many rows there are in use, for the health check. */
  counts(): FactCounts
  /** Resolves when all that was committed so far is taken in. */
  settled(): Promise<void>
  /** A text that changes only when rows inside the scope change. */
  scopeVersion(scope: Scope): Promise<string>
  /** The stamp that `select` would give, without selecting. */
  stamp(scope: Scope, moment: Moment): Promise<string>
  /** What a scope sees; all that was committed before the call is in it. */
  select(filter: Filter, scope: Scope, moment: Moment): Promise<Facts>
  /** The rows inside a scope, whole; all that was committed before the call is in them. */
  held(scope: Scope): Promise<readonly Holding[]>
  /** Be told each time changed rows were taken in; returns how to stop. */
  onChange(listener: () => void): () => void
  /** Read everything again: something changed that nobody told. */
  refresh(): void
  /** Stop following the store. */
  close(): void
}

/** Memory that remembered selections may take, by a rough size of their rows. */
const SELECTIONS_BYTES = 128 * 2 ** 20
const ROW_BYTES = 300

/**
 * Load every row and follow the store from then on (内存索引).
 *
 * A commit only marks what it touched; the enterprises it touched are read again, whole, at once and
 * at the latest before the next answer. When reading fails they stay marked, and the answer fails
 * with it: nothing is ever told from a copy known to be old.
 * Errors: whatever reading the store throws
 */
export async function createFactIndex(store: Store): Promise<FactIndex> {
  const holdings = createHoldings(store)
  const listeners = new Set<() => void>()
  const unfollow = store.onCommit((changes) => {
    for (const change of changes) mark(change)
    // A failure is not lost: the mark stays, and the next answer tries again and tells.
    void Promise.allSettled([settled()])
  })

  function mark(change: Change): void {
    switch (change.kind) {
      case 'everything':
        return holdings.markAll()
      case 'enterprise':
        return holdings.mark(change.id)
      case 'plan':
      case 'zone':
      case 'risk-point':
      case 'hazard':
      case 'check-record':
        if (change.enterpriseId === null) return holdings.markAll()
        return holdings.mark(change.enterpriseId)
      case 'region':
      case 'person':
      case 'user':
      case 'token':
      case 'import-run':
      case 'settings':
        return
    }
  }

  async function catchUp(): Promise<void> {
    await holdings.catchUp()
    for (const listener of listeners) listener()
  }

  let settling: Promise<void> | null = null
  /** Later commits are not waited for, so that an answer comes while an import goes on. */
  async function settled(): Promise<void> {
    const wanted = holdings.marks
    while (holdings.marksTaken < wanted) {
      settling ??= catchUp().finally(() => {
        settling = null
      })
      await settling
    }
  }

  const selections = new LRUCache<string, Facts>({
    maxSize: SELECTIONS_BYTES,
    sizeCalculation: ({ selection: { enterprises, riskPoints, allHazards } }) => {
      const rows = 1 + enterprises.length + riskPoints.length + allHazards.length
      // One that is too large for the rest is still kept, or each tile of it would select again.
      return Math.min(SELECTIONS_BYTES, ROW_BYTES * rows)
    },
  })

  /** Who must not see single enterprises is answered by the grid of the whole scope, or not at all. */
  async function select(filter: Filter, scope: Scope, moment: Moment): Promise<Facts> {
    if (!scope.suppressSingles || formatFilter({ ...filter, basis: 'current' }) === '')
      return selectAll(filter, scope, moment)
    const whole = await selectAll(EMPTY_FILTER, scope, moment)
    if (filter.asOf !== null || !isAnswerable(filter, whole.selection))
      return { ...whole, selection: NOTHING, zones: [], withheld: true }
    const facts = await selectAll(filter, scope, moment)
    guardAs(facts.selection, whole.selection)
    return facts
  }

  async function selectAll(filter: Filter, scope: Scope, moment: Moment): Promise<Facts> {
    await settled()
    const view = holdings.view(scope)
    const stamp = stampOf(view, moment)
    const key = `${stamp} ${scope.key} ${formatFilter(filter)}`
    let facts = selections.get(key)
    if (facts === undefined) {
      const selection = selectFacts(recordsOf(view, filter), filter, scope, moment)
      facts = { selection, zones: zonesOf(view, selection), moment, stamp, withheld: false }
      selections.set(key, facts)
      // A field or a summary comes next: others get their turn between the two.
      await nextTurn()
    }
    return { ...facts, moment }
  }

  await settled()
  return {
    get version() {
      return holdings.version
    },
    counts: () => holdings.counts(),
    settled,
    async scopeVersion(scope) {
      await settled()
      return holdings.view(scope).version
    },
    async stamp(scope, moment) {
      await settled()
      return stampOf(holdings.view(scope), moment)
    },
    select,
    async held(scope) {
      await settled()
      return holdings.view(scope).holdings
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    refresh() {
      holdings.markAll()
      void Promise.allSettled([settled()])
    },
    close: unfollow,
  }
}

/**
 * Once every instant of the rows is past, only a new day can change what they say, by deadlines
 * that pass at midnight. Before that, as for an `asOf` in the past, the instant itself counts.
 */
function stampOf(view: ScopeView, moment: Moment): string {
  const when = moment.at.getTime() >= view.settledAt ? moment.day : moment.at.toISOString()
  return `${view.version} ${when}`
}

/**
 * The records a filter can let through: what an enterprise is decides for all its rows, so those of
 * others need not be looked at. Enterprises are all there, for the groups that a filter leaves in.
 */
function recordsOf({ holdings }: ScopeView, filter: Filter): FactRecords {
  const ownKeys: Filter = { ...filter, level: [], q: null }
  const passing = holdings.filter(({ enterprise }) =>
    matchEnterprise(ownKeys, { ...enterprise, level: UNASSESSED }),
  )
  return {
    enterprises: holdings.map(({ enterprise }) => enterprise),
    riskPoints: passing.flatMap(({ riskPoints }) => riskPoints),
    hazards: passing.flatMap(({ hazards }) => hazards),
  }
}

const NOTHING: Selection = {
  enterprises: [],
  riskPoints: [],
  hazards: [],
  allHazards: [],
  townships: [],
  sectors: [],
}

const UNASSESSED = { inherent: null, current: null } as const

function zonesOf({ holdings }: ScopeView, { enterprises }: Selection): TileZone[] {
  const selected = new Set(enterprises.map(({ id }) => id))
  return holdings.flatMap(({ enterprise, zones }) => (selected.has(enterprise.id) ? zones : []))
}
