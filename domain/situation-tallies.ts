import { FIGURE_BITS } from './hazard-figure.ts'
import { checkModeNumber } from './hazard-figure.ts'
import type { RectificationCounts } from './kpi.ts'
import { checkModes } from './norms/hazard-codes.ts'
import { RISK_LEVELS } from './risk-level.ts'
import type { RiskLevel } from './risk-level.ts'
import { levelNumber } from './situation-figures.ts'
import type { SituationFigures } from './situation-figures.ts'

/** How many enterprises and points have a level; null is unassessed (未评价). */
export interface LevelCount {
  readonly level: RiskLevel | null
  readonly enterprises: number
  readonly riskPoints: number
}

/** Enterprises and points by level (按等级计数), every level listed, the unassessed last. */
export function levelCounts({ enterpriseLevels, pointLevels }: SituationFigures): LevelCount[] {
  const levels: readonly (RiskLevel | null)[] = [...RISK_LEVELS.map(({ level }) => level), null]
  return levels.map((level) => ({
    level,
    enterprises: enterpriseLevels[levelNumber(level)] ?? 0,
    riskPoints: pointLevels[levelNumber(level)] ?? 0,
  }))
}

export interface TrendMonth {
  /** YYYY-MM, Asia/Shanghai. */
  readonly month: string
  readonly found: number
  readonly closed: number
  /** Overdue at the end of the month, or at the moment in its own month. */
  readonly overdue: number
}

/** How much one of the five check modes (五查) found, and what is left of it. */
export interface CheckModeCounts {
  readonly code: string
  readonly found: number
  readonly open: number
  readonly overdue: number
}

/** Hazards found in the period by check mode (五查), every mode listed, zero or not. */
export function checkModeCounts(figures: SituationFigures): CheckModeCounts[] {
  const { found, open, overdue } = FIGURE_BITS
  return checkModes.items.map(({ code }, mode) => ({
    code,
    found: figures.countOfMode(mode, found),
    open: figures.countOfMode(mode, found | open),
    overdue: figures.countOfMode(mode, found | overdue),
  }))
}

const SELF_CHECK = checkModeNumber('SELF')

/** What the rates and means are made of. */
export function rectificationCounts(figures: SituationFigures): RectificationCounts {
  const { found, closed, major, due, onTime } = FIGURE_BITS
  return {
    found: figures.count(found),
    closed: figures.count(found | closed),
    major: figures.count(found | major),
    majorClosed: figures.count(found | closed | major),
    selfFound: figures.countOfMode(SELF_CHECK, found),
    durationMilliseconds: figures.durationMilliseconds,
    onTime: { numerator: figures.count(onTime), denominator: figures.count(due) },
  }
}
