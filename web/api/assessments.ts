import type { AssessmentMethod, Why } from '#domain/assess/why.ts'
import type { AssessmentKind, AssessmentSummary, RiskEvent } from '#domain/risk-point.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import { ask, items } from './ask.ts'

type SummaryAnswer = Omit<AssessmentSummary, 'at'> & { readonly at: string }

/** A risk event (风险事件) as the server answers it: times as text. */
export type EventAnswer = Omit<RiskEvent, 'inherent' | 'current'> & {
  readonly inherent: SummaryAnswer | null
  readonly current: SummaryAnswer | null
}

/** What an assessment is asked with. */
export interface AssessmentInput {
  readonly eventId: string
  readonly kind: AssessmentKind
  readonly method: AssessmentMethod
  readonly params: Readonly<Record<string, number | string>>
  readonly cutoffSet?: string
}

/** What one assessment led to, from the event up to the enterprise. */
export interface AssessmentAnswer {
  readonly id: string
  readonly value: number | null
  readonly level: RiskLevel
  readonly why: Why
  readonly riskPoint: { readonly id: string; readonly level: LevelPair }
  readonly zone: { readonly id: string; readonly level: LevelPair } | null
  readonly enterprise: { readonly id: string; readonly level: LevelPair }
}

/** The risk events (风险事件) of a risk point, each with its latest assessments. */
export async function listEvents(
  riskPointId: string,
  signal?: AbortSignal,
): Promise<readonly EventAnswer[]> {
  return items(await ask<unknown>('GET', `/api/risk-points/${riskPointId}/events`, { signal }))
}

/** Enter a risk event (风险事件) at a risk point. */
export async function createEvent(
  riskPointId: string,
  event: { readonly name: string; readonly accident: string; readonly hazardFactor: string | null },
): Promise<EventAnswer> {
  return ask('POST', `/api/risk-points/${riskPointId}/events`, { json: event })
}

/**
 * Grade an event (风险评价); levels of point, zone and enterprise follow in the same transaction.
 * Errors: RefusalError 422 for values out of table, or current worse than inherent
 */
export async function createAssessment(
  riskPointId: string,
  input: AssessmentInput,
): Promise<AssessmentAnswer> {
  return ask('POST', `/api/risk-points/${riskPointId}/assessments`, { json: input })
}
