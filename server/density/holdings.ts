import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { inScope } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import type { Store } from '#server/store/transact.ts'
import type { Holding } from './holding.ts'
import { loadHoldings } from './load-holdings.ts'

/** What of the holdings one scope lets through. */
export interface ScopeView {
  /** By the ids of their enterprises. */
  readonly holdings: readonly Holding[]
  /** Made of these holdings alone, so that others cannot change it. */
  readonly version: string
  /** The last instant at which one of the rows begins, changes or ends, in epoch milliseconds. */
  readonly settledAt: number
}

/** All enterprises with their rows, and which of them have to be read again. */
export interface Holdings {
  readonly version: number
  /** How many marks were set so far, and how many of them are taken in. */
  readonly marks: number
  readonly marksTaken: number
  mark(enterpriseId: string): void
  markAll(): void
  /** Read again what is marked now. Errors: whatever reading throws; the marks stay */
  catchUp(): Promise<void>
  view(scope: Scope): ScopeView
  counts(): { enterprises: number; riskPoints: number; hazards: number }
}

const VIEWS_KEPT = 200

/** Nothing held yet, everything marked. */
export function createHoldings(store: Store): Holdings {
  let byEnterprise = new Map<string, Holding>()
  let inOrder: readonly Holding[] = []
  let version = 0
  let marked = new Set<string>()
  let allMarked = true
  let marks = 1
  let marksTaken = 0
  const views = new LRUCache<string, ScopeView>({ max: VIEWS_KEPT })

  async function catchUp(): Promise<void> {
    const [wanted, wantsAll, marksWanted] = [marked, allMarked, marks]
    marked = new Set()
    allMarked = false
    try {
      const read = await loadHoldings(store, wantsAll ? null : [...wanted])
      if (wantsAll) byEnterprise = read
      else for (const id of wanted) replace(id, read.get(id))
    } catch (error) {
      allMarked ||= wantsAll
      for (const id of wanted) marked.add(id)
      throw error
    }
    inOrder = [...byEnterprise.values()].sort((a, b) =>
      a.enterprise.id < b.enterprise.id ? -1 : 1,
    )
    marksTaken = marksWanted
    version += 1
    views.clear()
  }

  function replace(enterpriseId: string, holding: Holding | undefined): void {
    if (holding === undefined) byEnterprise.delete(enterpriseId)
    else byEnterprise.set(enterpriseId, holding)
  }

  function mark(enterpriseId: string): void {
    marks += 1
    marked.add(enterpriseId)
  }

  function view(scope: Scope): ScopeView {
    let seen = views.get(scope.key)
    if (seen === undefined) {
      seen = viewOf(inOrder.filter(({ enterprise }) => inScope(scope, enterprise)))
      views.set(scope.key, seen)
    }
    return seen
  }

  return {
    get version() {
      return version
    },
    get marks() {
      return marks
    },
    get marksTaken() {
      return marksTaken
    },
    mark,
    markAll() {
      marks += 1
      allMarked = true
    },
    catchUp,
    view,
    counts: () => countInUse(inOrder),
  }
}

function viewOf(holdings: readonly Holding[]): ScopeView {
  const hash = createHash('sha256')
  let settledAt = -Infinity
  for (const holding of holdings) {
    hash.update(holding.digest)
    settledAt = Math.max(settledAt, holding.settledAt)
  }
  return { holdings, version: hash.digest('base64url'), settledAt }
}

function countInUse(holdings: readonly Holding[]) {
  const inUse = (row: { readonly archivedAt: Date | null }) => row.archivedAt === null
  const kept = holdings.filter(({ enterprise }) => inUse(enterprise))
  return {
    enterprises: kept.length,
    riskPoints: kept.reduce((sum, { riskPoints }) => sum + riskPoints.filter(inUse).length, 0),
    hazards: kept.reduce((sum, { hazards }) => sum + hazards.filter(inUse).length, 0),
  }
}
