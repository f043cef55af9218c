import type { Person } from '#domain/person.ts'
import type { PlanDocument, PlanImage, PlanInput } from '#domain/plan.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { ask, items } from './ask.ts'

/** One sheet in an enterprise's list of plans. */
export interface PlanSummary {
  readonly id: string
  readonly name: string
}

/** A risk point of the ledger, as placing it on a plan needs it. */
export interface LedgerPoint {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly planId: string | null
  readonly level: LevelPair
  readonly version: number
}

/** One plan document (图纸). */
export async function readPlan(id: string, signal?: AbortSignal): Promise<PlanDocument> {
  return ask<PlanDocument>('GET', `/api/plans/${id}`, { signal })
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
  return ask<PlanDocument>('PUT', `/api/plans/${id}`, { version, json: input })
}

/** Upload a picture (PNG, JPEG, WebP) to lie under a plan. */
export async function uploadPlanImage(
  id: string,
  file: File,
): Promise<Pick<PlanImage, 'id' | 'width' | 'height'>> {
  const form = new FormData()
  form.append('file', file)
  return ask('POST', `/api/plans/${id}/image`, { form })
}

/** Where the bytes of a plan's picture are. */
export function planImageUrl(planId: string, imageId: string): string {
  return `/api/plans/${planId}/image/${imageId}`
}

/** The sheets (图纸) of one enterprise. */
export async function listPlans(enterpriseId: string): Promise<readonly PlanSummary[]> {
  return items(await ask<unknown>('GET', `/api/enterprises/${enterpriseId}/plans`))
}

/** The roster (人员) of one enterprise. */
export async function listPeople(enterpriseId: string): Promise<readonly Person[]> {
  return items(await ask<unknown>('GET', `/api/enterprises/${enterpriseId}/people`))
}

/** The ledger (风险点清单) of one enterprise: its first 500 risk points. */
export async function listLedgerPoints(enterpriseId: string): Promise<readonly LedgerPoint[]> {
  const query = new URLSearchParams({ enterprise: enterpriseId, limit: '500' })
  return items(await ask<unknown>('GET', `/api/risk-points?${query.toString()}`))
}

/** Enter a new risk point (风险点) in the ledger; its place follows with the plan. */
export async function createRiskPoint(input: {
  readonly enterpriseId: string
  readonly number: string
  readonly name: string
}): Promise<{ readonly id: string }> {
  return ask('POST', '/api/risk-points', { json: { ...input, kind: 'facility' } })
}

/** Rename or renumber a risk point of the ledger. */
export async function renameRiskPoint(
  id: string,
  change: { readonly number: string; readonly name: string },
): Promise<void> {
  const { version } = await ask<LedgerPoint>('GET', `/api/risk-points/${id}`)
  await ask('PATCH', `/api/risk-points/${id}`, { version, json: change })
}
