import type { LevelAt } from '#domain/facts.ts'
import type { RiskPoint, RiskPointKind } from '#domain/risk-point.ts'
import { insertRows } from './bulk.ts'
import {
  chunksOf,
  fromBoolean,
  fromDate,
  IDS_A_QUERY,
  toDate,
  toLevelPair,
  toPosition,
} from './column.ts'
import { followPosition } from './follow-position.ts'
import { insertLevelHistory, levelColumns } from './level.ts'
import type { RiskPointRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** A risk point as it is first written: version 1. */
export type NewRiskPoint = Omit<RiskPoint, 'level' | 'archived' | 'version' | 'updatedAt'> & {
  /** Accident codes of the events that follow in the same transaction, where already known. */
  readonly accidents?: readonly string[]
  /** Levels it already had, oldest first; none for a new one. */
  readonly levels?: readonly LevelAt[]
}

/** What may be changed of a risk point; its place on a plan is written with the plan. */
export type RiskPointPatch = Partial<
  Pick<
    RiskPoint,
    'number' | 'name' | 'kind' | 'department' | 'personId' | 'position' | 'approximate'
  >
>

/** Write new risk points (风险点). Errors: StoreConflict `reference` when a parent is missing */
export async function insertRiskPoints(tx: Tx, points: readonly NewRiskPoint[]): Promise<void> {
  await insertRows(
    tx,
    'risk_point',
    points.map((point) => newRow(point, tx.at)),
  )
  await insertLevelHistory(tx, 'risk-point', points)
  for (const { id, enterpriseId } of points) tx.changed('risk-point', id, enterpriseId)
}

/** Change a risk point (风险点) that is still at the expected version; null when there is none. */
export async function patchRiskPoint(
  tx: Tx,
  id: string,
  expectedVersion: number,
  patch: RiskPointPatch,
): Promise<Written<RiskPoint> | null> {
  const current = await findRiskPoint(tx, id)
  if (current === null || current.archived) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const value = { ...current, ...patch, version: expectedVersion + 1, updatedAt: tx.at }
  await tx.db
    .updateTable('risk_point')
    .set({
      number: value.number,
      name: value.name,
      kind: value.kind,
      department: value.department,
      person_id: value.personId,
      lng: value.position?.[0] ?? null,
      lat: value.position?.[1] ?? null,
      approximate: fromBoolean(value.approximate),
      version: value.version,
      updated_at: fromDate(tx.at),
    })
    .where('id', '=', id)
    .execute()
  tx.changed('risk-point', id, current.enterpriseId)
  if (patch.position !== undefined) await followPosition(tx, current.enterpriseId)
  return { ok: true, value }
}

/** Take a risk point (风险点) out of use; its history stays. Null when there is none. */
export async function archiveRiskPoint(
  tx: Tx,
  id: string,
  expectedVersion: number,
): Promise<Written<RiskPoint> | null> {
  const current = await findRiskPoint(tx, id)
  if (current === null || current.archived) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  const at = fromDate(tx.at)
  await tx.db
    .updateTable('risk_point')
    .set({ archived_at: at, version, updated_at: at })
    .where('id', '=', id)
    .execute()
  tx.changed('risk-point', id, current.enterpriseId)
  return { ok: true, value: { ...current, archived: true, version, updatedAt: tx.at } }
}

/** One risk point (风险点), archived or not, or null. */
export async function findRiskPoint(reader: Reader, id: string): Promise<RiskPoint | null> {
  const [point] = await findRiskPoints(reader, [id])
  return point ?? null
}

/** Risk points (风险点) by id, in the order asked for; unknown ids are left out. */
export async function findRiskPoints(reader: Reader, ids: readonly string[]): Promise<RiskPoint[]> {
  const found = new Map<string, RiskPoint>()
  for (const part of chunksOf(ids, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('risk_point')
      .selectAll()
      .where('id', 'in', part)
      .execute()
    for (const row of rows) found.set(row.id, toRiskPoint(row))
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

/** The risk points (风险点) in use of one enterprise, by number; of one plan or zone when named. */
export async function listRiskPoints(
  reader: Reader,
  where: { readonly enterpriseId: string; readonly planId?: string; readonly zoneId?: string },
): Promise<RiskPoint[]> {
  let query = reader.db
    .selectFrom('risk_point')
    .selectAll()
    .where('enterprise_id', '=', where.enterpriseId)
    .where('archived_at', 'is', null)
  if (where.planId !== undefined) query = query.where('plan_id', '=', where.planId)
  if (where.zoneId !== undefined) query = query.where('zone_id', '=', where.zoneId)
  const rows = await query.orderBy('number').orderBy('id').execute()
  return rows.map(toRiskPoint)
}

function newRow(point: NewRiskPoint, at: Date): RiskPointRow {
  return {
    id: point.id,
    enterprise_id: point.enterpriseId,
    plan_id: point.planId,
    zone_id: point.zoneId,
    number: point.number,
    name: point.name,
    kind: point.kind,
    department: point.department,
    person_id: point.personId,
    plan_x: point.planPosition?.[0] ?? null,
    plan_y: point.planPosition?.[1] ?? null,
    lng: point.position?.[0] ?? null,
    lat: point.position?.[1] ?? null,
    approximate: fromBoolean(point.approximate),
    accidents: JSON.stringify([...new Set(point.accidents)].sort()),
    ...levelColumns(point.levels),
    archived_at: null,
    sample: fromBoolean(point.sample),
    version: 1,
    created_at: fromDate(point.createdAt),
    updated_at: fromDate(at),
  }
}

function toRiskPoint(row: RiskPointRow): RiskPoint {
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    planId: row.plan_id,
    zoneId: row.zone_id,
    number: row.number,
    name: row.name,
    kind: row.kind as RiskPointKind,
    department: row.department,
    personId: row.person_id,
    planPosition: row.plan_x === null || row.plan_y === null ? null : [row.plan_x, row.plan_y],
    position: toPosition(row),
    approximate: row.approximate === 1,
    level: toLevelPair(row),
    archived: row.archived_at !== null,
    sample: row.sample === 1,
    version: row.version,
    createdAt: toDate(row.created_at),
    updatedAt: toDate(row.updated_at),
  }
}
