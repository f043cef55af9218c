import { addDays, endOfShanghaiDay, startOfShanghaiDay } from './day.ts'
import { momentOf, wasOverdueAt } from './facts.ts'
import type { EnterpriseAt, HazardAt, Moment } from './facts.ts'
import type { Filter } from './filter.ts'
import { countKpi, onTime, periodOf, rectificationKpis, trendMonths } from './kpi.ts'
import type { Fraction, Kpi, Period } from './kpi.ts'
import { levelByBasis } from './match.ts'
import { RISK_LEVELS } from './risk-level.ts'
import type { RiskLevel } from './risk-level.ts'
import type { Selection } from './select.ts'
import { checkModeCounts, overdueRows } from './situation-lists.ts'
import type { CheckModeCounts, OverdueRow } from './situation-lists.ts'
import { LEAST_ENTERPRISES, tellableGroups } from './small-groups.ts'

/** How many enterprises and points have a level; null is unassessed (未评价). */
export interface LevelCount {
  readonly level: RiskLevel | null
  readonly enterprises: number
  readonly riskPoints: number
}

interface GroupCounts {
  readonly code: string
  readonly enterprises: number
  readonly riskPoints: number
  readonly open: number
  readonly major: number
  readonly overdue: number
  /** 0 when nothing is overdue. */
  readonly longestOverdueDays: number
  /** Enterprises without a self-check record for 30 days (零报告). */
  readonly silent: number
  readonly onTime: Fraction
}

export type SectorCounts = GroupCounts
export type TownshipCounts = GroupCounts

export interface TrendMonth {
  /** YYYY-MM, Asia/Shanghai. */
  readonly month: string
  readonly found: number
  readonly closed: number
  /** Overdue at the end of the month, or at the moment in its own month. */
  readonly overdue: number
}

/** The situation (态势): what a leader sees, each figure with what it was made of. */
export interface Situation {
  /** ISO 8601 instant. */
  readonly asOf: string
  readonly kpis: readonly Kpi[]
  readonly byLevel: readonly LevelCount[]
  readonly bySector: readonly SectorCounts[]
  readonly byTownship: readonly TownshipCounts[]
  readonly trend: readonly TrendMonth[]
  /** The five check modes (五查) of the hazards found in the period. */
  readonly byCheckMode: readonly CheckModeCounts[]
  /** The longest overdue first. */
  readonly overdueHazards: readonly OverdueRow[]
  /** True when the figures would single out an enterprise: every value is null then. */
  readonly withheld: boolean
}

export interface SituationOptions {
  readonly moment: Moment
  readonly filter: Filter
  /** Leave out groups that would single out an enterprise. */
  readonly suppressSingles: boolean
  /** Tell nothing: the question itself would single out an enterprise. */
  readonly withheld?: boolean
}

/** An enterprise says nothing for so long before it counts as silent. */
const SILENT_AFTER_DAYS = 30

/**
 * Summarize what a selection holds (态势统计).
 * Shape: every township and sector of the selection is listed, zero or not, by code; enterprises
 *   without a township are in the totals only. With `suppressSingles`, small groups are left out
 *   together with as many others as it takes that no difference from the total gives them away.
 */
export function summarize(selected: Selection, options: SituationOptions): Situation {
  const { moment, filter } = options
  const period = periodOf(filter, moment)
  const { enterprises, riskPoints, hazards, allHazards } = selected
  const open = hazards.filter((hazard) => hazard.open)
  const isSilent = silence(moment)
  const sectors = group(selected, selected.sectors, (enterprise) => enterprise.sector)
  const townships = group(selected, selected.townships, (enterprise) => enterprise.township)
  const counted = (groups: Group[]) =>
    groups.map((members) => groupCounts(members, period, isSilent))
  const shown = <Row extends GroupCounts>(rows: readonly Row[]): readonly Row[] =>
    options.suppressSingles ? withoutSingles(rows, enterprises.length) : rows
  const byTownship = shown(counted(townships))
  const named = new Set(byTownship.map(({ code }) => code))
  const situation: Situation = {
    asOf: moment.at.toISOString(),
    kpis: [
      countKpi('enterprises', enterprises.length),
      countKpi('riskPoints', riskPoints.length),
      countKpi('openHazards', open.length),
      countKpi('majorHazards', open.filter(isMajor).length),
      countKpi('overdueHazards', open.filter((hazard) => hazard.overdue).length),
      ...rectificationKpis(allHazards, period),
      countKpi('silentEnterprises', enterprises.filter(isSilent).length),
    ],
    byLevel: countLevels(selected, filter),
    // Sectors within a township would be a second partition: one less the other singles out.
    bySector: options.suppressSingles && filter.township.length > 0 ? [] : shown(counted(sectors)),
    byTownship,
    trend: trendOf(allHazards, moment),
    byCheckMode: checkModeCounts(allHazards, period),
    overdueHazards: overdueRows(open, options.suppressSingles ? named : null),
    withheld: false,
  }
  const singlesOut =
    options.suppressSingles && enterprises.length > 0 && enterprises.length < LEAST_ENTERPRISES
  return options.withheld === true || singlesOut ? withhold(situation) : situation
}

/** The same figures with nothing told (不公布): absent, never 0. */
function withhold(situation: Situation): Situation {
  return {
    ...situation,
    kpis: situation.kpis.map((kpi) => ({ ...kpi, value: null, numerator: 0, denominator: 0 })),
    byLevel: [],
    bySector: [],
    byTownship: [],
    trend: [],
    byCheckMode: [],
    overdueHazards: [],
    withheld: true,
  }
}

/**
 * Tell who is silent (零报告): no self-check record for 30 days.
 * Shape: one without any is counted from when it was entered; a later record than the moment speaks
 *   for it, since earlier ones are not kept
 */
function silence(moment: Moment): (enterprise: EnterpriseAt) => boolean {
  const limit = startOfShanghaiDay(addDays(moment.day, 1 - SILENT_AFTER_DAYS)).getTime()
  return ({ lastSelfCheckAt, createdAt }) => (lastSelfCheckAt ?? createdAt).getTime() < limit
}

interface Group {
  readonly code: string
  readonly enterprises: EnterpriseAt[]
  riskPoints: number
  readonly open: HazardAt[]
  readonly allHazards: HazardAt[]
}

function group(
  selected: Selection,
  codes: readonly string[],
  codeOf: (enterprise: EnterpriseAt) => string | null,
): Group[] {
  const groups = new Map<string | null, Group>(
    codes.map((code) => [code, { code, enterprises: [], riskPoints: 0, open: [], allHazards: [] }]),
  )
  for (const enterprise of selected.enterprises)
    groups.get(codeOf(enterprise))?.enterprises.push(enterprise)
  for (const { enterprise } of selected.riskPoints) {
    const own = groups.get(codeOf(enterprise))
    if (own !== undefined) own.riskPoints += 1
  }
  for (const hazard of selected.hazards)
    if (hazard.open) groups.get(codeOf(hazard.enterprise))?.open.push(hazard)
  for (const hazard of selected.allHazards)
    groups.get(codeOf(hazard.enterprise))?.allHazards.push(hazard)
  return [...groups.values()]
}

function groupCounts(
  { code, enterprises, riskPoints, open, allHazards }: Group,
  period: Period,
  isSilent: (enterprise: EnterpriseAt) => boolean,
): GroupCounts {
  return {
    code,
    enterprises: enterprises.length,
    riskPoints,
    open: open.length,
    major: open.filter(isMajor).length,
    overdue: open.filter((hazard) => hazard.overdue).length,
    longestOverdueDays: open.reduce((days, hazard) => Math.max(days, hazard.overdueDays), 0),
    silent: enterprises.filter(isSilent).length,
    onTime: onTime(allHazards, period),
  }
}

function withoutSingles<Row extends GroupCounts>(
  rows: readonly Row[],
  total: number,
): readonly Row[] {
  const grouped = rows.reduce((sum, row) => sum + row.enterprises, 0)
  return tellableGroups(rows, total - grouped).filter(
    // Rows of no enterprise say nothing, unless hazards of theirs are left.
    (row) => row.enterprises > 0 || row.riskPoints + row.open === 0,
  )
}

function countLevels({ enterprises, riskPoints }: Selection, { basis }: Filter): LevelCount[] {
  const levels: readonly (RiskLevel | null)[] = [...RISK_LEVELS.map((facts) => facts.level), null]
  const enterpriseLevels = enterprises.map((row) => levelByBasis(row.level, basis))
  const pointLevels = riskPoints.map((row) => levelByBasis(row.level, basis))
  return levels.map((level) => ({
    level,
    enterprises: enterpriseLevels.filter((own) => own === level).length,
    riskPoints: pointLevels.filter((own) => own === level).length,
  }))
}

function trendOf(hazards: readonly HazardAt[], moment: Moment): TrendMonth[] {
  const months = trendMonths(moment).map((month) => {
    const end = endOfMonth(month)
    const then = end < moment.at ? momentOf(end) : moment
    const start = startOfShanghaiDay(`${month}-01`).getTime()
    return { month, start, then, found: 0, closed: 0, overdue: 0 }
  })
  for (const { record, state, foundAt, closedAt } of hazards) {
    if (state === 'REJECTED') continue
    for (const row of months) {
      if (isBetween(foundAt, row.start, row.then.time)) row.found += 1
      if (closedAt !== null && isBetween(closedAt, row.start, row.then.time)) row.closed += 1
      if (wasOverdueAt(record, row.then)) row.overdue += 1
    }
  }
  return months.map(({ month, found, closed, overdue }) => ({ month, found, closed, overdue }))
}

function isBetween(at: Date, start: number, end: number): boolean {
  const time = at.getTime()
  return time >= start && time <= end
}

function endOfMonth(month: string): Date {
  // The 28th and four days are in the next month, whose first day is the day after the end.
  const next = addDays(`${month}-28`, 4).slice(0, 7)
  return endOfShanghaiDay(addDays(`${next}-01`, -1))
}

function isMajor(hazard: HazardAt): boolean {
  return hazard.hazardLevel === 'major'
}
