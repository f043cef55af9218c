import type { ControlMeasure, MeasureCategory } from '#domain/risk-point.ts'
import { insertRows } from './bulk.ts'
import { chunksOf, fromBoolean, fromDate, IDS_A_QUERY } from './column.ts'
import type { ControlMeasureRow } from './tables.ts'
import type { Reader, Tx } from './transact.ts'

/** Write new control measures (管控措施). */
export async function insertControlMeasures(
  tx: Tx,
  measures: readonly ControlMeasure[],
): Promise<void> {
  const recordedAt = fromDate(tx.at)
  await insertRows(
    tx,
    'control_measure',
    measures.map((measure) => ({
      id: measure.id,
      risk_point_id: measure.riskPointId,
      event_id: measure.eventId,
      category: measure.category,
      text: measure.text,
      sample: fromBoolean(measure.sample),
      recorded_at: recordedAt,
    })),
  )
}

/** The control measures (管控措施) of these risk points, as written. */
export async function listControlMeasures(
  reader: Reader,
  riskPointIds: readonly string[],
): Promise<ControlMeasure[]> {
  const measures: ControlMeasure[] = []
  for (const part of chunksOf(riskPointIds, IDS_A_QUERY)) {
    const rows = await reader.db
      .selectFrom('control_measure')
      .selectAll()
      .where('risk_point_id', 'in', part)
      .orderBy('id')
      .execute()
    measures.push(...rows.map(toControlMeasure))
  }
  return measures
}

function toControlMeasure(row: ControlMeasureRow): ControlMeasure {
  return {
    id: row.id,
    riskPointId: row.risk_point_id,
    eventId: row.event_id,
    category: row.category as MeasureCategory,
    text: row.text,
    sample: row.sample === 1,
  }
}
