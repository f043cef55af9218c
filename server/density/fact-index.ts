/**
 * The rows in memory (内存索引), in step with each committed transaction, and what is asked of them:
 * one selection for tiles, counts and density. A commit only marks what it touched; nothing is ever
 * told from a copy known to be old.
 *
 * A question costs a look-up by its scope's version, filter and day, or else a part a segment, with
 * a turn of the event loop whenever 8 ms are over. Lists of selected rows are kept to 96 MiB, and as whole
 * selections to 96 MiB of the same lists; lattices to 32 MiB and fields to 32 of the same, cells
 * to 48, nodes to 24. What all of it takes stands in `memory()`.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER, formatFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Scope } from '#domain/scope.ts'
import { readDataVersion } from '#server/store/meta.ts'
import type { Change, Store } from '#server/store/transact.ts'
import { createColumnCache, momentKey } from './column-cache.ts'
import { columnSelection } from './columns/column-selection.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import { liveInScope } from './columns/owner-groups.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { guardAs, isAnswerable } from './tiles/guarded-grid.ts'
import { holdingsOf } from './holding.ts'
import type { Holding } from './holding.ts'
import { createHoldings } from './holdings.ts'
import type { LoadProgress, LoadSizes, LoadState } from './holdings.ts'
import { columnBytes } from './index-memory.ts'
import type { IndexMemory } from './index-memory.ts'
import { keptFieldBytes } from './field/density-field.ts'
import { keptNodeBytes } from './lattice/kept-nodes.ts'
import { createPace } from './pace.ts'
import { createPreparation } from './preparation.ts'
import { createLatticeCache, questionOf } from './question.ts'
import { createQuiet } from './quiet.ts'
import { freeRoomBytes } from './room.ts'
import type { RowCounts } from './row-counts.ts'
import type { ScopeVersion } from './scope-version.ts'
import type { SegmentSnapshots } from './snapshot/segment-snapshots.ts'
import { keptCellBytes } from './tiles/cell-pyramid.ts'
import { pointCellBytes } from './tiles/point-cells.ts'
import { sumsBytes } from './situation.ts'
import { ALL_ENTERPRISES, touchedEnterprise } from './touched-enterprise.ts'

/** What one scope sees through one filter at one moment, ready for tiles, counts and density. */
export interface Facts {
  readonly selection: ColumnSelection
  readonly moment: Moment
  /** Equal when the rows inside the scope and the day are equal: part of every entity tag. */
  readonly stamp: string
  /** True when the question would single enterprises out to who must not see one: nothing is selected. */
  readonly withheld: boolean
}

/** Whether points and hazards are listed ahead, with turns for others in between, or when they are read. */
export type WantedRows = 'points' | 'hazards' | 'figures'

/** Answers from the rows in memory. */
export interface FactReader {
  /** The stamp that `select` would give, without selecting. */
  stamp(scope: Scope, moment: Moment): Promise<string>
  /**
   * What a scope sees.
   * Shape: `points` for who reads all rows, `hazards` for who reads no points but counts, `figures` for
   *   counts alone; what is not listed ahead is when it is read after all
   */
  select(filter: Filter, scope: Scope, moment: Moment, wanted?: WantedRows): Promise<Facts>
}

/**
 * The rows in memory (内存索引), in step with each committed transaction.
 *
 * What it reads itself waits until all is in that was committed before the call.
 */
export interface FactIndex extends FactReader {
  /** Raised whenever a row changed. */
  readonly version: number
  /** How many rows there are in use, for the health check. */
  counts(): RowCounts
  /** What it takes in memory, for the health check. */
  memory(): IndexMemory
  /** Resolves when all that was committed so far is taken in. */
  settled(): Promise<void>
  /** A text that changes only when rows inside the scope change. */
  scopeVersion(scope: Scope): Promise<string>
  /**
   * The same, from the enterprises read so far while the first load goes on (装载中).
   * Not for who must not see single enterprises: what two moments differ by may be one.
   */
  readonly soFar: FactReader
  /** How far the first load is; null when it is over. */
  firstLoad(): LoadState | null
  /** The rows inside a scope, whole; all that was committed before the call is in them. */
  held(scope: Scope): Promise<readonly Holding[]>
  /** Be told each time changed rows were taken in; returns how to stop. */
  onChange(listener: () => void): () => void
  /**
   * Keep the rows for the next start where that is worth it (存快照).
   * Shape: true when they were written. Errors: those of the file system and of the store
   */
  keepSnapshot(): Promise<boolean>
  /** Stop following the store. */
  close(): void
}

/** What an index can do without, and what a test says otherwise. */
export interface FactIndexOptions {
  readonly onProgress?: LoadProgress
  readonly sizes?: LoadSizes
  /** Where the rows are kept between two runs. */
  readonly snapshots?: SegmentSnapshots | null
}

/** Memory that lists of selected rows may take, and lattices. */
export const COLUMNS_BYTES = 96 * 2 ** 20
export const LATTICE_BYTES = 32 * 2 ** 20
/** Rows listed in no time worth a turn of the event loop. */
const FEW_ROWS = 1_000
/** What a selection takes beside its rows. */
const SELECTION_BYTES = 10_000

/**
 * Load every row and follow the store from then on (内存索引).
 *
 * The enterprises a commit touched are read again, whole, at once and at the latest before the next
 * answer. When reading fails they stay marked, and the answer fails with it.
 * Shape: `onProgress` is told how many enterprises are read, of how many
 * Errors: whatever reading the store throws
 */
export async function createFactIndex(
  store: Store,
  onProgress: LoadProgress = () => undefined,
): Promise<FactIndex> {
  const index = beginFactIndex(store, { onProgress })
  await index.settled()
  return index
}

/**
 * The index before its first load, which whoever asks first begins: `settled` resolves after it.
 * Shape and errors: those of createFactIndex, the errors from each answer
 */
export function beginFactIndex(
  store: Store,
  { onProgress = () => undefined, sizes, snapshots = null }: FactIndexOptions = {},
): FactIndex {
  const holdings = createHoldings(store, onProgress, sizes, snapshots)
  const listeners = new Set<() => void>()
  /** The last data version told; null before the first. */
  let toldVersion: number | null = null
  /** All that was committed up to this version is held. */
  let heldVersion = 0
  const unfollow = store.onCommit((changes, version) => {
    for (const change of changes) mark(change)
    toldVersion = version
    // A failure is not lost: the mark stays, and the next answer tries again and tells.
    void Promise.allSettled([settled()])
  })

  function mark(change: Change): void {
    const id = touchedEnterprise(change)
    if (id === ALL_ENTERPRISES) holdings.markAll()
    else if (id !== null) holdings.mark(id)
  }

  async function catchUp(): Promise<void> {
    // Read before the rows are, so that they hold at least this version.
    const version = toldVersion ?? (await readDataVersion(store))
    const isFirst = holdings.firstLoad !== null
    await holdings.catchUp()
    if (isFirst) void preparation.begin()
    heldVersion = version
    for (const listener of listeners) listener()
    void compactSoon()
  }

  const quiet = createQuiet()
  let compacting: Promise<void> | null = null
  /** What is written meanwhile may make many again. */
  async function compact(): Promise<void> {
    while (await holdings.compact(quiet.comes));
  }

  /** Failing it leaves many segments, which is slower and not wrong: the next commit tries again. */
  async function compactSoon(): Promise<void> {
    compacting ??= compact().finally(() => {
      compacting = null
    })
    await Promise.allSettled([compacting])
  }

  let settling: Promise<void> | null = null
  /** Later commits are not waited for, so that an answer comes while an import goes on. */
  async function settled(): Promise<void> {
    quiet.disturb()
    const wanted = holdings.marks
    while (holdings.marksTaken < wanted) {
      settling ??= catchUp().finally(() => {
        settling = null
      })
      await settling
    }
  }

  const columns = createColumnCache(COLUMNS_BYTES)
  const preparation = createPreparation(holdings, columns, quiet, store.clock)
  const lattices = createLatticeCache(LATTICE_BYTES)
  const remembered = new LRUCache<string, Facts>({
    maxSize: COLUMNS_BYTES,
    sizeCalculation: ({ selection: { parts } }) => {
      const rows = parts.reduce((bytes, part) => bytes + part.mostBytes + sumsBytes(part), 0)
      return Math.min(COLUMNS_BYTES, SELECTION_BYTES + rows)
    },
  })

  /** Who must not see single enterprises is answered by the grid of the whole scope, or not at all. */
  async function selectGuarded(filter: Filter, scope: Scope, moment: Moment): Promise<Facts> {
    if (!scope.suppressSingles || formatFilter({ ...filter, basis: 'current' }) === '')
      return selectAll(filter, scope, moment)
    const whole = await selectAll(EMPTY_FILTER, scope, moment)
    if (filter.asOf !== null || !isAnswerable(filter, whole.selection))
      return { ...whole, selection: NOTHING, withheld: true }
    const facts = await selectAll(filter, scope, moment)
    guardAs(facts.selection, whole.selection)
    return facts
  }

  async function selectAll(filter: Filter, scope: Scope, moment: Moment): Promise<Facts> {
    const stamp = stampOf(holdings.scopeVersion(scope), moment)
    const key = `${stamp} ${scope.key} ${formatFilter(filter)}`
    const known = remembered.get(key)
    if (known !== undefined) return { ...known, moment }
    const { segments, losses } = holdings
    const parts: SelectedSegment[] = []
    const pace = createPace()
    for (const segment of segments) {
      parts.push(columns.select(segment, filter, scope, moment))
      // On a new day, or by text, a segment is some milliseconds of work.
      await pace()
    }
    // What was committed meanwhile may have taken rows out of what was selected first.
    if (losses !== holdings.losses) return selectAll(filter, scope, moment)
    const question = questionOf(filter, scope, moment, lattices)
    const selection = columnSelection(parts, filter, question)
    const facts = { selection, moment, stamp, withheld: false }
    remembered.set(key, facts)
    return facts
  }

  /** Answers after `ready`: once all is in, or at once. */
  function readerAfter(ready: () => Promise<void>): FactReader {
    return {
      async stamp(scope, moment) {
        await ready()
        return stampOf(holdings.scopeVersion(scope), moment)
      },
      async select(filter, scope, moment, wanted = 'points') {
        await ready()
        const facts = await selectGuarded(filter, scope, moment)
        if (wanted !== 'figures') await listRows(facts.selection.parts, wanted)
        return facts
      },
    }
  }

  return {
    ...readerAfter(settled),
    soFar: readerAfter(async () => {
      if (holdings.firstLoad === null) await settled()
    }),
    firstLoad: () => holdings.firstLoad,
    get version() {
      return holdings.version
    },
    counts: () => holdings.counts(),
    memory: () => ({
      segments: holdings.segments.length,
      columnBytes: columnBytes(holdings.segments),
      momentBytes: columns.momentBytes(holdings.segments) + pointCellBytes(holdings.segments),
      selectionBytes: columns.bytes + keptCellBytes(),
      latticeBytes: lattices.bytes + keptFieldBytes() + keptNodeBytes() + freeRoomBytes(),
      isCatchingUp: holdings.marksTaken < holdings.marks,
    }),
    settled,
    async scopeVersion(scope) {
      await settled()
      return holdings.scopeVersion(scope).version
    },
    async held(scope) {
      await settled()
      return holdings.segments.flatMap((segment) =>
        holdingsOf(segment, liveInScope(segment, scope)),
      )
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async keepSnapshot() {
      await settled()
      if (snapshots === null || !snapshots.isWorthwhile(heldVersion)) return false
      await snapshots.keep({ version: heldVersion, segments: holdings.segments })
      return true
    },
    close() {
      preparation.close()
      unfollow()
    },
  }
}

function stampOf({ version, settledAt }: ScopeVersion, moment: Moment): string {
  return `${version} ${momentKey(settledAt, moment)}`
}

/** A segment's rows are some milliseconds of work: others get their turn between two. */
async function listRows(
  parts: readonly SelectedSegment[],
  wanted: 'points' | 'hazards',
): Promise<void> {
  for (const part of parts) {
    const { hazardList } = part
    const listsPoints = wanted === 'points' && !part.arePointsListed
    const listsAll = wanted === 'points' && !hazardList.isAllListed()
    if (!listsPoints && !listsAll && hazardList.isCountedListed()) continue
    const points = listsPoints ? part.points.length : 0
    const closed = listsAll ? part.allHazards.length : 0
    if (points + closed + part.hazards.length > FEW_ROWS) await nextTurn()
  }
}

const NOTHING = columnSelection([], EMPTY_FILTER)
