import { fromDate } from './column.ts'
import type { Tx } from './transact.ts'
import type { ZoneSummary } from './zone.ts'

/**
 * Say which zone (区域) a risk point belongs to, where it was drawn or not; null takes it out of its
 * zone and leaves it on its plan. The row's version is the caller's; levels are not computed here.
 */
export async function assignZone(
  tx: Tx,
  point: { readonly id: string; readonly enterpriseId: string },
  zone: Pick<ZoneSummary, 'id' | 'planId'> | null,
): Promise<void> {
  await tx.db
    .updateTable('risk_point')
    .set({
      zone_id: zone?.id ?? null,
      ...(zone === null ? {} : { plan_id: zone.planId }),
      updated_at: fromDate(tx.at),
    })
    .where('id', '=', point.id)
    .where('enterprise_id', '=', point.enterpriseId)
    .execute()
  tx.changed('risk-point', point.id, point.enterpriseId)
}
