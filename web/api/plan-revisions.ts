import type { InferResponseType } from 'hono/client'
import type { PlanDocument } from '#domain/plan.ts'
import { client } from './client.ts'
import { ifMatch } from './plans.ts'
import { accepted } from './refusal.ts'

const revisions = client.api.plans[':id'].revisions

/** A published version (发布版本) of a plan. */
export type PlanRevision = InferResponseType<typeof revisions.$get, 200>['items'][number]

const version = revisions[':number']

/** A published version with its sheet and the names of that day. */
export type PublishedVersion = PlanRevision & {
  readonly enterprise: { readonly id: string; readonly name: string }
  readonly plan: PlanDocument
  readonly people: readonly { readonly id: string; readonly name: string }[]
}

/** One published version (发布版本) of a plan. Errors: RefusalError 404 when there is none */
export async function readRevision(
  planId: string,
  number: string,
  signal: AbortSignal,
): Promise<PublishedVersion> {
  const ask = version.$get({ param: { id: planId, number } }, { init: { signal } })
  const response = await accepted(ask)
  return response.json()
}

/** The published versions of a plan, newest first. */
export async function listRevisions(planId: string): Promise<readonly PlanRevision[]> {
  const response = await accepted(revisions.$get({ param: { id: planId } }))
  return (await response.json()).items
}

/** Publish the version a person looked at. Errors: RefusalError 412 when another saved meanwhile */
export async function publishRevision(planId: string, version: number): Promise<PlanRevision> {
  const response = await accepted(revisions.$post({ param: { id: planId } }, ifMatch(version)))
  return response.json()
}
