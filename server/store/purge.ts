import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { chunksOf, IDS_A_QUERY } from './column.ts'
import type { Tables } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/** Rows that hang on an enterprise by its id, children first. */
const BY_ENTERPRISE = [
  'hazard',
  'assessment',
  'risk_point',
  'zone',
  'plan_revision',
  'picture',
  'plan',
  'level_history',
  'check_record',
  'person',
] as const

/** An enterprise may have thousands of points: a few at a time keep the event loop free. */
const ENTERPRISES_A_TURN = 2

/** Rows that hang on a risk point by its id, children first. */
const BY_RISK_POINT = ['control_measure', 'assessment', 'risk_event'] as const

/**
 * Let append-only rows be deleted while the work runs, in this transaction only: the permit is gone
 * before the commit, so no other ever sees it. The audit trail is never deleted.
 */
export async function withPurgePermit<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.db.insertInto('purge_permit').values({ id: 1 }).execute()
  const value = await work()
  await tx.db.deleteFrom('purge_permit').execute()
  return value
}

/**
 * Remove every sample row (示例数据) and demo account, and whatever was added to a sample enterprise
 * since: nothing of it is left but the audit trail.
 */
export async function purgeSample(tx: Tx): Promise<void> {
  await withPurgePermit(tx, async () => {
    await deleteEnterprises(tx, await sampleIds(tx, 'enterprise'))
    await deleteHazards(tx, await sampleIds(tx, 'hazard'))
    await deleteRiskPoints(tx, await sampleIds(tx, 'risk_point'))
    for (const table of ['check_record', 'person'] as const)
      await deleteWhere(tx, table, 'id', await sampleIds(tx, table))
  })
  await tx.db.deleteFrom('region').where('sample', '=', 1).execute()
  await tx.db.deleteFrom('display_token').where('sample', '=', 1).execute()
  const demo = tx.db.selectFrom('user_account').select('id').where('demo', '=', 1)
  await tx.db.deleteFrom('session').where('user_id', 'in', demo).execute()
  await tx.db.deleteFrom('user_account').where('demo', '=', 1).execute()
  tx.changed('everything', '*', null)
}

/**
 * Remove some of the sample's enterprises (示例企业) with all that hangs on them, the oldest first; the
 * rest is for `purgeSample`.
 * Shape: at most so many in one transaction → how many were removed
 */
export async function purgeSampleEnterprises(tx: Tx, limit: number): Promise<number> {
  const rows = await tx.db
    .selectFrom('enterprise')
    .select('id')
    .where('sample', '=', 1)
    .orderBy('id')
    .limit(limit)
    .execute()
  const ids = rows.map((row) => row.id)
  await withPurgePermit(tx, () => deleteEnterprises(tx, ids))
  return ids.length
}

/** How many sample enterprises (示例企业) the store holds. */
export async function countSampleEnterprises(reader: Pick<Reader, 'db'>): Promise<number> {
  const row = await reader.db
    .selectFrom('enterprise')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('sample', '=', 1)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Tell whether the store holds any sample row (示例数据). */
export async function hasSample(tx: Pick<Tx, 'db'>): Promise<boolean> {
  const row = await tx.db
    .selectFrom('enterprise')
    .select('id')
    .where('sample', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Delete enterprises with all that hangs on them; needs the purge permit. */
export async function deleteEnterprises(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const part of chunksOf(ids, ENTERPRISES_A_TURN)) {
    const points = tx.db.selectFrom('risk_point').select('id').where('enterprise_id', 'in', part)
    const hazards = tx.db.selectFrom('hazard').select('id').where('enterprise_id', 'in', part)
    await tx.db.deleteFrom('hazard_event').where('hazard_id', 'in', hazards).execute()
    await tx.db.deleteFrom('control_measure').where('risk_point_id', 'in', points).execute()
    for (const table of BY_ENTERPRISE) {
      await deleteWhere(tx, table, 'enterprise_id', part)
      if (table === 'assessment')
        await tx.db.deleteFrom('risk_event').where('risk_point_id', 'in', points).execute()
      await nextTurn()
    }
    await deleteWhere(tx, 'enterprise', 'id', part)
    for (const id of part) tx.changed('enterprise', id, id)
  }
}

/** Delete risk points with their events, assessments and measures; needs the purge permit. */
export async function deleteRiskPoints(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    for (const table of BY_RISK_POINT) await deleteWhere(tx, table, 'risk_point_id', part)
    await tx.db
      .deleteFrom('level_history')
      .where('subject_kind', '=', 'risk-point')
      .where('subject_id', 'in', part)
      .execute()
    const gone = await tx.db
      .deleteFrom('risk_point')
      .where('id', 'in', part)
      .returning(['id', 'enterprise_id'])
      .execute()
    for (const row of gone) tx.changed('risk-point', row.id, row.enterprise_id)
    await nextTurn()
  }
}

/** Delete hazards with their history; needs the purge permit. */
export async function deleteHazards(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    await deleteWhere(tx, 'hazard_event', 'hazard_id', part)
    const gone = await tx.db
      .deleteFrom('hazard')
      .where('id', 'in', part)
      .returning(['id', 'enterprise_id'])
      .execute()
    for (const row of gone) tx.changed('hazard', row.id, row.enterprise_id)
    await nextTurn()
  }
}

/** Delete the rows of a table whose column is one of these. */
export async function deleteWhere(
  tx: Tx,
  table: keyof Tables,
  column: string,
  values: readonly string[],
): Promise<void> {
  for (const part of chunksOf(values, IDS_A_QUERY))
    await sql`delete from ${sql.table(table)} where ${sql.ref(column)} in (${sql.join(part)})`.execute(
      tx.db,
    )
}

async function sampleIds(
  tx: Tx,
  table: 'enterprise' | 'hazard' | 'risk_point' | 'check_record' | 'person',
): Promise<string[]> {
  const rows = await tx.db.selectFrom(table).select('id').where('sample', '=', 1).execute()
  return rows.map((row) => row.id)
}
