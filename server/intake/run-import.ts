import { insertCheckedRows, type CheckedRow } from '#server/store/import-checked-row.ts'
import { insertImportRows, putImportRun, type ImportRun } from '#server/store/import-run.ts'
import { listRegions } from '#server/store/region.ts'
import type { Store } from '#server/store/transact.ts'
import type { ImportOptions, ImportOutcome, ImportProgress } from './import-options.ts'
import { finishedRun, startedRun } from './import-record.ts'
import { ImportSession, type TakenCounts } from './import-session.ts'
import { readIntake, type Intake } from './kinds.ts'
import { ImportCancelled, Pace } from './pace.ts'
import { ANYWHERE, placeOf } from './place.ts'
import { fileFault } from './read-rows.ts'
import { openSource } from './table-source.ts'

const ROWS_A_PROGRESS = 200
/** Rows whose outcome is kept to be looked at; all are counted. */
const MOST_BAD_ROWS_KEPT = 20_000
const MOST_GOOD_ROWS_KEPT = 2_000

/** Faults that stop a file whole even where bad rows may be left out: rows of others. */
const REFUSED_WHOLE: ReadonlySet<string> = new Set(['outside_scope'])

/**
 * Take a file in: read it, check every row, and write the good ones in one transaction with one audit line.
 * Shape: one bad row means that nothing is taken, unless `skipBad`; a dry run checks all the same and keeps nothing
 * Errors: those of the store, ImportCancelled; whatever is wrong with the file is in the outcome
 */
export async function runImport(
  store: Store,
  options: ImportOptions,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportOutcome> {
  const run = options.run ?? startedRun(options, store.clock())
  // A dry run is written down only for somebody who will come back to look at it.
  const isKept = options.run !== undefined || !options.dryRun
  const keep = async (last: ImportRun) => {
    if (isKept) await store.maintain((tx) => putImportRun(tx, last))
  }
  await keep(run)
  try {
    const pace = new Pace(options.signal)
    const intake = await read(store, options, pace, onProgress)
    const outcome =
      intake.readable === 0
        ? refusedUnread(intake)
        : await write(store, options, { intake, run, pace, onProgress })
    if (outcome.status !== 'taken') {
      if (options.run !== undefined) await keepRows(store, run.id, intake, outcome)
      await keep(finishedRun(run, outcome, store.clock()))
    }
    return outcome
  } catch (error) {
    const status = error instanceof ImportCancelled ? 'cancelled' : 'interrupted'
    await keep({ ...run, status, finishedAt: store.clock() })
    throw error
  }
}

async function read(
  store: Store,
  options: ImportOptions,
  pace: Pace,
  onProgress: (progress: ImportProgress) => void,
): Promise<Intake> {
  const regions = await listRegions(store)
  const place = placeOf(regions, options.region)
  // The first boundary of all comes in when there is no county yet.
  const fallback = options.kind === 'regions' && options.region === null
  if (!place.ok && !fallback) return unreadable(place.issues[0], 'region')
  const source = openSource(options)
  if (!source.ok) return unreadable(source.issues[0], 'file')
  return readIntake(source.value, {
    options,
    place: place.ok ? place.value : ANYWHERE,
    regions,
    now: store.clock(),
    pace,
    onRow: (row) => {
      if (row % ROWS_A_PROGRESS === 0) onProgress({ phase: 'reading', done: row, total: null })
    },
  })
}

function unreadable(
  issue: { readonly code: string; readonly message: string } | undefined,
  field: string,
): Intake {
  const { rows, ...fault } = fileFault(1, issue?.code ?? '', issue?.message ?? '', field)
  return {
    ...fault,
    readable: rows.length,
    goodRows: () => [],
    write: () => Promise.resolve(),
  }
}

async function write(
  store: Store,
  options: ImportOptions,
  {
    intake,
    run,
    pace,
    onProgress,
  }: {
    readonly intake: Intake
    readonly run: ImportRun
    readonly pace: Pace
    readonly onProgress: (progress: ImportProgress) => void
  },
): Promise<ImportOutcome> {
  const entry = {
    actor: options.actor,
    action: 'import.run',
    subject: { kind: 'import-run', id: run.id },
    detail: {
      kind: options.kind,
      file: options.fileName,
      sha256: run.fileHash,
      corrected: options.corrections?.size ?? 0,
    },
    ip: options.ip ?? null,
  }
  const outcome = await store.transact(entry, async (tx) => {
    const onRow = (done: number) => {
      if (done % ROWS_A_PROGRESS === 0) {
        onProgress({ phase: 'writing', done, total: intake.readable })
      }
    }
    const session = new ImportSession(run.id, options.actor, onRow, pace)
    await intake.write(tx, session)
    const outcome = outcomeOf(options, intake, session, run.id)
    if (outcome.status === 'taken') {
      await insertImportRows(tx, run.id, session.importRows())
      if (outcome.bad.length > 0) await insertCheckedRows(tx, run.id, checkedRows(intake, outcome))
      await putImportRun(tx, finishedRun({ ...run, rowsTotal: intake.total }, outcome, tx.at))
      tx.describe({ detail: { ...outcome.taken, refused: outcome.bad.length } })
      // The last moment at which it can be called off.
      await pace.rest()
    } else tx.cancel()
    return outcome
  })
  onProgress({ phase: 'writing', done: intake.readable, total: intake.readable })
  return outcome
}

function outcomeOf(
  options: ImportOptions,
  intake: Intake,
  session: ImportSession,
  runId: string,
): ImportOutcome {
  const bad = [...intake.bad, ...session.bad].sort((a, b) => a.row - b.row)
  const { created, updated, unchanged } = session.counts
  const isWhole = bad.some(({ issues }) => issues.some(({ code }) => REFUSED_WHOLE.has(code)))
  const leavesNone = created + updated + unchanged === 0
  const refused = isWhole || (bad.length > 0 && !options.skipBad) || leavesNone
  const status = refused ? 'refused' : options.dryRun ? 'dry-run' : 'taken'
  return {
    runId: status === 'taken' ? runId : null,
    status,
    total: intake.total,
    taken: session.counts,
    outcomes: session.outcomes,
    bad,
    header: intake.header,
    notices: intake.notices,
    warnings: session.warnings,
  }
}

const NOTHING: TakenCounts = { created: 0, updated: 0, unchanged: 0 }

/** A file without one readable row: the store is asked nothing, only the refusal is written down. */
function refusedUnread(intake: Intake): ImportOutcome {
  const empty = fileFault(1, 'empty', '没有数据行; 请检查导出是否完整').bad
  return {
    runId: null,
    status: 'refused',
    total: intake.total,
    taken: NOTHING,
    outcomes: new Map(),
    bad: intake.bad.length === 0 ? empty : intake.bad,
    header: intake.header,
    notices: intake.notices,
    warnings: [],
  }
}

/** The bad rows, and in a check the first good ones too. */
function checkedRows(intake: Intake, outcome: ImportOutcome): CheckedRow[] {
  const bad = outcome.bad.slice(0, MOST_BAD_ROWS_KEPT)
  const seen = new Set<number>()
  const rows: CheckedRow[] = []
  for (const { row, cells, issues } of bad) {
    if (!seen.has(row)) rows.push({ row, outcome: 'bad', cells, issues })
    seen.add(row)
  }
  if (outcome.status === 'taken') return rows
  for (const { row, cells } of intake.goodRows(MOST_GOOD_ROWS_KEPT)) {
    const came = outcome.outcomes.get(row)
    if (came !== undefined && !seen.has(row)) rows.push({ row, outcome: came, cells, issues: [] })
  }
  return rows
}

async function keepRows(
  store: Store,
  runId: string,
  intake: Intake,
  outcome: ImportOutcome,
): Promise<void> {
  await store.maintain((tx) => insertCheckedRows(tx, runId, checkedRows(intake, outcome)))
}
