import { addDays, startOfShanghaiDay } from './day.ts'
import type { EnterpriseAt, Moment } from './facts.ts'
import type { Filter } from './filter.ts'
import { countKpi, periodOf, rectificationTally } from './kpi.ts'
import type { Kpi } from './kpi.ts'
import type { Selection } from './select.ts'
import { createGroups } from './situation-groups.ts'
import type { GroupCounts } from './situation-groups.ts'
import { checkModeTally, overdueTally } from './situation-lists.ts'
import type { CheckModeCounts, OverdueRow } from './situation-lists.ts'
import { levelTally, trendTally } from './situation-tallies.ts'
import type { LevelCount, TrendMonth } from './situation-tallies.ts'
import { LEAST_ENTERPRISES, tellableGroups } from './small-groups.ts'

export type SectorCounts = GroupCounts
export type TownshipCounts = GroupCounts

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
 * Summarize what a selection holds (态势统计), each of its rows read once.
 * Shape: every township and sector of the selection is listed, zero or not, by code; enterprises
 *   without a township are in the totals only. With `suppressSingles`, small groups are left out
 *   together with as many others as it takes that no difference from the total gives them away.
 */
export function summarize(selected: Selection, options: SituationOptions): Situation {
  const { moment, filter } = options
  const period = periodOf(filter, moment)
  const { enterprises, riskPoints, hazards, allHazards } = selected
  const isSilent = silence(moment)
  const sectors = createGroups(selected.sectors, period, (enterprise) => enterprise.sector)
  const townships = createGroups(selected.townships, period, (enterprise) => enterprise.township)
  const rectification = rectificationTally(period)
  const checkModes = checkModeTally(period)
  const trend = trendTally(moment)
  const overdue = overdueTally()
  const levels = levelTally(filter)
  const silent = enterprises.filter(isSilent).length
  const sum = { open: 0, major: 0, overdue: 0 }

  for (const enterprise of enterprises) {
    levels.noteEnterprise(enterprise)
    const isQuiet = isSilent(enterprise)
    for (const groups of [sectors, townships]) groups.noteEnterprise(enterprise, isQuiet)
  }
  for (const points of selected.pointCounts) {
    levels.notePoints(points)
    for (const groups of [sectors, townships]) groups.notePoints(points)
  }
  for (const hazard of hazards) {
    if (!hazard.open) continue
    sum.open += 1
    if (hazard.hazardLevel === 'major') sum.major += 1
    if (hazard.overdue) sum.overdue += 1
    overdue.note(hazard)
    sectors.noteOpen(hazard)
    townships.noteOpen(hazard)
  }
  for (const hazard of allHazards) {
    rectification.note(hazard)
    checkModes.note(hazard)
    trend.note(hazard)
    sectors.note(hazard)
    townships.note(hazard)
  }

  const shown = (rows: readonly GroupCounts[]): readonly GroupCounts[] =>
    options.suppressSingles ? withoutSingles(rows, enterprises.length) : rows
  const byTownship = shown(townships.counts())
  const named = new Set(byTownship.map(({ code }) => code))
  const situation: Situation = {
    asOf: moment.at.toISOString(),
    kpis: [
      countKpi('enterprises', enterprises.length),
      countKpi('riskPoints', riskPoints.length),
      countKpi('openHazards', sum.open),
      countKpi('majorHazards', sum.major),
      countKpi('overdueHazards', sum.overdue),
      ...rectification.kpis(),
      countKpi('silentEnterprises', silent),
    ],
    byLevel: levels.counts(),
    // Sectors within a township would be a second partition: one less the other singles out.
    bySector: options.suppressSingles && filter.township.length > 0 ? [] : shown(sectors.counts()),
    byTownship,
    trend: trend.months(),
    byCheckMode: checkModes.counts(),
    overdueHazards: overdue.rows(options.suppressSingles ? named : null),
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

function withoutSingles(rows: readonly GroupCounts[], total: number): readonly GroupCounts[] {
  const grouped = rows.reduce((sum, row) => sum + row.enterprises, 0)
  return tellableGroups(rows, total - grouped).filter(
    // Rows of no enterprise say nothing, unless hazards of theirs are left.
    (row) => row.enterprises > 0 || row.riskPoints + row.open === 0,
  )
}
