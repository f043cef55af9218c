import { gradeRiskPoint } from '#domain/grading.ts'
import type { GradeReason } from '#domain/grading.ts'
import { worstLevel } from '#domain/risk-level.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader } from '#server/store/transact.ts'
import { gradedEvents } from './regrade.ts'

export interface EnterpriseReason {
  readonly inherent: GradeReason | null
  readonly current: GradeReason | null
}

/** What decided an enterprise's levels (定级原因): the first of its worst risk points, and that point's event. */
export async function findEnterpriseReason(
  reader: Reader,
  enterpriseId: string,
): Promise<EnterpriseReason> {
  const points = await listRiskPoints(reader, { enterpriseId })
  const worst = (basis: 'inherent' | 'current') => {
    const level = worstLevel(points.map((point) => point.level[basis]))
    return level === null ? undefined : points.find((point) => point.level[basis] === level)
  }
  const deciding = { inherent: worst('inherent'), current: worst('current') }
  const ids = [deciding.inherent?.id, deciding.current?.id].filter((id) => id !== undefined)
  const events = Map.groupBy(await listRiskEvents(reader, ids), (event) => event.riskPointId)
  const reason = (basis: 'inherent' | 'current') => {
    const point = deciding[basis]
    if (point === undefined) return null
    return gradeRiskPoint(gradedEvents(events.get(point.id) ?? []), point).why[basis]
  }
  return { inherent: reason('inherent'), current: reason('current') }
}
