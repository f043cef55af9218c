import type { InferResponseType } from 'hono/client'
import type { AssessmentMethod } from '#domain/assess/why.ts'
import type { AssessmentKind } from '#domain/risk-point.ts'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

const riskPoint = client.api['risk-points'][':id']

/** A risk event (风险事件) as the server answers it, with its latest assessments. */
export type EventAnswer = InferResponseType<typeof riskPoint.events.$get, 200>['items'][number]

/** What one assessment led to, from the event up to the enterprise. */
export type AssessmentAnswer = InferResponseType<typeof riskPoint.assessments.$post, 201>

/** What an assessment is asked with. */
export interface AssessmentInput {
  readonly eventId: string
  readonly kind: AssessmentKind
  readonly method: AssessmentMethod
  readonly params: Readonly<Record<string, number | string>>
  readonly cutoffSet?: string
}

/** The risk events (风险事件) of a risk point, each with its latest assessments. */
export async function listEvents(
  riskPointId: string,
  signal?: AbortSignal,
): Promise<readonly EventAnswer[]> {
  const init = signal === undefined ? {} : { signal }
  const response = await accepted(riskPoint.events.$get({ param: { id: riskPointId } }, { init }))
  return (await response.json()).items
}

/** Enter a risk event (风险事件) at a risk point. */
export async function createEvent(
  riskPointId: string,
  event: {
    readonly name: string
    readonly accident: string
    readonly hazardFactor: string | null
  },
): Promise<EventAnswer> {
  const response = await accepted(
    riskPoint.events.$post({ param: { id: riskPointId }, json: event }),
  )
  return response.json()
}

/**
 * Grade an event (风险评价); levels of point, zone and enterprise follow in the same transaction.
 * Errors: RefusalError 422 for values out of table, or current worse than inherent
 */
export async function createAssessment(
  riskPointId: string,
  input: AssessmentInput,
): Promise<AssessmentAnswer> {
  const response = await accepted(
    riskPoint.assessments.$post({ param: { id: riskPointId }, json: input }),
  )
  return response.json()
}
