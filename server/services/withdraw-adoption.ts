import type { PlanDocument } from '#domain/plan.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import { listAdoptions } from '#server/store/adoption.ts'
import { findPlan } from '#server/store/plan.ts'
import { archiveRiskPoint } from '#server/store/risk-point.ts'
import type { Tx } from '#server/store/transact.ts'
import { absent, stale } from '#server/store/version.ts'
import type { Written } from '#server/store/version.ts'
import { placeOnEarth } from './plan-on-earth.ts'
import { savePlan } from './save-plan.ts'

/**
 * Take back what was entered on a plan in one go (撤回整批上图): its points leave plan and ledger, all
 * or none. Null when the plan has no such batch.
 * Errors: `worked_on` when one of the points was graded, changed or used since
 */
export async function withdrawAdoption(
  tx: Tx,
  planId: string,
  expectedVersion: number,
  adoptionId: string,
): Promise<Result<Written<PlanDocument> | null>> {
  const plan = await findPlan(tx, planId)
  if (plan === null) return success(absent(tx))
  const adoption = (await listAdoptions(tx, planId)).find(({ id }) => id === adoptionId)
  if (adoption === undefined) return success(absent(tx))
  if (plan.version !== expectedVersion) return success(stale(tx, plan))
  const used = plan.riskPoints.filter(({ id }) => adoption.workedOn.includes(id))
  if (used.length > 0) {
    const names = used.map(({ name }) => name).join('、')
    return failure(
      'points',
      'worked_on',
      `${names}已经评定或修改过，不能整批撤回；不需要的点可在图上逐个移除`,
    )
  }
  const leaving = new Set(adoption.points.map(({ id }) => id))
  const input = { ...plan, riskPoints: plan.riskPoints.filter(({ id }) => !leaving.has(id)) }
  const onEarth = placeOnEarth(input)
  if (!onEarth.ok) return onEarth
  const saved = await savePlan(tx, planId, expectedVersion, input, onEarth.value)
  for (const { id, version } of adoption.points) await archiveRiskPoint(tx, id, version)
  return saved
}
