import type { MultiPolygon, Polygon } from 'geojson'
import type { GradeReason } from '#domain/grading.ts'
import type {
  PlanDocument,
  PlanFrame,
  PlanImage,
  PlanInput,
  PlanRiskPoint,
  PlanSymbol,
  PlanZone,
  Structure,
  ZoneKind,
} from '#domain/plan.ts'
import type { Position } from '#domain/position.ts'
import {
  fromBoolean,
  fromDate,
  fromJsonOrNull,
  toDate,
  toJson,
  toJsonOrNull,
  toLevelPair,
} from './column.ts'
import { placeRiskPoints, putZones } from './plan-content.ts'
import type { PlanRow, RiskPointRow, ZoneRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'
import { absent, stale } from './version.ts'
import type { Written } from './version.ts'

/** A plan without what is drawn on it, for lists. */
export interface PlanSummary {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly version: number
  readonly georeferenced: boolean
  readonly image: PlanImage | null
  readonly updatedAt: Date
}

/** A new, empty sheet. */
export interface NewPlan {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly frame: PlanFrame
  readonly sample: boolean
  readonly createdAt: Date
}

/** Where a plan's content lies on the earth, worked out by the caller; empty before georeferencing. */
export interface PlanOnEarth {
  readonly zones: ReadonlyMap<string, Polygon | MultiPolygon>
  /** A point left out lies at its enterprise's own position, marked approximate. */
  readonly riskPoints: ReadonlyMap<string, Position>
}

/** Write a new, empty plan (图纸). */
export async function insertPlan(tx: Tx, plan: NewPlan): Promise<void> {
  await tx.db
    .insertInto('plan')
    .values({
      id: plan.id,
      enterprise_id: plan.enterpriseId,
      name: plan.name,
      frame: JSON.stringify(plan.frame),
      image: null,
      structures: '[]',
      symbols: '[]',
      archived_at: null,
      sample: fromBoolean(plan.sample),
      version: 1,
      created_at: fromDate(plan.createdAt),
      updated_at: fromDate(tx.at),
    })
    .execute()
  tx.changed('plan', plan.id, plan.enterpriseId)
}

/**
 * Put a plan (图纸) in place of the one at the expected version: zones are matched by id and keep
 * their levels, points left out are taken off the sheet. Levels are not computed here.
 * Shape: → the document as stored, the current one when stale, null when there is none
 * Errors: StoreConflict `reference` for a point of another enterprise or a zone not on this plan,
 *   `duplicate` for a zone id that another plan has
 */
export async function putPlan(
  tx: Tx,
  id: string,
  expectedVersion: number,
  input: PlanInput,
  onEarth: PlanOnEarth,
): Promise<Written<PlanDocument> | null> {
  const current = await findPlan(tx, id)
  if (current === null) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  await putZones(tx, current, input.zones, onEarth.zones)
  await placeRiskPoints(tx, current, input, onEarth.riskPoints)
  await tx.db
    .updateTable('plan')
    .set({
      name: input.name,
      frame: JSON.stringify(input.frame),
      image: fromJsonOrNull(input.image),
      structures: JSON.stringify(input.structures),
      symbols: JSON.stringify(input.symbols),
      version: expectedVersion + 1,
      updated_at: fromDate(tx.at),
    })
    .where('id', '=', id)
    .execute()
  tx.changed('plan', id, current.enterpriseId)
  const value = await findPlan(tx, id)
  return value === null ? absent(tx) : { ok: true, value }
}

/** Take a plan (图纸) out of use; its zones leave the map with it. Null when there is none. */
export async function archivePlan(
  tx: Tx,
  id: string,
  expectedVersion: number,
): Promise<Written<PlanDocument> | null> {
  const current = await findPlan(tx, id)
  if (current === null) return absent(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  const at = fromDate(tx.at)
  await tx.db
    .updateTable('plan')
    .set({ archived_at: at, version, updated_at: at })
    .where('id', '=', id)
    .execute()
  tx.changed('plan', id, current.enterpriseId)
  return { ok: true, value: { ...current, version } }
}

/** One plan (图纸) as a whole, or null when there is none in use. */
export async function findPlan(reader: Reader, id: string): Promise<PlanDocument | null> {
  const plan = await reader.db
    .selectFrom('plan')
    .selectAll()
    .where('id', '=', id)
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  if (plan === undefined) return null
  const zones = await reader.db
    .selectFrom('zone')
    .selectAll()
    .where('plan_id', '=', id)
    .orderBy('ordinal')
    .execute()
  const points = await reader.db
    .selectFrom('risk_point')
    .select(['id', 'number', 'name', 'zone_id', 'plan_x', 'plan_y'])
    .select(['level_inherent', 'level_current'])
    .where('plan_id', '=', id)
    .where('archived_at', 'is', null)
    .orderBy('number')
    .orderBy('id')
    .execute()
  return {
    id: plan.id,
    enterpriseId: plan.enterprise_id,
    name: plan.name,
    version: plan.version,
    frame: toJson(plan.frame) as PlanFrame,
    image: toJsonOrNull(plan.image) as PlanImage | null,
    structures: toJson(plan.structures) as Structure[],
    zones: zones.map(toZone),
    riskPoints: points.flatMap(toPlanRiskPoint),
    symbols: toJson(plan.symbols) as PlanSymbol[],
  }
}

/** The plans (图纸) in use of one enterprise, oldest first. */
export async function listPlans(reader: Reader, enterpriseId: string): Promise<PlanSummary[]> {
  const rows = await reader.db
    .selectFrom('plan')
    .select(['id', 'enterprise_id', 'name', 'version', 'frame', 'image', 'updated_at'])
    .where('enterprise_id', '=', enterpriseId)
    .where('archived_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toPlanSummary)
}

function toPlanSummary(
  row: Omit<PlanRow, 'structures' | 'symbols' | 'archived_at' | 'sample' | 'created_at'>,
): PlanSummary {
  return {
    id: row.id,
    enterpriseId: row.enterprise_id,
    name: row.name,
    version: row.version,
    georeferenced: (toJson(row.frame) as PlanFrame).georeference !== null,
    image: toJsonOrNull(row.image) as PlanImage | null,
    updatedAt: toDate(row.updated_at),
  }
}

function toZone(row: ZoneRow): PlanZone {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as ZoneKind,
    department: row.department,
    personId: row.person_id,
    geometry: toJson(row.geometry) as Polygon | MultiPolygon,
    level: toLevelPair(row),
    why: toJson(row.why) as { inherent: GradeReason | null; current: GradeReason | null },
  }
}

function toPlanRiskPoint(
  row: Pick<
    RiskPointRow,
    'id' | 'number' | 'name' | 'zone_id' | 'plan_x' | 'plan_y' | 'level_inherent' | 'level_current'
  >,
): PlanRiskPoint[] {
  if (row.plan_x === null || row.plan_y === null) return []
  return [
    {
      id: row.id,
      number: row.number,
      name: row.name,
      zoneId: row.zone_id,
      position: [row.plan_x, row.plan_y],
      level: toLevelPair(row),
    },
  ]
}
