import type { LevelPair } from '#domain/risk-level.ts'
import { toDate } from './column.ts'
import { toLevelAt } from './level-columns.ts'
import { listLevels } from './level.ts'
import type { Reader } from './transact.ts'

/** A risk point whose level changed in the same transaction as its enterprise's. */
export interface LevelCause {
  readonly riskPointId: string
  readonly number: string
  readonly name: string
}

/** One entry of an enterprise's history (沿革). */
export type HistoryEntry =
  | {
      readonly kind: 'level'
      readonly id: string
      readonly at: Date
      readonly before: LevelPair | null
      readonly after: LevelPair
      readonly causes: readonly LevelCause[]
    }
  | {
      readonly kind: 'revision'
      readonly id: string
      readonly at: Date
      readonly planId: string
      readonly planName: string
      readonly number: number
      readonly publishedBy: string
    }
  | {
      readonly kind: 'hazard-closed'
      readonly id: string
      readonly at: Date
      readonly number: string
      readonly description: string
      readonly hazardLevel: string
      readonly wasOverdue: boolean
    }

/**
 * What happened to an enterprise (企业沿革), in no order: each change of its level with the risk points
 * that moved at that moment, each published version of its plans, each hazard that was closed.
 */
export async function listEnterpriseHistory(
  reader: Reader,
  enterpriseId: string,
): Promise<HistoryEntry[]> {
  return [
    ...(await levelEntries(reader, enterpriseId)),
    ...(await revisionEntries(reader, enterpriseId)),
    ...(await closedEntries(reader, enterpriseId)),
  ]
}

async function levelEntries(reader: Reader, enterpriseId: string): Promise<HistoryEntry[]> {
  const levels = await listLevels(reader, 'enterprise', enterpriseId)
  const moved = await reader.db
    .selectFrom('level_history as moved')
    .innerJoin('risk_point as point', 'point.id', 'moved.subject_id')
    .select(['moved.at', 'moved.level_inherent', 'moved.level_current'])
    .select(['point.id', 'point.number', 'point.name'])
    .where('moved.enterprise_id', '=', enterpriseId)
    .where('moved.subject_kind', '=', 'risk-point')
    .orderBy('moved.at')
    .orderBy('point.number')
    .execute()
  const pointsAt = Map.groupBy(moved, (row) => toDate(row.at).getTime())
  return levels.map(({ at, level }, index) => {
    const before = levels[index - 1]?.level ?? null
    // Of the points that moved then, those that now stand where the enterprise stands decided it.
    const deciding = (pointsAt.get(at.getTime()) ?? []).filter((row) => {
      const { level: own } = toLevelAt(row)
      const inherent = own.inherent === level.inherent && before?.inherent !== level.inherent
      const current = own.current === level.current && before?.current !== level.current
      return inherent || current
    })
    const all = deciding.length > 0 ? deciding : (pointsAt.get(at.getTime()) ?? [])
    return {
      kind: 'level',
      id: `level-${at.toISOString()}`,
      at,
      before,
      after: level,
      causes: all.map(({ id, number, name }) => ({ riskPointId: id, number, name })),
    }
  })
}

async function revisionEntries(reader: Reader, enterpriseId: string): Promise<HistoryEntry[]> {
  const rows = await reader.db
    .selectFrom('plan_revision as revision')
    .innerJoin('plan', 'plan.id', 'revision.plan_id')
    .select(['revision.id', 'revision.plan_id', 'revision.number', 'revision.published_at'])
    .select(['revision.published_by', 'plan.name'])
    .where('revision.enterprise_id', '=', enterpriseId)
    .execute()
  return rows.map((row) => ({
    kind: 'revision',
    id: row.id,
    at: toDate(row.published_at),
    planId: row.plan_id,
    planName: row.name,
    number: row.number,
    publishedBy: row.published_by,
  }))
}

async function closedEntries(reader: Reader, enterpriseId: string): Promise<HistoryEntry[]> {
  const rows = await reader.db
    .selectFrom('hazard')
    .select(['id', 'number', 'description', 'hazard_level', 'was_overdue', 'closed_at'])
    .where('enterprise_id', '=', enterpriseId)
    .where('state', '=', 'CLOSED')
    .where('archived_at', 'is', null)
    .execute()
  return rows.flatMap((row) =>
    row.closed_at === null
      ? []
      : [
          {
            kind: 'hazard-closed' as const,
            id: row.id,
            at: toDate(row.closed_at),
            number: row.number,
            description: row.description,
            hazardLevel: row.hazard_level,
            wasOverdue: row.was_overdue === 1,
          },
        ],
  )
}
