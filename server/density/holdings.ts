/**
 * All enterprises with their rows, and which of them have to be read again (内存行集). A commit's
 * enterprises are read again, whole, into a small new segment and switched off in the old one. A
 * crash needs nothing but a restart.
 *
 * A mark costs a set entry until it is taken in; a write costs reading the rows of its enterprises,
 * and their old ones stay until their segment is made anew: once more than 12 segments have less
 * than 40,000 rows, or most of one is dead, four enterprises at a time when nobody has asked for a
 * while.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Scope } from '#domain/scope.ts'
import { chunksOf } from '#server/store/column.ts'
import { listEnterpriseIds } from '#server/store/enterprise.ts'
import type { Store } from '#server/store/transact.ts'
import { SegmentBuilder } from './loading/segment-builder.ts'
import { ROWS_A_SEGMENT, SegmentSeries } from './loading/segment-series.ts'
import { allIds } from './columns/id-column.ts'
import type { Segment } from './columns/segment.ts'
import { loadInProcesses } from './loading/load-in-processes.ts'
import { loadEnterprises } from './loading/load-segment.ts'
import type { RowCounts } from './row-counts.ts'
import { createHeldSegments } from './held-segments.ts'
import { createPace } from './pace.ts'
import type { KeptSegments, SegmentSnapshots } from './snapshot/segment-snapshots.ts'
import type { ScopeVersion } from './scope-version.ts'

/** All enterprises with their rows (内存行集). */
export interface Holdings {
  readonly version: number
  /** How many marks were set so far, and how many of them are taken in. */
  readonly marks: number
  readonly marksTaken: number
  /** Newest last; an enterprise is live in one of them at most. */
  readonly segments: readonly Segment[]
  /** Raised whenever rows that were held are held no longer where they were. */
  readonly losses: number
  /** While the first load goes on: how far it is. Null from then on. */
  readonly firstLoad: LoadState | null
  mark(enterpriseId: string): void
  markAll(): void
  /** Read again what is marked now. Errors: whatever reading throws; the marks stay */
  catchUp(): Promise<void>
  /**
   * Make few segments of many, some enterprises at a time, each after a turn that `wait` gives.
   * Shape: → whether there were many
   * Errors: whatever reading throws; nothing changes
   */
  compact(wait: () => Promise<void>): Promise<boolean>
  /**
   * Read one enterprise for nothing: rows that were loaded by other processes, or kept, leave the first
   * write to find statements unprepared and code not compiled. Errors: whatever reading throws
   */
  rehearse(): Promise<void>
  scopeVersion(scope: Scope): ScopeVersion
  counts(): RowCounts
}

/**
 * From so many enterprises on they are read by processes: a county of fewer is there whole before the
 * first answer, and nobody waits while its rows become columns.
 */
export const MANY_ENTERPRISES = 500
/** How much is read at a time. */
export interface LoadSizes {
  readonly enterprisesARead: number
  /** A segment is closed beyond this many rows. */
  readonly rowsASegment: number
}

const LOAD_SIZES: LoadSizes = { enterprisesARead: 200, rowsASegment: ROWS_A_SEGMENT }
/** So many segments slow every answer: they are made few without waiting for a quiet moment. */
const MANY_SEGMENTS = 48
/** How many are read at a time to make few segments of many: some milliseconds of work. */
const ENTERPRISES_A_TURN = 4

/** Ids looked up between two looks at the clock. */
const IDS_A_LOOK = 1_000

/** How many enterprises are read so far, and of how many. */
export interface LoadState {
  readonly enterprises: number
  readonly of: number
}

/** Told how many enterprises are read so far, and of how many. */
export type LoadProgress = (enterprises: number, of: number) => void

/**
 * Nothing held yet, everything marked. The first load holds each segment as soon as it is read; a
 * later one changes nothing before all of it is.
 */
export function createHoldings(
  store: Store,
  tellProgress: LoadProgress,
  { enterprisesARead, rowsASegment } = LOAD_SIZES,
  snapshots: SegmentSnapshots | null = null,
): Holdings {
  let firstLoad: LoadState | null = { enterprises: 0, of: 0 }
  const onProgress: LoadProgress = (enterprises, of) => {
    const [read, all] = [enterprises + enterprisesKept, of + enterprisesKept]
    if (firstLoad !== null) firstLoad = { enterprises: read, of: all }
    tellProgress(read, all)
  }
  /** Enterprises of the first load that were not read from the store. */
  let enterprisesKept = 0
  const held = createHeldSegments()
  let marked = new Set<string>()
  let allMarked = true
  let marks = 1
  let marksTaken = 0

  /** Read enterprises; `onSegment` is handed each segment as soon as it is full. */
  async function load(
    ids: readonly string[],
    onSegment: (segment: Segment) => void,
  ): Promise<void> {
    const { source } = store.engine
    if (source !== null && ids.length >= MANY_ENTERPRISES) {
      const order = { source, rowsASegment }
      const onRead = (done: number) => onProgress(done, ids.length)
      return loadInProcesses(ids, order, { onSegment, onRead })
    }
    let read = 0
    await readHere(chunksOf(ids, enterprisesARead), onSegment, (enterprises) => {
      read += enterprises
      onProgress(read, ids.length)
    })
  }

  /** Read enterprises in the server's own turns, some at a time. */
  async function readHere(
    parts: Iterable<string[]> | AsyncIterable<string[]>,
    onSegment: (segment: Segment) => void,
    onRead: (enterprises: number) => void = () => undefined,
  ): Promise<void> {
    const series = new SegmentSeries(rowsASegment)
    for await (const ids of parts) {
      await loadEnterprises(store, ids, series.builder)
      onRead(ids.length)
      if (series.isFull) onSegment(series.take())
    }
    if (!series.isEmpty) onSegment(series.take())
  }

  async function catchUp(): Promise<void> {
    const [wanted, wantsAll, marksWanted] = [marked, allMarked, marks]
    marked = new Set()
    allMarked = false
    try {
      const ids = wantsAll ? await listEnterpriseIds(store) : [...wanted]
      if (firstLoad === null) await replace(ids, wantsAll ? null : wanted)
      else await loadFirst(ids)
    } catch (error) {
      allMarked ||= wantsAll
      for (const id of wanted) marked.add(id)
      if (firstLoad !== null) held.drop()
      throw error
    }
    firstLoad = null
    marksTaken = marksWanted
  }

  /** What was kept and still holds, then the rest from the store; each segment as soon as it is read. */
  async function loadFirst(ids: readonly string[]): Promise<void> {
    enterprisesKept = 0
    const kept = (await snapshots?.open()) ?? null
    if (kept !== null) await adoptKept(kept, ids)
    enterprisesKept = held.enterprises
    const rest: string[] = []
    const pace = createPace()
    for (const some of chunksOf(ids, IDS_A_LOOK)) {
      for (const id of some) if (!held.has(id)) rest.push(id)
      await pace()
    }
    await load(rest, (segment) => held.adopt([segment]))
  }

  async function adoptKept({ segments, changed }: KeptSegments, ids: readonly string[]) {
    const known = new Set(ids)
    const pace = createPace()
    try {
      for await (const segment of segments) {
        await pace()
        // Nothing is told from rows known to be old.
        for (const [number, id] of allIds(segment.enterprises.ids).entries())
          if (changed.has(id) || !known.has(id)) segment.live[number] = 0
        await pace()
        held.adopt([segment])
        onProgress(held.enterprises, ids.length)
      }
    } catch (error) {
      snapshots?.refuse(error)
      held.drop()
    }
  }

  /** Hold other rows of some enterprises, or of all, in one step. */
  async function replace(ids: readonly string[], wanted: ReadonlySet<string> | null) {
    const made: Segment[] = []
    await load(ids, (segment) => made.push(segment))
    if (wanted === null) held.drop()
    else for (const id of wanted) held.retire(id)
    held.adopt(made)
  }

  /** Read enterprises whose rows are held already: nobody waits for it. */
  async function readAgain(ids: readonly string[], wait: () => Promise<void>): Promise<Segment[]> {
    const made: Segment[] = []
    if (ids.length >= MANY_ENTERPRISES) {
      await load(ids, (segment) => made.push(segment))
      return made
    }
    await readHere(inQuiet(ids, wait), (segment) => made.push(segment))
    return made
  }

  /** A few enterprises whenever nobody waits for an answer. */
  async function* inQuiet(ids: readonly string[], wait: () => Promise<void>) {
    for (const some of chunksOf(ids, ENTERPRISES_A_TURN)) {
      await (held.segments.length > MANY_SEGMENTS ? nextTurn() : wait())
      yield some
    }
  }

  async function compact(wait: () => Promise<void>): Promise<boolean> {
    const replaced = held.worn()
    if (replaced.length === 0) return false
    const ids = replaced.flatMap(({ enterprises, live }) =>
      allIds(enterprises.ids).filter((_, number) => live[number] === 1),
    )
    const made = await readAgain(ids, wait)
    held.exchange(replaced, made)
    return true
  }

  return {
    get version() {
      return held.version
    },
    get marks() {
      return marks
    },
    get marksTaken() {
      return marksTaken
    },
    get segments() {
      return held.segments
    },
    get losses() {
      return held.losses
    },
    get firstLoad() {
      return firstLoad
    },
    mark(enterpriseId) {
      marks += 1
      marked.add(enterpriseId)
    },
    markAll() {
      marks += 1
      allMarked = true
    },
    catchUp,
    compact,
    async rehearse() {
      const id = held.anyEnterprise()
      if (id !== undefined) await loadEnterprises(store, [id], new SegmentBuilder())
    },
    scopeVersion: (scope) => held.scopeVersion(scope),
    counts: () => held.counts(),
  }
}
