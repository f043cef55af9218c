import type { MultiPolygon, Polygon } from 'geojson'
import type { ZoneKind } from '#domain/plan.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { chunksOf, fromDate, IDS_A_QUERY, toJson, toLevelPair } from './column.ts'
import type { Reader, Tx } from './transact.ts'

/** A zone (区域) where it lies on the earth. */
export interface ZoneOnEarth {
  readonly id: string
  readonly planId: string
  readonly enterpriseId: string
  readonly name: string
  readonly kind: ZoneKind
  readonly level: LevelPair
  /** WGS 84. */
  readonly geometry: Polygon | MultiPolygon
}

/** A zone (区域) without its geometry. */
export interface ZoneSummary {
  readonly id: string
  readonly planId: string
  readonly enterpriseId: string
  readonly name: string
  readonly level: LevelPair
}

/** Zones (区域) of georeferenced plans in use, of all enterprises or of those named. */
export async function listZonesOnEarth(
  reader: Reader,
  enterpriseIds: readonly string[] | null,
): Promise<ZoneOnEarth[]> {
  let query = reader.db
    .selectFrom('zone')
    .innerJoin('plan', 'plan.id', 'zone.plan_id')
    .innerJoin('enterprise', 'enterprise.id', 'zone.enterprise_id')
    .select(['zone.id', 'zone.plan_id', 'zone.enterprise_id', 'zone.name', 'zone.kind'])
    .select(['zone.level_inherent', 'zone.level_current', 'zone.geometry_wgs84'])
    .where('zone.geometry_wgs84', 'is not', null)
    .where('plan.archived_at', 'is', null)
    .where('enterprise.archived_at', 'is', null)
  if (enterpriseIds !== null) query = query.where('zone.enterprise_id', 'in', [...enterpriseIds])
  const rows = await query.orderBy('zone.id').execute()
  return rows.flatMap((row) => {
    if (row.geometry_wgs84 === null) return []
    return [
      {
        id: row.id,
        planId: row.plan_id,
        enterpriseId: row.enterprise_id,
        name: row.name,
        kind: row.kind as ZoneKind,
        level: toLevelPair(row),
        geometry: toJson(row.geometry_wgs84) as Polygon | MultiPolygon,
      },
    ]
  })
}

/** The zones (区域) of all plans in use of one enterprise, for grading. */
export async function listZones(reader: Reader, enterpriseId: string): Promise<ZoneSummary[]> {
  const rows = await reader.db
    .selectFrom('zone')
    .innerJoin('plan', 'plan.id', 'zone.plan_id')
    .select(['zone.id', 'zone.plan_id', 'zone.enterprise_id', 'zone.name'])
    .select(['zone.level_inherent', 'zone.level_current'])
    .where('zone.enterprise_id', '=', enterpriseId)
    .where('plan.archived_at', 'is', null)
    .orderBy('zone.plan_id')
    .orderBy('zone.ordinal')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    planId: row.plan_id,
    enterpriseId: row.enterprise_id,
    name: row.name,
    level: toLevelPair(row),
  }))
}

/** A zone (区域) as lists name it: where it is and who answers for it. */
export interface ZoneDuty {
  readonly id: string
  readonly name: string
  readonly planName: string
  readonly department: string | null
  readonly personId: string | null
}

/** The zones (区域) of plans in use of these enterprises with who answers for them. */
export async function listZoneDuties(
  reader: Reader,
  enterpriseIds: readonly string[],
): Promise<ZoneDuty[]> {
  const zones: ZoneDuty[] = []
  for (const part of chunksOf(enterpriseIds, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('zone')
      .innerJoin('plan', 'plan.id', 'zone.plan_id')
      .select(['zone.id', 'zone.name', 'zone.department', 'zone.person_id as personId'])
      .select('plan.name as planName')
      .where('zone.enterprise_id', 'in', part)
      .where('plan.archived_at', 'is', null)
      .orderBy('zone.id')
      .execute()
    zones.push(...rows)
  }
  return zones
}

/**
 * Let another person answer for the zones (区域) of plans in use that name one. The plans step a
 * version: whoever has one open must not write the old name back.
 */
export async function handOverZones(tx: Tx, fromId: string, toId: string): Promise<void> {
  const plans = await tx.db
    .selectFrom('zone')
    .innerJoin('plan', 'plan.id', 'zone.plan_id')
    .select(['plan.id', 'plan.enterprise_id', 'plan.version'])
    .distinct()
    .where('zone.person_id', '=', fromId)
    .where('plan.archived_at', 'is', null)
    .execute()
  for (const { id, enterprise_id: enterpriseId, version } of plans) {
    await tx.db
      .updateTable('zone')
      .set({ person_id: toId })
      .where('plan_id', '=', id)
      .where('person_id', '=', fromId)
      .execute()
    await tx.db
      .updateTable('plan')
      .set({ version: version + 1, updated_at: fromDate(tx.at) })
      .where('id', '=', id)
      .execute()
    tx.changed('plan', id, enterpriseId)
  }
}
