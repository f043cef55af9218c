import type { InferRequestType } from 'hono/client'
import type { Person } from '#domain/person.ts'
import type { PlanDocument, PlanImage, PlanInput } from '#domain/plan.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

/** One sheet in an enterprise's list of plans. */
export interface PlanSummary {
  readonly id: string
  readonly name: string
}

/** A roster entry (人员) as a plan names one. */
export type RosterPerson = Pick<Person, 'id' | 'name' | 'department' | 'post'>

/** A risk point of the ledger, as placing it on a plan needs it. */
export interface LedgerPoint {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly planId: string | null
  readonly level: LevelPair
}

/** The header that makes a write conditional on the version it was made on. */
export function ifMatch(version: number): { headers: Record<string, string> } {
  return { headers: { 'If-Match': `"${version}"` } }
}

const plan = client.api.plans[':id']
const riskPoint = client.api['risk-points'][':id']
type PlanBody = InferRequestType<typeof plan.$put>['json']

/** One plan document (图纸). */
export async function readPlan(id: string, signal?: AbortSignal): Promise<PlanDocument> {
  const init = signal === undefined ? {} : { signal }
  const response = await accepted(plan.$get({ param: { id }, query: {} }, { init }))
  return response.json()
}

/**
 * Save a plan over the version it was read at; answers the plan as stored.
 * Errors: RefusalError 412 when another saved meanwhile, 422 with issues
 */
export async function savePlan(
  id: string,
  version: number,
  input: PlanInput,
): Promise<PlanDocument> {
  const json = input as unknown as PlanBody
  const response = await accepted(plan.$put({ param: { id }, json }, ifMatch(version)))
  return response.json()
}

/** Upload a picture (PNG, JPEG, WebP) to lie under a plan. */
export async function uploadPlanImage(
  id: string,
  file: File,
): Promise<Pick<PlanImage, 'id' | 'width' | 'height'>> {
  // The server's types know Node's File, the browser sends its own.
  const form = { file } as unknown as InferRequestType<typeof plan.image.$post>['form']
  const response = await accepted(plan.image.$post({ param: { id }, form }))
  return response.json()
}

/** Where the bytes of a plan's picture are. */
export function planImageUrl(planId: string, imageId: string): string {
  return `/api/plans/${planId}/images/${imageId}`
}

/** The sheets (图纸) of one enterprise. */
export async function listPlans(enterpriseId: string): Promise<readonly PlanSummary[]> {
  const response = await accepted(
    client.api.enterprises[':id'].plans.$get({ param: { id: enterpriseId } }),
  )
  return (await response.json()).items
}

/** The roster (人员) of one enterprise. */
export async function listPersons(enterpriseId: string): Promise<readonly RosterPerson[]> {
  const response = await accepted(
    client.api.enterprises[':id'].persons.$get({ param: { id: enterpriseId } }),
  )
  return (await response.json()).items
}

/** The ledger (风险点清单) of one enterprise: its first 500 risk points. */
export async function listLedgerPoints(enterpriseId: string): Promise<readonly LedgerPoint[]> {
  const query = { enterprise: enterpriseId, limit: '500' }
  const response = await accepted(client.api['risk-points'].$get({ query }))
  const { items } = await response.json()
  return items.map(({ id, number, name, planId, level, inherentLevel }) => ({
    id,
    number,
    name,
    planId,
    level: { inherent: inherentLevel, current: level },
  }))
}

/** Enter a person in the roster (花名册), to be named responsible. */
export async function createPerson(enterpriseId: string, name: string): Promise<RosterPerson> {
  const response = await accepted(
    client.api.enterprises[':id'].persons.$post({ param: { id: enterpriseId }, json: { name } }),
  )
  return response.json()
}

/** Rename or renumber a risk point of the ledger. */
export async function renameRiskPoint(
  id: string,
  change: { readonly number: string; readonly name: string },
): Promise<void> {
  const response = await accepted(riskPoint.$get({ param: { id } }))
  const { version } = await response.json()
  await accepted(riskPoint.$patch({ param: { id }, json: change }, ifMatch(version)))
}
