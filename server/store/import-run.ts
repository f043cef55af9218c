import { insertRows } from './bulk.ts'
import { chunksOf, fromDate, IDS_A_QUERY, toDate, toDateOrNull, toJson } from './column.ts'
import type { ImportRunRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/** What an import may have written. */
export type ImportSubject =
  'region' | 'enterprise' | 'person' | 'risk-point' | 'risk-event' | 'assessment' | 'hazard'

/** Where each lies, and by which column it is known. */
export const IMPORT_TABLES = {
  region: { table: 'region', key: 'code', versioned: false },
  enterprise: { table: 'enterprise', key: 'id', versioned: true },
  person: { table: 'person', key: 'id', versioned: false },
  'risk-point': { table: 'risk_point', key: 'id', versioned: true },
  'risk-event': { table: 'risk_event', key: 'id', versioned: false },
  assessment: { table: 'assessment', key: 'id', versioned: false },
  hazard: { table: 'hazard', key: 'id', versioned: true },
} as const

export const IMPORT_STATUSES = [
  'running',
  'done',
  'refused',
  'checked',
  'cancelled',
  'interrupted',
  'undone',
] as const
/** `checked` is the end of a dry run, whatever it found; `interrupted` that of a process that died. */
export type ImportStatus = (typeof IMPORT_STATUSES)[number]

/** One run of an import (导入批次). */
export interface ImportRun {
  readonly id: string
  readonly kind: string
  readonly fileName: string
  /** SHA-256 of the file. */
  readonly fileHash: string
  readonly actor: string
  readonly status: ImportStatus
  readonly rowsTotal: number
  readonly rowsTaken: number
  readonly rowsRefused: number
  /** What the import wants to tell later: mapping, encoding, refusals. */
  readonly report: unknown
  readonly startedAt: Date
  readonly finishedAt: Date | null
  readonly undoneAt: Date | null
  /** Whose it is; null for the console's. */
  readonly userId: string | null
  /** Only checked a file (试导入). */
  readonly dryRun: boolean
}

/** What a row of the file did, so that it can be taken back. */
export interface ImportRow {
  readonly rowNumber: number
  readonly subjectKind: ImportSubject
  readonly subjectId: string
  readonly naturalKey: string
  /** What `snapshotBefore` gave; null when the import made the subject. */
  readonly before: string | null
  /** The subject's version after the import; 1 for what has none. */
  readonly version: number
}

/** Write down an import run (导入批次), or what became of it. */
export async function putImportRun(tx: Tx, run: ImportRun): Promise<void> {
  const { id, ...columns } = toRow(run)
  await tx.db
    .insertInto('import_run')
    .values({ id, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
  tx.changed('import-run', id, null)
}

/** Write down what rows of a run did, beside the rows themselves. */
export async function insertImportRows(
  tx: Tx,
  runId: string,
  rows: readonly ImportRow[],
): Promise<void> {
  await insertRows(
    tx,
    'import_row',
    rows.map((row) => ({
      run_id: runId,
      row_number: row.rowNumber,
      subject_kind: row.subjectKind,
      subject_id: row.subjectId,
      natural_key: row.naturalKey,
      before: row.before,
      version: row.version,
    })),
  )
}

/** Rows as they are now (导入前的原值), to be kept with the import that is about to change them. */
export async function snapshotBefore(
  reader: Reader,
  subject: ImportSubject,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { table, key } = IMPORT_TABLES[subject]
  const snapshots = new Map<string, string>()
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    const rows: Record<string, unknown>[] = await reader.db
      .selectFrom(table)
      .selectAll()
      .where(key as never, 'in', part as never)
      .execute()
    for (const row of rows) snapshots.set(String(row[key]), JSON.stringify(row))
  }
  return snapshots
}

/** One import run (导入批次), or null. */
export async function findImportRun(reader: Reader, id: string): Promise<ImportRun | null> {
  const row = await reader.db
    .selectFrom('import_run')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? null : toImportRun(row)
}

/** The newest import runs (导入批次), without those that only checked; of everybody where nobody is named. */
export async function listImportRuns(
  reader: Reader,
  limit: number,
  userId: string | null = null,
): Promise<ImportRun[]> {
  let query = reader.db.selectFrom('import_run').selectAll().where('dry_run', '=', 0)
  if (userId !== null) query = query.where('user_id', '=', userId)
  const rows = await query
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toImportRun)
}

/** What the rows of one run did, by row number. */
export async function listImportRows(reader: Reader, runId: string): Promise<ImportRow[]> {
  const rows = await reader.db
    .selectFrom('import_row')
    .selectAll()
    .where('run_id', '=', runId)
    .orderBy('row_number')
    .execute()
  return rows.map((row) => ({
    rowNumber: row.row_number,
    subjectKind: row.subject_kind as ImportSubject,
    subjectId: row.subject_id,
    naturalKey: row.natural_key,
    before: row.before,
    version: row.version,
  }))
}

function toRow(run: ImportRun): ImportRunRow {
  return {
    id: run.id,
    kind: run.kind,
    file_name: run.fileName,
    file_hash: run.fileHash,
    actor: run.actor,
    status: run.status,
    rows_total: run.rowsTotal,
    rows_taken: run.rowsTaken,
    rows_refused: run.rowsRefused,
    report: JSON.stringify(run.report),
    started_at: fromDate(run.startedAt),
    finished_at: run.finishedAt === null ? null : fromDate(run.finishedAt),
    undone_at: run.undoneAt === null ? null : fromDate(run.undoneAt),
    user_id: run.userId,
    dry_run: run.dryRun ? 1 : 0,
  }
}

function toImportRun(row: ImportRunRow): ImportRun {
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    fileHash: row.file_hash,
    actor: row.actor,
    status: row.status as ImportStatus,
    rowsTotal: row.rows_total,
    rowsTaken: row.rows_taken,
    rowsRefused: row.rows_refused,
    report: toJson(row.report),
    startedAt: toDate(row.started_at),
    finishedAt: toDateOrNull(row.finished_at),
    undoneAt: toDateOrNull(row.undone_at),
    userId: row.user_id,
    dryRun: row.dry_run === 1,
  }
}
