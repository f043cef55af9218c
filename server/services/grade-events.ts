import { assess } from '#domain/assess/assess.ts'
import type { Assessed } from '#domain/assess/why.ts'
import { currentNotWorse } from '#domain/grading.ts'
import { success } from '#domain/result.ts'
import type { Issue, Result } from '#domain/result.ts'
import type {
  Assessment,
  AssessmentKind,
  ControlMeasure,
  MeasureCategory,
  RiskEvent,
  RiskPoint,
} from '#domain/risk-point.ts'
import { appendAssessments } from '#server/store/assessment.ts'
import { insertControlMeasures, listControlMeasures } from '#server/store/control-measure.ts'
import { newId } from '#server/store/identifier.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { assessmentOf } from './assess-risk-point.ts'
import type { AssessmentOrder } from './assess-risk-point.ts'
import { regradeEnterprise } from './regrade.ts'

type Order = Pick<AssessmentOrder, 'method' | 'params' | 'cutoffSet'>

/** What a person confirmed of one event: its grades, and the measures that are really there. */
export interface EventGrading {
  readonly eventId: string
  readonly inherent?: Order | undefined
  readonly current?: Order | undefined
  readonly measures: readonly { readonly category: MeasureCategory; readonly text: string }[]
}

/** A risk event with the measures against it. */
export interface EventWithMeasures {
  readonly event: RiskEvent
  readonly measures: readonly ControlMeasure[]
}

/** The events (风险事件) of all points of a plan, in the order of their points. */
export async function listPlanEvents(
  reader: Reader,
  plan: { readonly id: string; readonly enterpriseId: string },
): Promise<EventWithMeasures[]> {
  const points = await pointsOf(reader, plan)
  const ids = points.map(({ id }) => id)
  const order = new Map(ids.map((id, index) => [id, index]))
  const events = (await listRiskEvents(reader, ids)).sort(
    (a, b) => (order.get(a.riskPointId) ?? 0) - (order.get(b.riskPointId) ?? 0),
  )
  const measures = Map.groupBy(await listControlMeasures(reader, ids), ({ eventId }) => eventId)
  return events.map((event) => ({ event, measures: measures.get(event.id) ?? [] }))
}

/**
 * Grade events of a plan (批量定级) and keep the measures ticked, all or none; every level follows.
 * Errors: those of `assess` under `gradings[n]`; unknown_event, duplicate_id, nothing_to_grade,
 *   current_worse_than_inherent
 */
export async function gradeEvents(
  tx: Tx,
  plan: { readonly id: string; readonly enterpriseId: string },
  gradings: readonly EventGrading[],
  assessedBy: string,
): Promise<Result<number>> {
  const points = new Map((await pointsOf(tx, plan)).map((point) => [point.id, point]))
  const ids = [...points.keys()]
  const events = new Map((await listRiskEvents(tx, ids)).map((event) => [event.id, event]))
  const kept = new Set((await listControlMeasures(tx, ids)).map(keyOf))
  const issues: Issue[] = []
  const assessments: Assessment[] = []
  const measures: ControlMeasure[] = []
  const seen = new Set<string>()
  for (const [index, grading] of gradings.entries()) {
    const path = `gradings[${index}]`
    const event = events.get(grading.eventId)
    const point = event === undefined ? undefined : points.get(event.riskPointId)
    if (event === undefined || point === undefined || seen.has(event.id)) {
      issues.push(refusedEvent(`${path}.eventId`, event !== undefined))
      continue
    }
    seen.add(event.id)
    const made = gradeOne(point, event, grading, assessedBy, tx.at)
    if (!made.ok) {
      issues.push(...made.issues.map((issue) => ({ ...issue, path: `${path}.${issue.path}` })))
      continue
    }
    assessments.push(...made.value)
    for (const { category, text } of grading.measures) {
      const measure = { eventId: event.id, riskPointId: point.id, category, text }
      if (kept.has(keyOf(measure))) continue
      kept.add(keyOf(measure))
      measures.push({ id: newId(), ...measure, sample: point.sample })
    }
  }
  if (issues.length > 0) return { ok: false, issues }
  await appendAssessments(tx, assessments)
  await insertControlMeasures(tx, measures)
  await regradeEnterprise(tx, plan.enterpriseId)
  return success(assessments.length)
}

function gradeOne(
  point: RiskPoint,
  event: RiskEvent,
  grading: EventGrading,
  assessedBy: string,
  at: Date,
): Result<Assessment[]> {
  const made: Assessment[] = []
  const levels = { inherent: event.inherent?.level ?? null, current: event.current?.level ?? null }
  for (const kind of ['inherent', 'current'] as const) {
    const order = grading[kind]
    if (order === undefined) continue
    const assessed = assess(order)
    if (!assessed.ok) return under(kind, assessed)
    levels[kind] = assessed.value.level
    made.push(assessmentOf(point, event.id, { ...order, kind }, assessed.value, assessedBy, at))
  }
  if (made.length === 0)
    return {
      ok: false,
      issues: [
        { path: 'eventId', code: 'nothing_to_grade', message: '请给出固有或现有风险的取值' },
      ],
    }
  const compared = currentNotWorse(levels.inherent, levels.current)
  return compared.ok ? success(made) : compared
}

function under(kind: AssessmentKind, refused: Result<Assessed>): Result<never> {
  const issues = refused.ok ? [] : refused.issues
  return { ok: false, issues: issues.map((issue) => ({ ...issue, path: `${kind}.${issue.path}` })) }
}

function refusedEvent(path: string, isTwice: boolean): Issue {
  return isTwice
    ? { path, code: 'duplicate_id', message: '同一风险事件出现两次，请只保留一次' }
    : { path, code: 'unknown_event', message: '本图没有此风险事件，请从图上风险点的事件中选择' }
}

const byNumber = new Intl.Collator('zh-CN', { numeric: true })

/** As a person counts them: 2 before 10. */
async function pointsOf(
  reader: Reader,
  plan: { readonly id: string; readonly enterpriseId: string },
): Promise<RiskPoint[]> {
  const points = await listRiskPoints(reader, {
    enterpriseId: plan.enterpriseId,
    planId: plan.id,
  })
  return points.sort((a, b) => byNumber.compare(a.number, b.number))
}

function keyOf(measure: Pick<ControlMeasure, 'riskPointId' | 'eventId' | 'category' | 'text'>) {
  return [measure.riskPointId, measure.eventId ?? '', measure.category, measure.text].join('\n')
}
