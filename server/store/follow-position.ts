import type { Tx } from './transact.ts'

/**
 * Let everything without a place of its own follow what it stands on (近似位置): risk points their
 * enterprise, hazards their risk point or else the enterprise.
 */
export async function followPosition(tx: Tx, enterpriseId: string): Promise<void> {
  const points = await tx.db
    .updateTable('risk_point')
    .set((eb) => {
      const home = eb.selectFrom('enterprise').where('id', '=', enterpriseId)
      return { lng: home.select('lng'), lat: home.select('lat') }
    })
    .where('enterprise_id', '=', enterpriseId)
    .where('approximate', '=', 1)
    .returning('id')
    .execute()
  const onPoints = await tx.db
    .updateTable('hazard')
    .set((eb) => {
      const point = eb
        .selectFrom('risk_point')
        .whereRef('risk_point.id', '=', 'hazard.risk_point_id')
      return { lng: point.select('risk_point.lng'), lat: point.select('risk_point.lat') }
    })
    .where('enterprise_id', '=', enterpriseId)
    .where('approximate', '=', 1)
    .where('risk_point_id', 'is not', null)
    .returning('id')
    .execute()
  const others = await tx.db
    .updateTable('hazard')
    .set((eb) => {
      const home = eb.selectFrom('enterprise').where('id', '=', enterpriseId)
      return { lng: home.select('lng'), lat: home.select('lat') }
    })
    .where('enterprise_id', '=', enterpriseId)
    .where('approximate', '=', 1)
    .where('risk_point_id', 'is', null)
    .returning('id')
    .execute()
  for (const { id } of points) tx.changed('risk-point', id, enterpriseId)
  for (const { id } of [...onPoints, ...others]) tx.changed('hazard', id, enterpriseId)
}
