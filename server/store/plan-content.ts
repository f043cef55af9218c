import type { MultiPolygon, Polygon } from 'geojson'
import type { PlanInput, ZoneInput } from '#domain/plan.ts'
import type { Position } from '#domain/position.ts'
import { fromBoolean, fromDate, fromJsonOrNull } from './column.ts'
import { StoreConflict } from './errors.ts'
import { followPosition } from './follow-position.ts'
import type { Tx } from './transact.ts'

interface PlanOwner {
  readonly id: string
  readonly enterpriseId: string
}

const NO_REASON = JSON.stringify({ inherent: null, current: null })

/** Put zones (区域) in place of those a plan has, matched by id: a level stays with its zone. */
export async function putZones(
  tx: Tx,
  plan: PlanOwner,
  zones: readonly ZoneInput[],
  onEarth: ReadonlyMap<string, Polygon | MultiPolygon>,
): Promise<void> {
  const rows = await tx.db.selectFrom('zone').select('id').where('plan_id', '=', plan.id).execute()
  const before = new Set(rows.map((row) => row.id))
  for (const [ordinal, zone] of zones.entries()) {
    const columns = {
      ordinal,
      name: zone.name,
      kind: zone.kind,
      department: zone.department,
      person_id: zone.personId,
      geometry: JSON.stringify(zone.geometry),
      geometry_wgs84: fromJsonOrNull(onEarth.get(zone.id) ?? null),
    }
    if (before.delete(zone.id))
      await tx.db.updateTable('zone').set(columns).where('id', '=', zone.id).execute()
    else
      await tx.db
        .insertInto('zone')
        .values({
          id: zone.id,
          plan_id: plan.id,
          enterprise_id: plan.enterpriseId,
          ...columns,
          level_inherent: null,
          level_current: null,
          why: NO_REASON,
        })
        .execute()
    tx.changed('zone', zone.id, plan.enterpriseId)
  }
  for (const id of before) {
    await tx.db.deleteFrom('zone').where('id', '=', id).execute()
    tx.changed('zone', id, plan.enterpriseId)
  }
}

/** Place risk points (风险点) on a plan and take those left out off it. */
export async function placeRiskPoints(
  tx: Tx,
  plan: PlanOwner,
  input: Pick<PlanInput, 'riskPoints' | 'zones'>,
  onEarth: ReadonlyMap<string, Position>,
): Promise<void> {
  const zoneIds = new Set(input.zones.map((zone) => zone.id))
  const home = await tx.db
    .selectFrom('enterprise')
    .select(['lng', 'lat'])
    .where('id', '=', plan.enterpriseId)
    .executeTakeFirstOrThrow()
  const atHome = { lng: home.lng, lat: home.lat, approximate: fromBoolean(true) }
  const placed = await tx.db
    .selectFrom('risk_point')
    .select('id')
    .where('plan_id', '=', plan.id)
    // A point assigned to a zone but never drawn stays in it: the sheet says nothing about it.
    .where('plan_x', 'is not', null)
    .where('archived_at', 'is', null)
    .execute()
  const left = new Set(placed.map((row) => row.id))
  const updatedAt = { updated_at: fromDate(tx.at) }
  for (const { id, position, zoneId } of input.riskPoints) {
    if (zoneId !== null && !zoneIds.has(zoneId))
      throw new StoreConflict('reference', `zone ${zoneId} is not on plan ${plan.id}`)
    const onGround = onEarth.get(id)
    const place =
      onGround === undefined
        ? atHome
        : { lng: onGround[0], lat: onGround[1], approximate: fromBoolean(false) }
    const { numUpdatedRows } = await tx.db
      .updateTable('risk_point')
      .set({ plan_id: plan.id, zone_id: zoneId, plan_x: position[0], plan_y: position[1] })
      .set({ ...place, ...updatedAt })
      .where('id', '=', id)
      .where('enterprise_id', '=', plan.enterpriseId)
      .where('archived_at', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows === 0n)
      throw new StoreConflict('reference', `risk point ${id} is not of this enterprise`)
    left.delete(id)
    tx.changed('risk-point', id, plan.enterpriseId)
  }
  for (const id of left) {
    await tx.db
      .updateTable('risk_point')
      .set({ plan_id: null, zone_id: null, plan_x: null, plan_y: null, ...atHome, ...updatedAt })
      .where('id', '=', id)
      .execute()
    tx.changed('risk-point', id, plan.enterpriseId)
  }
  await followPosition(tx, plan.enterpriseId)
}
