import type { LevelAt } from '#domain/facts.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import { fromDate, toDate, toJson } from './column.ts'

/**
 * A level before the present one as it stands in its subject's row (曾有等级), in a list as JSON, oldest
 * first; null stands there where there was none. The history has the same once more, to be asked for.
 */
export type PastLevel = readonly [at: string, inherent: number | null, current: number | null]

/** The columns that say what levels a row has had. */
interface LeveledRow {
  readonly level_inherent: number | null
  readonly level_current: number | null
  readonly leveled_at: string | null
  readonly past_levels: string | null
}

/** Levels (等级) of one risk point or enterprise over time from its row, oldest first. */
export function toLevels(row: LeveledRow): LevelAt[] {
  const { leveled_at: at, past_levels: text } = row
  if (at === null) return []
  const past = text === null ? [] : (toJson(text) as PastLevel[])
  return [
    ...past.map(([at, level_inherent, level_current]) =>
      toLevelAt({ at, level_inherent, level_current }),
    ),
    toLevelAt({ ...row, at }),
  ]
}

/** What stands in a row of the levels before its present one; null for none. */
export function fromLevels(levels: readonly LevelAt[]): string | null {
  if (levels.length === 0) return null
  return JSON.stringify(
    levels.map(
      ({ at, level }) => [fromDate(at), level.inherent, level.current] satisfies PastLevel,
    ),
  )
}

/** One entry of the level history (等级变化). */
export function toLevelAt(row: {
  readonly at: string
  readonly level_inherent: number | null
  readonly level_current: number | null
}): LevelAt {
  const { level_inherent: inherent, level_current: current } = row
  return {
    at: toDate(row.at),
    level: { inherent: inherent as RiskLevel | null, current: current as RiskLevel | null },
  }
}
