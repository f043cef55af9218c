import { sql } from 'kysely'
import { fromDate, toJson } from './column.ts'
import type { Change, ChangeKind, Reader, Tx } from './transact.ts'

/** Where PostgreSQL tells that there is something new in the log; the payload is its version. */
export const COMMIT_CHANNEL = 'riskmap_commit'

/** What is kept: enough for a process that was away for a night, and bounded whatever is written. */
const MOST_CHANGES_KEPT = 100_000

/** One committed version of the data and what it touched. */
export interface LoggedCommit {
  readonly version: number
  readonly changes: readonly Change[]
}

/** Written so: a third of the size of objects with names. */
type WrittenChange = readonly [kind: ChangeKind, id: string, enterpriseId: string | null]

/**
 * Log what a transaction touched (变更日志), inside it, one row a version; with PostgreSQL the processes
 * that listen are told by the same statement, as soon as it is committed and not before.
 */
export async function appendToChangeLog(
  { db, dialect }: Reader,
  { version, changes }: LoggedCommit,
  at: Date,
): Promise<void> {
  const written = changes.map(({ kind, id, enterpriseId }): WrittenChange => [
    kind,
    id,
    enterpriseId,
  ])
  const row = {
    version,
    at: fromDate(at),
    size: written.length,
    changes: JSON.stringify(written),
  }
  const insert = db.insertInto('change_log').values(row)
  if (dialect === 'sqlite') await insert.execute()
  else
    await insert
      .returning(sql`pg_notify(${COMMIT_CHANNEL}, ${String(version)})`.as('told'))
      .execute()
}

/** The logged commits (变更日志) after a version, oldest first. */
export async function readChangeLog(
  reader: Reader,
  after: number,
  most: number,
): Promise<LoggedCommit[]> {
  const rows = await reader.db
    .selectFrom('change_log')
    .select(['version', 'changes'])
    .where('version', '>', after)
    .orderBy('version')
    .limit(most)
    .execute()
  return rows.map(({ version, changes }) => ({
    version,
    changes: (toJson(changes) as WrittenChange[]).map(([kind, id, enterpriseId]) => ({
      kind,
      id,
      enterpriseId,
    })),
  }))
}

/** Forget logged commits (变更日志) from before a moment, and the oldest beyond a hundred thousand changes. */
export async function removeOldChanges(
  tx: Tx,
  before: Date,
  mostChanges = MOST_CHANGES_KEPT,
): Promise<void> {
  await tx.db.deleteFrom('change_log').where('at', '<=', fromDate(before)).execute()
  const { rows } = await sql<{ version: number | null }>`
    select max(version) as version from (
      select version, sum(size) over (order by version desc) as held from change_log
    ) as counted where held > ${mostChanges}`.execute(tx.db)
  const tooOld = rows[0]?.version ?? null
  if (tooOld !== null) await tx.db.deleteFrom('change_log').where('version', '<=', tooOld).execute()
}
