import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

const gradings = client.api.plans[':id'].gradings

/** A risk event (风险事件) on a plan with its grades and measures. */
export type PlanEvent = InferResponseType<typeof gradings.$get, 200>['items'][number]
export type PlanGrading = InferRequestType<typeof gradings.$post>['json']['gradings'][number]
export type PlanGradingAnswer = InferResponseType<typeof gradings.$post, 201>

/** The events (风险事件) of all points of a plan. */
export async function listPlanEvents(
  planId: string,
  signal?: AbortSignal,
): Promise<readonly PlanEvent[]> {
  const init = signal === undefined ? {} : { signal }
  const response = await accepted(gradings.$get({ param: { id: planId } }, { init }))
  return (await response.json()).items
}

/**
 * Keep the grades somebody confirmed, with the measures ticked (批量定级), all or none.
 * Errors: RefusalError 422 for values out of table, or current worse than inherent
 */
export async function gradePlanEvents(
  planId: string,
  confirmed: PlanGrading[],
): Promise<PlanGradingAnswer> {
  const response = await accepted(
    gradings.$post({ param: { id: planId }, json: { gradings: confirmed } }),
  )
  return response.json()
}
