import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AssessmentMethod, Why } from '#domain/assess/why.ts'
import type { Assessment, AssessmentKind } from '#domain/risk-point.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { insertRows } from './bulk.ts'
import { chunksOf, fromBoolean, fromDate, IDS_A_QUERY, toDate, toJson } from './column.ts'
import type { AssessmentRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/**
 * Append assessments (风险评价); each event then shows the latest of each kind by its own time, so
 * that an old one brought in late does not hide a newer one. Levels are written by `level.ts`.
 */
export async function appendAssessments(tx: Tx, assessments: readonly Assessment[]): Promise<void> {
  await insertAssessments(tx, assessments)
  for (const kind of ['inherent', 'current'] as const) {
    const ofKind = assessments.filter((assessment) => assessment.kind === kind)
    await showLatest(tx, kind, ofKind)
  }
}

/** Write assessments (风险评价) alone, for who sets what their events show. */
export async function insertAssessments(tx: Tx, assessments: readonly Assessment[]): Promise<void> {
  const recordedAt = fromDate(tx.at)
  await insertRows(
    tx,
    'assessment',
    assessments.map((assessment) => toRow(assessment, recordedAt)),
  )
  for (const one of assessments) tx.changed('risk-point', one.riskPointId, one.enterpriseId)
}

/** The assessments (风险评价) of one risk point or event, newest first. */
export async function listAssessments(
  reader: Reader,
  where: { readonly riskPointId: string } | { readonly eventId: string },
): Promise<Assessment[]> {
  const all = reader.db.selectFrom('assessment').selectAll()
  const some =
    'eventId' in where
      ? all.where('event_id', '=', where.eventId)
      : all.where('risk_point_id', '=', where.riskPointId)
  const rows = await some.orderBy('assessed_at', 'desc').orderBy('id', 'desc').execute()
  return rows.map(toAssessment)
}

async function showLatest(
  tx: Tx,
  kind: AssessmentKind,
  assessments: readonly Assessment[],
): Promise<void> {
  const column = `${kind}_assessment_id` as const
  for (const part of chunksOf(assessments, IDS_A_QUERY)) {
    const shown = await tx.db
      .selectFrom('risk_event as event')
      .innerJoin('assessment', 'assessment.id', `event.${column}`)
      .select(['event.id', 'assessment.assessed_at'])
      .where('event.id', 'in', [...new Set(part.map((one) => one.eventId))])
      .execute()
    const latest = new Map(
      shown.map((row) => [row.id, { id: null as string | null, at: row.assessed_at }]),
    )
    for (const { id, eventId, assessedAt } of part) {
      const at = fromDate(assessedAt)
      const known = latest.get(eventId)
      if (known === undefined || at >= known.at) latest.set(eventId, { id, at })
    }
    for (const [eventId, { id }] of latest)
      if (id !== null)
        await tx.db
          .updateTable('risk_event')
          .set({ [column]: id })
          .where('id', '=', eventId)
          .execute()
    await nextTurn()
  }
}

/** What went in and why it came out so is often the same object: a thousand points, one text. */
const texts = new WeakMap<object, string>()

function toText(value: object): string {
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  texts.set(value, text)
  return text
}

function toRow(assessment: Assessment, recordedAt: string): AssessmentRow {
  return {
    id: assessment.id,
    event_id: assessment.eventId,
    risk_point_id: assessment.riskPointId,
    enterprise_id: assessment.enterpriseId,
    kind: assessment.kind,
    method: assessment.method,
    params: toText(assessment.params),
    cutoff_set: assessment.cutoffSet,
    value: assessment.value,
    level: assessment.level,
    why: toText(assessment.why),
    assessed_at: fromDate(assessment.assessedAt),
    assessed_by: assessment.assessedBy,
    recorded_at: recordedAt,
    sample: fromBoolean(assessment.sample),
  }
}

function toAssessment(row: AssessmentRow): Assessment {
  return {
    id: row.id,
    eventId: row.event_id,
    riskPointId: row.risk_point_id,
    enterpriseId: row.enterprise_id,
    kind: row.kind as AssessmentKind,
    method: row.method as AssessmentMethod,
    params: toJson(row.params) as Record<string, number | string>,
    cutoffSet: row.cutoff_set,
    value: row.value,
    level: row.level as RiskLevel,
    why: toJson(row.why) as Why,
    assessedAt: toDate(row.assessed_at),
    assessedBy: row.assessed_by,
    sample: row.sample === 1,
  }
}
