import { fromDate, toDate } from './column.ts'
import type { Reader } from './transact.ts'

/** Risk points that came onto a plan in one go, and which of them were worked on since. */
export interface Adoption {
  /** The moment they were entered; of one plan no two share it. */
  readonly id: string
  readonly at: Date
  readonly points: readonly { readonly id: string; readonly version: number }[]
  /** Points that were changed, graded, described further, or that a hazard names. */
  readonly workedOn: readonly string[]
}

/**
 * What was entered on a plan in one go (整批上图), newest first; points that an import brought are its.
 * Shape: told from the rows themselves, so that nothing has to be kept in step
 */
export async function listAdoptions(reader: Reader, planId: string): Promise<Adoption[]> {
  const rows = await reader.db
    .selectFrom('risk_point')
    .select(['id', 'version', 'created_at'])
    .where('plan_id', '=', planId)
    .where('plan_x', 'is not', null)
    .where('archived_at', 'is', null)
    .where('id', 'not in', (eb) =>
      eb.selectFrom('import_row').select('subject_id').where('subject_kind', '=', 'risk-point'),
    )
    .orderBy('created_at', 'desc')
    .orderBy('number')
    .execute()
  const workedOn = await pointsWorkedOn(reader, planId)
  return [...Map.groupBy(rows, (row) => row.created_at)].map(([moment, points]) => {
    const at = toDate(moment)
    return {
      id: fromDate(at),
      at,
      points: points.map(({ id, version }) => ({ id, version })),
      workedOn: points
        .filter(({ id, version }) => version !== 1 || workedOn.has(id))
        .map(({ id }) => id),
    }
  })
}

async function pointsWorkedOn(reader: Reader, planId: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const table of ['assessment', 'control_measure', 'hazard'] as const) {
    const rows = await reader.db
      .selectFrom(table)
      .select('risk_point_id')
      .distinct()
      .where('risk_point_id', 'in', (eb) =>
        eb.selectFrom('risk_point').select('id').where('plan_id', '=', planId),
      )
      .execute()
    for (const row of rows) if (row.risk_point_id !== null) found.add(row.risk_point_id)
  }
  const described = await reader.db
    .selectFrom('risk_event as event')
    .innerJoin('risk_point as point', 'point.id', 'event.risk_point_id')
    .select('point.id')
    .distinct()
    .where('point.plan_id', '=', planId)
    .whereRef('event.recorded_at', '>', 'point.created_at')
    .execute()
  for (const { id } of described) found.add(id)
  return found
}
