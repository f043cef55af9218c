import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { newId } from '#server/store/identifier.ts'
import { insertImportRows, putImportRun, type ImportRun } from '#server/store/import-run.ts'
import { listRegions } from '#server/store/region.ts'
import type { Store } from '#server/store/transact.ts'
import { decodeText } from './decode.ts'
import type { ImportOptions, ImportOutcome, ImportProgress } from './import-options.ts'
import { ImportSession, type TakenCounts } from './import-session.ts'
import { readIntake, type Intake } from './kinds.ts'
import { ANYWHERE, placeOf } from './place.ts'
import { fileFault } from './read-rows.ts'
import { badRowLines, type BadRow } from './row-issue.ts'

const ROWS_A_REPORT = 500
const ROWS_A_PROGRESS = 200

/**
 * Take a file in: read it, check every row, and write the good ones in one transaction with one audit line.
 * Shape: one bad row means that nothing is taken, unless `skipBad`; a dry run checks all the same and keeps nothing
 * Errors: those of the store; whatever is wrong with the file is in the outcome
 */
export async function runImport(
  store: Store,
  options: ImportOptions,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportOutcome> {
  const intake = await read(store, options, onProgress)
  if (intake.readable === 0) return refusedUnread(store, options, intake)
  const run = startedRun(options, store.clock(), intake.total)
  if (!options.dryRun) await store.maintain((tx) => putImportRun(tx, run))
  try {
    return await write(store, options, intake, run, onProgress)
  } catch (error) {
    if (!options.dryRun) {
      await store.maintain((tx) => putImportRun(tx, { ...run, status: 'interrupted' }))
    }
    throw error
  }
}

async function read(
  store: Store,
  options: ImportOptions,
  onProgress: (progress: ImportProgress) => void,
): Promise<Intake> {
  const regions = await listRegions(store)
  const place = placeOf(regions, options.region)
  // The first boundary of all comes in when there is no county yet.
  const fallback = options.kind === 'regions' && options.region === null
  if (!place.ok && !fallback) return unreadable(place.issues[0], 'region')
  const decoded = decodeText(options.bytes, options.encoding)
  if (!decoded.ok) return unreadable(decoded.issues[0], 'file')
  return readIntake(decoded.value.text, {
    options,
    place: place.ok ? place.value : ANYWHERE,
    regions,
    now: store.clock(),
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
  return { ...fault, readable: rows.length, write: () => Promise.resolve() }
}

async function write(
  store: Store,
  options: ImportOptions,
  intake: Intake,
  run: ImportRun,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportOutcome> {
  const entry = {
    actor: options.actor,
    action: 'import.run',
    subject: { kind: 'import-run', id: run.id },
    detail: { kind: options.kind, file: options.fileName, sha256: run.fileHash },
    ip: options.ip ?? null,
  }
  const outcome = await store.transact(entry, async (tx) => {
    const session = new ImportSession(run.id, options.actor, (done) => {
      if (done % ROWS_A_PROGRESS === 0) {
        onProgress({ phase: 'writing', done, total: intake.readable })
      }
    })
    await intake.write(tx, session)
    const outcome = outcomeOf(options, intake, session, run.id)
    if (outcome.status === 'taken') {
      await insertImportRows(tx, run.id, session.importRows())
      await putImportRun(tx, finishedRun(run, outcome, tx.at))
      tx.describe({ detail: { ...outcome.taken, refused: outcome.bad.length } })
    } else tx.cancel()
    return outcome
  })
  onProgress({ phase: 'writing', done: intake.readable, total: intake.readable })
  if (outcome.status === 'refused' && !options.dryRun) {
    await store.maintain((tx) => putImportRun(tx, finishedRun(run, outcome, tx.at)))
  }
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
  const refused = (bad.length > 0 && !options.skipBad) || created + updated + unchanged === 0
  const status = refused ? 'refused' : options.dryRun ? 'dry-run' : 'taken'
  return {
    runId: status === 'taken' ? runId : null,
    status,
    total: intake.total,
    taken: session.counts,
    bad,
    header: intake.header,
    notices: intake.notices,
    warnings: session.warnings,
  }
}

const NOTHING: TakenCounts = { created: 0, updated: 0, unchanged: 0 }

/** A file without one readable row: the store is asked nothing, only the refusal is written down. */
async function refusedUnread(
  store: Store,
  options: ImportOptions,
  intake: Intake,
): Promise<ImportOutcome> {
  const empty = fileFault(1, 'empty', '没有数据行; 请检查导出是否完整').bad
  const outcome: ImportOutcome = {
    runId: null,
    status: 'refused',
    total: intake.total,
    taken: NOTHING,
    bad: intake.bad.length === 0 ? empty : intake.bad,
    header: intake.header,
    notices: intake.notices,
    warnings: [],
  }
  if (!options.dryRun) {
    const run = startedRun(options, store.clock(), intake.total)
    await store.maintain((tx) => putImportRun(tx, finishedRun(run, outcome, tx.at)))
  }
  return outcome
}

function startedRun(options: ImportOptions, startedAt: Date, total: number): ImportRun {
  return {
    id: newId(),
    kind: options.kind,
    fileName: options.fileName,
    fileHash: createHash('sha256').update(options.bytes).digest('hex'),
    actor: options.actor,
    status: 'running',
    rowsTotal: total,
    rowsTaken: 0,
    rowsRefused: 0,
    // Whether a run that never ended is still going on is asked of this process.
    report: { host: hostname(), pid: process.pid },
    startedAt,
    finishedAt: null,
    undoneAt: null,
  }
}

function finishedRun(run: ImportRun, outcome: ImportOutcome, at: Date): ImportRun {
  const { taken, bad, notices, warnings } = outcome
  const counted = taken.created + taken.updated + taken.unchanged
  return {
    ...run,
    status: outcome.status === 'taken' ? 'done' : 'refused',
    rowsTaken: outcome.status === 'taken' ? counted : 0,
    rowsRefused: bad.length,
    report: {
      ...taken,
      notices,
      warnings: warnings.slice(0, ROWS_A_REPORT),
      bad: linesOf(bad.slice(0, ROWS_A_REPORT)),
    },
    finishedAt: at,
  }
}

function linesOf(bad: readonly BadRow[]): string[] {
  return bad.flatMap(badRowLines)
}
