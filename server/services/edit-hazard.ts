import type { Enterprise } from '#domain/enterprise.ts'
import { isOpenState } from '#domain/hazard.ts'
import type { Hazard } from '#domain/hazard.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import type { Role } from '#domain/role.ts'
import type { Reader } from '#server/store/transact.ts'
import { judgedByRule, placeHazard } from './report-hazard.ts'

/** What of a hazard may be corrected; where it stands in the loop only moves change. */
export type HazardChanges = Partial<
  Pick<
    Hazard,
    | 'riskPointId'
    | 'description'
    | 'hazardLevel'
    | 'category'
    | 'source'
    | 'accident'
    | 'ruleCode'
    | 'manageType'
    | 'measure'
    | 'position'
    | 'planPlace'
    | 'part'
    | 'inspectors'
    | 'interimMeasure'
    | 'fundsYuan'
    | 'contingency'
    | 'responsibleDepartment'
    | 'supervised'
    | 'supervisedLevel'
  >
>

const SUPERVISORS: readonly Role[] = ['admin', 'bureau', 'department', 'township']

/**
 * Correct a hazard (修改隐患). Grade and way of treatment stand once work was ordered; only a
 * supervisor lowers a grade or lists a hazard for supervision.
 * Errors: `closed_state`, `already_ordered` (state), `forbidden` (role), then those of the fields
 */
export async function editHazard(
  reader: Reader,
  enterprise: Enterprise,
  hazard: Hazard,
  changes: HazardChanges,
  role: Role,
): Promise<Result<Hazard>> {
  if (!isOpenState(hazard.state))
    return failure('state', 'closed_state', '已销号或已驳回的隐患不能再修改')
  // A place said on the map stands instead of an earlier mark on a sheet.
  const unmarked = changes.position === undefined ? {} : { planPlace: null }
  const next: Hazard = { ...hazard, ...unmarked, ...changes }
  const regraded = next.hazardLevel !== hazard.hazardLevel || next.manageType !== hazard.manageType
  if (regraded && hazard.state !== 'REPORTED' && hazard.state !== 'CONFIRMED')
    return failure('hazardLevel', 'already_ordered', '已派单整改，不能再改隐患等级和治理方式')
  const lowered = hazard.hazardLevel === 'major' && next.hazardLevel === 'general'
  const listed =
    next.supervised !== hazard.supervised || next.supervisedLevel !== hazard.supervisedLevel
  if ((lowered || listed) && !SUPERVISORS.includes(role))
    return failure(lowered ? 'hazardLevel' : 'supervised', 'forbidden', '此项只能由监管部门办理')
  const judged = judgedByRule(next)
  if (!judged.ok) return judged
  const { riskPointId, planPlace } = next
  const placed = [changes.riskPointId, changes.position, changes.planPlace]
  if (placed.every((change) => change === undefined)) return success(next)
  // A new mark on a sheet says where it is, unless a place on the map comes with it.
  const keeps = changes.planPlace === undefined && !hazard.approximate
  const position = changes.position === undefined && !keeps ? null : next.position
  const place = await placeHazard(reader, enterprise, { riskPointId, position, planPlace })
  return place.ok ? success({ ...next, ...place.value }) : place
}
