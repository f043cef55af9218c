import type { LevelPair } from '#domain/risk-level.ts'
import { toDate } from './column.ts'
import { listZones } from './zone.ts'
import type { Reader } from './transact.ts'

/** What stands on a plan and how often it was published. */
export interface PlanFacts {
  readonly planId: string
  readonly zones: readonly LevelPair[]
  readonly points: number
  readonly revisions: number
  readonly publishedAt: Date | null
}

/** What stands on each plan (图纸概况) of one enterprise: zones with levels, points drawn, versions. */
export async function listPlanFacts(
  reader: Reader,
  enterpriseId: string,
  planIds: readonly string[],
): Promise<PlanFacts[]> {
  const zones = Map.groupBy(await listZones(reader, enterpriseId), (zone) => zone.planId)
  const points = await reader.db
    .selectFrom('risk_point')
    .select(['plan_id', (eb) => eb.fn.countAll<number | string>().as('rows')])
    .where('enterprise_id', '=', enterpriseId)
    .where('archived_at', 'is', null)
    .where('plan_x', 'is not', null)
    .groupBy('plan_id')
    .execute()
  const revisions = await reader.db
    .selectFrom('plan_revision')
    .select(['plan_id', (eb) => eb.fn.countAll<number | string>().as('rows')])
    .select((eb) => eb.fn.max('published_at').as('published_at'))
    .where('enterprise_id', '=', enterpriseId)
    .groupBy('plan_id')
    .execute()
  return planIds.map((planId) => {
    const published = revisions.find((row) => row.plan_id === planId)
    return {
      planId,
      zones: (zones.get(planId) ?? []).map((zone) => zone.level),
      points: Number(points.find((row) => row.plan_id === planId)?.rows ?? 0),
      revisions: Number(published?.rows ?? 0),
      publishedAt: published === undefined ? null : toDate(published.published_at),
    }
  })
}
