import { addDays, endOfShanghaiDay, startOfShanghaiDay } from './day.ts'
import { momentOf } from './facts.ts'
import type { EnterpriseAt, HazardAt, Moment } from './facts.ts'
import type { Filter } from './filter.ts'
import { trendMonths } from './kpi.ts'
import { levelByBasis } from './match.ts'
import { RISK_LEVELS } from './risk-level.ts'
import type { RiskLevel } from './risk-level.ts'
import type { PointCount } from './select.ts'

/** How many enterprises and points have a level; null is unassessed (未评价). */
export interface LevelCount {
  readonly level: RiskLevel | null
  readonly enterprises: number
  readonly riskPoints: number
}

/** Counts enterprises and points by level (按等级计数), every level listed, the unassessed last. */
export function levelTally({ basis }: Filter): {
  noteEnterprise(enterprise: EnterpriseAt): void
  notePoints(points: PointCount): void
  counts(): readonly LevelCount[]
} {
  const levels: readonly (RiskLevel | null)[] = [...RISK_LEVELS.map((facts) => facts.level), null]
  const rows = levels.map((level) => ({ level, enterprises: 0, riskPoints: 0 }))
  const byLevel = new Map(rows.map((row) => [row.level, row]))
  return {
    noteEnterprise({ level }) {
      const row = byLevel.get(levelByBasis(level, basis))
      if (row !== undefined) row.enterprises += 1
    },
    notePoints({ level, count }) {
      const row = byLevel.get(levelByBasis(level, basis))
      if (row !== undefined) row.riskPoints += count
    },
    counts: () => rows,
  }
}

export interface TrendMonth {
  /** YYYY-MM, Asia/Shanghai. */
  readonly month: string
  readonly found: number
  readonly closed: number
  /** Overdue at the end of the month, or at the moment in its own month. */
  readonly overdue: number
}

/** Counts hazards over twelve months (十二个月趋势). Shape: rejected ones count nowhere */
export function trendTally(moment: Moment): {
  note(hazard: HazardAt): void
  months(): readonly TrendMonth[]
} {
  const months = trendMonths(moment).map((month) => {
    const end = endOfMonth(month)
    const then = end < moment.at ? momentOf(end) : moment
    const start = startOfShanghaiDay(`${month}-01`).getTime()
    return { month, start, then, found: 0, closed: 0, overdue: 0 }
  })
  return {
    note(hazard) {
      if (hazard.state === 'REJECTED') return
      const { foundTime, closedTime } = hazard
      for (const row of months) {
        const end = row.then.time
        if (foundTime > end) continue
        if (foundTime >= row.start) row.found += 1
        // Closed before a month began, it was overdue at no later moment.
        if (closedTime !== null && closedTime < row.start) continue
        if (closedTime !== null && closedTime <= end) row.closed += 1
        if (hazard.wasOverdue(row.then)) row.overdue += 1
      }
    },
    months: () =>
      months.map(({ month, found, closed, overdue }) => ({ month, found, closed, overdue })),
  }
}

function endOfMonth(month: string): Date {
  // The 28th and four days are in the next month, whose first day is the day after the end.
  const next = addDays(`${month}-28`, 4).slice(0, 7)
  return endOfShanghaiDay(addDays(`${next}-01`, -1))
}
