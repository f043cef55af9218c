import type { InferRequestType, InferResponseType } from 'hono/client'
import type { PlanDocument } from '#domain/plan.ts'
import { client } from './client.ts'
import { ifMatch } from './plans.ts'
import { accepted } from './refusal.ts'

const adoptions = client.api.plans[':id'].adoptions

/** Points that came onto a plan together, and whether they may still be taken back together. */
export type PlanAdoption = InferResponseType<typeof adoptions.$get, 200>['items'][number]
export type AdoptedPoint = InferRequestType<typeof adoptions.$post>['json']['points'][number]

/**
 * Enter risk points with their events and put them on a plan (整批上图), all or none.
 * Errors: RefusalError 412 when another saved meanwhile, 409 for a number in use
 */
export async function adoptPoints(
  planId: string,
  version: number,
  points: AdoptedPoint[],
): Promise<PlanDocument> {
  const response = await accepted(
    adoptions.$post({ param: { id: planId }, json: { points } }, ifMatch(version)),
  )
  return (await response.json()).plan
}

/** What was entered on a plan in one go, newest first. */
export async function listAdoptions(planId: string): Promise<readonly PlanAdoption[]> {
  const response = await accepted(adoptions.$get({ param: { id: planId } }))
  return (await response.json()).items
}

/**
 * Take a batch of points back (撤回整批上图); answers the plan without them.
 * Errors: RefusalError 409 once one of them was graded, changed or used
 */
export async function withdrawAdoption(
  planId: string,
  version: number,
  adoptionId: string,
): Promise<PlanDocument> {
  const response = await accepted(
    adoptions[':adoptionId'].$delete({ param: { id: planId, adoptionId } }, ifMatch(version)),
  )
  return response.json()
}
