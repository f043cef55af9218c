import type { MultiPolygon, Polygon } from 'geojson'
import type { Graded } from '#domain/grading.ts'
import type { PlanInput } from '#domain/plan.ts'
import { insertRows } from './bulk.ts'
import { fromBoolean, fromDate, fromJsonOrNull } from './column.ts'
import type { NewPlan } from './plan.ts'
import type { Tx } from './transact.ts'

/** A plan that comes drawn and graded; its risk points are written with themselves, after it. */
export interface DrawnPlan {
  readonly plan: NewPlan
  readonly input: PlanInput
  readonly zonesOnEarth: ReadonlyMap<string, Polygon | MultiPolygon>
  readonly zoneGrades: ReadonlyMap<string, Graded>
}

/** What a sheet that was made and then drawn once has come to. */
const VERSION_DRAWN = 2

const UNGRADED: Graded = { inherent: null, current: null, why: { inherent: null, current: null } }

/** Write new plans (图纸) with their zones and levels at once, as if each had been made, drawn and graded. */
export async function insertDrawnPlans(tx: Tx, drawn: readonly DrawnPlan[]): Promise<void> {
  const updatedAt = fromDate(tx.at)
  await insertRows(
    tx,
    'plan',
    drawn.map(({ plan, input }) => ({
      id: plan.id,
      enterprise_id: plan.enterpriseId,
      name: input.name,
      frame: JSON.stringify(input.frame),
      image: fromJsonOrNull(input.image),
      structures: JSON.stringify(input.structures),
      symbols: JSON.stringify(input.symbols),
      archived_at: null,
      sample: fromBoolean(plan.sample),
      version: VERSION_DRAWN,
      created_at: fromDate(plan.createdAt),
      updated_at: updatedAt,
    })),
  )
  await insertRows(tx, 'zone', drawn.flatMap(zoneRows))
  for (const { plan, input } of drawn) {
    tx.changed('plan', plan.id, plan.enterpriseId)
    for (const { id } of input.zones) tx.changed('zone', id, plan.enterpriseId)
  }
}

function zoneRows({ plan, input, zonesOnEarth, zoneGrades }: DrawnPlan) {
  return input.zones.map((zone, ordinal) => {
    const graded = zoneGrades.get(zone.id) ?? UNGRADED
    return {
      id: zone.id,
      plan_id: plan.id,
      enterprise_id: plan.enterpriseId,
      ordinal,
      name: zone.name,
      kind: zone.kind,
      department: zone.department,
      person_id: zone.personId,
      geometry: JSON.stringify(zone.geometry),
      geometry_wgs84: fromJsonOrNull(zonesOnEarth.get(zone.id) ?? null),
      why: JSON.stringify(graded.why),
      level_inherent: graded.inherent,
      level_current: graded.current,
    }
  })
}
