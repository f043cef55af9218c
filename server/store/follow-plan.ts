import type { Position } from '#domain/position.ts'
import type { Tx } from './transact.ts'

/**
 * Let the hazards marked on a sheet follow it (图上位置随图): when it is laid on the ground or laid
 * anew, each mark is where the sheet now says.
 */
export async function followPlan(
  tx: Tx,
  plan: { readonly id: string; readonly enterpriseId: string },
  place: (point: readonly [x: number, y: number]) => Position,
): Promise<void> {
  const rows = await tx.db
    .selectFrom('hazard')
    .select(['id', 'plan_x', 'plan_y', 'lng', 'lat'])
    .where('plan_id', '=', plan.id)
    .where('enterprise_id', '=', plan.enterpriseId)
    .execute()
  for (const { id, plan_x: x, plan_y: y, lng, lat } of rows) {
    if (x === null || y === null) continue
    const now = place([x, y])
    if (now[0] === lng && now[1] === lat) continue
    await tx.db
      .updateTable('hazard')
      .set({ lng: now[0], lat: now[1], approximate: 0 })
      .where('id', '=', id)
      .execute()
    tx.changed('hazard', id, plan.enterpriseId)
  }
}
