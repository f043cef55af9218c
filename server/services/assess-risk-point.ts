import { assess } from '#domain/assess/assess.ts'
import type { Assessed } from '#domain/assess/why.ts'
import { currentNotWorse } from '#domain/grading.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import type { Assessment, AssessmentKind, RiskEvent, RiskPoint } from '#domain/risk-point.ts'
import { appendAssessments } from '#server/store/assessment.ts'
import { newId } from '#server/store/identifier.ts'
import { insertRiskEvents, listRiskEvents } from '#server/store/risk-event.ts'
import type { Tx } from '#server/store/transact.ts'
import { regradeRiskPoint } from './regrade.ts'
import type { LevelChain } from './regrade.ts'

/** An assessment as somebody asks for it. */
export interface AssessmentOrder {
  readonly eventId?: string | undefined
  readonly kind: AssessmentKind
  readonly method: string
  readonly params: Readonly<Record<string, unknown>>
  readonly cutoffSet?: string | undefined
}

/** An assessment that was made, and every level it led to. */
export interface AssessmentOutcome {
  readonly assessment: Assessment
  readonly band: string
  readonly levels: LevelChain
}

/** 其他伤害: what may happen at a point nobody has described yet. */
const UNNAMED_ACCIDENT = 'A27'

/**
 * Assess one event of a risk point (风险评价) and let its zone and enterprise follow at once.
 * Shape: without `eventId` the point's only event is meant; a point without any gets its first
 * Errors: those of `assess`; `event_needed` when there are several, `unknown_event`,
 *   `current_worse_than_inherent`
 */
export async function assessRiskPoint(
  tx: Tx,
  point: RiskPoint,
  order: AssessmentOrder,
  assessedBy: string,
): Promise<Result<AssessmentOutcome>> {
  const assessed = assess(order)
  if (!assessed.ok) return assessed
  const event = await eventOf(tx, point, order.eventId)
  if (!event.ok) return event
  const allowed = compareKinds(event.value, order.kind, assessed.value)
  if (!allowed.ok) return allowed
  const assessment = assessmentOf(point, event.value.id, order, assessed.value, assessedBy, tx.at)
  await appendAssessments(tx, [assessment])
  const levels = await regradeRiskPoint(tx, point)
  return success({ assessment, band: assessed.value.band, levels })
}

/** The row an assessment (风险评价) is kept as. */
export function assessmentOf(
  point: Pick<RiskPoint, 'id' | 'enterpriseId' | 'sample'>,
  eventId: string,
  order: Pick<AssessmentOrder, 'kind' | 'params'>,
  assessed: Assessed,
  assessedBy: string,
  assessedAt: Date,
): Assessment {
  return {
    id: newId(),
    eventId,
    riskPointId: point.id,
    enterpriseId: point.enterpriseId,
    kind: order.kind,
    method: assessed.method,
    // The method took every parameter from its own table, so each is a number or a text.
    params: order.params as Assessment['params'],
    cutoffSet: assessed.why.cutoffSet,
    value: assessed.value,
    level: assessed.level,
    why: assessed.why,
    assessedAt,
    assessedBy,
    sample: point.sample,
  }
}

async function eventOf(
  tx: Tx,
  point: RiskPoint,
  eventId: string | undefined,
): Promise<Result<RiskEvent>> {
  const events = await listRiskEvents(tx, [point.id])
  if (eventId !== undefined) {
    const named = events.find(({ id }) => id === eventId)
    if (named !== undefined) return success(named)
    return failure('eventId', 'unknown_event', '该风险点没有此风险事件，请从它的事件中选择')
  }
  const [only, ...others] = events
  if (only === undefined) return success(await firstEvent(tx, point))
  if (others.length === 0) return success(only)
  const names = events.map(({ name }) => name).join('、')
  return failure('eventId', 'event_needed', `该风险点有多个风险事件（${names}），请指明评价哪一个`)
}

/** A small plant grades its point as a whole: the event takes the point's name. */
async function firstEvent(tx: Tx, point: RiskPoint): Promise<RiskEvent> {
  const event = {
    id: newId(),
    riskPointId: point.id,
    unit: null,
    name: point.name,
    hazardFactor: null,
    accident: UNNAMED_ACCIDENT,
    consequence: null,
    sample: point.sample,
  }
  await insertRiskEvents(tx, [event])
  return { ...event, inherent: null, current: null }
}

function compareKinds(
  event: RiskEvent,
  kind: AssessmentKind,
  { level }: Assessed,
): Result<undefined> {
  return kind === 'current'
    ? currentNotWorse(event.inherent?.level ?? null, level)
    : currentNotWorse(level, event.current?.level ?? null)
}
