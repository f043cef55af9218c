import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Why } from '#domain/assess/why.ts'
import type {
  Assessment,
  AssessmentKind,
  AssessmentSummary,
  RiskEvent,
} from '#domain/risk-point.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { insertAssessments } from './assessment.ts'
import { insertRows } from './bulk.ts'
import { chunksOf, fromBoolean, fromDate, IDS_A_QUERY, toDate, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'

/** A risk event as a person writes it; its two grades come with assessments. */
export type NewRiskEvent = Omit<RiskEvent, 'inherent' | 'current'>

/**
 * Write new risk events (风险事件), and their accident codes onto their risk points; together with
 * assessments of theirs where there are some already, each event showing the latest of a kind.
 * Shape: accidents `known` when the points were written with the codes of all these events
 */
export async function insertRiskEvents(
  tx: Tx,
  events: readonly NewRiskEvent[],
  assessments: readonly Assessment[] = [],
  accidents: 'collect' | 'known' = 'collect',
): Promise<void> {
  const recordedAt = fromDate(tx.at)
  const inherent = latestOf('inherent', assessments)
  const current = latestOf('current', assessments)
  await insertRows(
    tx,
    'risk_event',
    events.map((event) => ({
      id: event.id,
      ...columnsOf(event),
      inherent_assessment_id: inherent.get(event.id)?.id ?? null,
      current_assessment_id: current.get(event.id)?.id ?? null,
      sample: fromBoolean(event.sample),
      recorded_at: recordedAt,
    })),
  )
  await insertAssessments(tx, assessments)
  if (accidents === 'collect')
    await keepAccidents(tx, [...new Set(events.map((event) => event.riskPointId))])
}

/** One risk event (风险事件) with its latest assessments, or null. */
export async function findRiskEvent(reader: Reader, id: string): Promise<RiskEvent | null> {
  const row = await selectEvents(reader).where('event.id', '=', id).executeTakeFirst()
  return row === undefined ? null : toRiskEvent(row)
}

/** The risk events (风险事件) of these risk points with their latest assessments, as written. */
export async function listRiskEvents(
  reader: Reader,
  riskPointIds: readonly string[],
): Promise<RiskEvent[]> {
  const events: RiskEvent[] = []
  for (const part of chunksOf(riskPointIds, IDS_A_QUERY)) {
    const rows = await selectEvents(reader)
      .where('event.risk_point_id', 'in', part)
      .orderBy('event.id')
      .execute()
    events.push(...rows.map(toRiskEvent))
  }
  return events
}

/** Keep the accident codes of risk points equal to those of their events. */
async function keepAccidents(tx: Tx, riskPointIds: readonly string[]): Promise<void> {
  for (const part of chunksOf(riskPointIds, IDS_A_QUERY)) {
    const points = await tx.db
      .selectFrom('risk_point')
      .select(['id', 'enterprise_id', 'accidents'])
      .where('id', 'in', part)
      .execute()
    const rows = await tx.db
      .selectFrom('risk_event')
      .select(['risk_point_id', 'accident'])
      .distinct()
      .where('risk_point_id', 'in', part)
      .orderBy('accident')
      .execute()
    const codes = new Map<string, string[]>(points.map((point) => [point.id, []]))
    for (const row of rows) codes.get(row.risk_point_id)?.push(row.accident)
    for (const { id, enterprise_id, accidents } of points) {
      const now = JSON.stringify(codes.get(id))
      if (now !== accidents)
        await tx.db.updateTable('risk_point').set({ accidents: now }).where('id', '=', id).execute()
      tx.changed('risk-point', id, enterprise_id)
    }
    await nextTurn()
  }
}

/** By event, the latest assessment of a kind. */
function latestOf(
  kind: AssessmentKind,
  assessments: readonly Assessment[],
): ReadonlyMap<string, Assessment> {
  const latest = new Map<string, Assessment>()
  for (const one of assessments) {
    if (one.kind !== kind) continue
    const known = latest.get(one.eventId)
    if (known === undefined || one.assessedAt >= known.assessedAt) latest.set(one.eventId, one)
  }
  return latest
}

function columnsOf(event: NewRiskEvent) {
  return {
    risk_point_id: event.riskPointId,
    unit: event.unit,
    name: event.name,
    hazard_factor: event.hazardFactor,
    accident: event.accident,
    consequence: event.consequence,
  }
}

function selectEvents(reader: Reader) {
  return reader.db
    .selectFrom('risk_event as event')
    .leftJoin('assessment as inherent', 'inherent.id', 'event.inherent_assessment_id')
    .leftJoin('assessment as current', 'current.id', 'event.current_assessment_id')
    .select([
      'event.id',
      'event.risk_point_id',
      'event.unit',
      'event.name',
      'event.hazard_factor',
      'event.accident',
      'event.consequence',
      'event.sample',
      'event.inherent_assessment_id as inherent_id',
      'inherent.level as inherent_level',
      'inherent.value as inherent_value',
      'inherent.assessed_at as inherent_at',
      'inherent.why as inherent_why',
      'event.current_assessment_id as current_id',
      'current.level as current_level',
      'current.value as current_value',
      'current.assessed_at as current_at',
      'current.why as current_why',
    ])
}

type EventRow = Awaited<ReturnType<ReturnType<typeof selectEvents>['execute']>>[number]

function toRiskEvent(row: EventRow): RiskEvent {
  const { inherent_id, inherent_level, inherent_value, inherent_at, inherent_why } = row
  const { current_id, current_level, current_value, current_at, current_why } = row
  return {
    id: row.id,
    riskPointId: row.risk_point_id,
    unit: row.unit,
    name: row.name,
    hazardFactor: row.hazard_factor,
    accident: row.accident,
    consequence: row.consequence,
    inherent: summary(inherent_id, inherent_level, inherent_value, inherent_at, inherent_why),
    current: summary(current_id, current_level, current_value, current_at, current_why),
    sample: row.sample === 1,
  }
}

function summary(
  id: string | null,
  level: number | null,
  value: number | null,
  at: string | null,
  why: string | null,
): AssessmentSummary | null {
  if (id === null || level === null || at === null || why === null) return null
  const grade = level as RiskLevel
  return { assessmentId: id, level: grade, value, at: toDate(at), why: toJson(why) as Why }
}
