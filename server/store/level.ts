import { sql } from 'kysely'
import type { LevelAt } from '#domain/facts.ts'
import type { Graded } from '#domain/grading.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { insertRows } from './bulk.ts'
import { fromDate } from './column.ts'
import { fromLevels, toLevelAt, toLevels } from './level-columns.ts'
import type { Reader, Tx } from './transact.ts'

/** Whose levels are kept over time. */
export type LevelSubject = 'enterprise' | 'risk-point'

const TABLES = { enterprise: 'enterprise', 'risk-point': 'risk_point' } as const

/**
 * Write the level (等级) a risk point or enterprise has from now on, and remember since when.
 * It leaves the row's version alone: a grade is computed, nobody's edit is overtaken by it.
 * Shape: → whether it differs from the level before
 */
export async function writeLevel(
  tx: Tx,
  subject: LevelSubject,
  id: string,
  level: LevelPair,
): Promise<boolean> {
  const table = TABLES[subject]
  const before = await tx.db
    .selectFrom(table)
    .select(['level_inherent', 'level_current', 'leveled_at', 'past_levels'])
    .$if(subject === 'risk-point', (query) =>
      query.select(sql.ref<string>('enterprise_id').as('enterprise_id')),
    )
    .where('id', '=', id)
    .executeTakeFirst()
  if (before === undefined) return false
  if (before.level_inherent === level.inherent && before.level_current === level.current)
    return false
  const now = fromDate(tx.at)
  // A clock that went back must not put the new level before the old one.
  const at = before.leveled_at !== null && before.leveled_at > now ? before.leveled_at : now
  const enterpriseId = before.enterprise_id ?? id
  const pair = { level_inherent: level.inherent, level_current: level.current }
  await tx.db
    .insertInto('level_history')
    .values({ subject_kind: subject, subject_id: id, enterprise_id: enterpriseId, at, ...pair })
    .onConflict((conflict) =>
      conflict.columns(['subject_kind', 'subject_id', 'at']).doUpdateSet(pair),
    )
    .execute()
  await tx.db
    .updateTable(table)
    .set({
      ...pair,
      leveled_at: at,
      past_levels: at === before.leveled_at ? before.past_levels : fromLevels(toLevels(before)),
    })
    .where('id', '=', id)
    .execute()
  tx.changed(subject, id, enterpriseId)
  return true
}

/** Write the level of a zone (区域) and what decided it; whether the level differs from before. */
export async function writeZoneLevel(tx: Tx, zoneId: string, graded: Graded): Promise<boolean> {
  const before = await tx.db
    .selectFrom('zone')
    .select(['enterprise_id', 'level_inherent', 'level_current'])
    .where('id', '=', zoneId)
    .executeTakeFirst()
  if (before === undefined) return false
  await tx.db
    .updateTable('zone')
    .set({
      level_inherent: graded.inherent,
      level_current: graded.current,
      why: JSON.stringify(graded.why),
    })
    .where('id', '=', zoneId)
    .execute()
  tx.changed('zone', zoneId, before.enterprise_id)
  return before.level_inherent !== graded.inherent || before.level_current !== graded.current
}

/** Levels (等级) of one risk point or enterprise over time, oldest first. */
export async function listLevels(
  reader: Reader,
  subject: LevelSubject,
  id: string,
): Promise<LevelAt[]> {
  const rows = await reader.db
    .selectFrom('level_history')
    .select(['at', 'level_inherent', 'level_current'])
    .where('subject_kind', '=', subject)
    .where('subject_id', '=', id)
    .orderBy('at')
    .execute()
  return rows.map(toLevelAt)
}

/** The level columns of a row that is written with levels it already had. */
export function levelColumns(levels: readonly LevelAt[] = []) {
  const last = levels.at(-1)
  return {
    level_inherent: last?.level.inherent ?? null,
    level_current: last?.level.current ?? null,
    leveled_at: last === undefined ? null : fromDate(last.at),
    past_levels: fromLevels(levels.slice(0, -1)),
  }
}

/** Write levels (等级) that new rows already had. Shape: each oldest first, no moment twice */
export async function insertLevelHistory(
  tx: Tx,
  subject: LevelSubject,
  rows: readonly {
    readonly id: string
    readonly enterpriseId: string
    readonly levels?: readonly LevelAt[] | undefined
  }[],
): Promise<void> {
  await insertRows(
    tx,
    'level_history',
    rows.flatMap(({ id, enterpriseId, levels = [] }) =>
      levels.map(({ at, level }) => ({
        subject_kind: subject,
        subject_id: id,
        enterprise_id: enterpriseId,
        at: fromDate(at),
        level_inherent: level.inherent,
        level_current: level.current,
      })),
    ),
  )
}
