import type { EnterpriseAt, Moment } from './facts.ts'
import type { Filter } from './filter.ts'
import { FIGURE_BITS, figureHazardOf } from './hazard-figure.ts'
import { countKpi, rectificationKpis } from './kpi.ts'
import type { Kpi } from './kpi.ts'
import { levelByBasis } from './match.ts'
import type { LevelPair } from './risk-level.ts'
import type { Selection } from './select.ts'
import { figurePlan, lastHeardTime, levelNumber, SituationFigures } from './situation-figures.ts'
import { groupCounts } from './situation-groups.ts'
import type { GroupCounts } from './situation-groups.ts'
import { overdueTally } from './situation-lists.ts'
import type { OverdueRow, OverdueTally } from './situation-lists.ts'
import { checkModeCounts, levelCounts, rectificationCounts } from './situation-tallies.ts'
import type { CheckModeCounts, LevelCount, TrendMonth } from './situation-tallies.ts'
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

/** What figures are told beside: the groups to list, and the overdue hazards. */
export interface SituationParts {
  /** Townships and sectors of the selection, listed zero or not. */
  readonly townships: readonly string[]
  readonly sectors: readonly string[]
  readonly overdue: OverdueTally
}

/** Summarize what a selection holds (态势统计), each of its rows read once. Shape: see `situationOf` */
export function summarize(selected: Selection, options: SituationOptions): Situation {
  const { moment, filter } = options
  const figures = new SituationFigures(figurePlan(filter, moment))
  const { coder, range } = figures.plan
  const overdue = overdueTally()
  const groupOf = ({ township, sector }: EnterpriseAt) => figures.groupOf(township, sector)
  const levelOf = (level: LevelPair) => levelNumber(levelByBasis(level, filter.basis))
  for (const enterprise of selected.enterprises)
    figures.noteEnterprise(
      groupOf(enterprise),
      levelOf(enterprise.level),
      lastHeardTime(enterprise),
    )
  for (const { enterprise, level, count } of selected.pointCounts)
    figures.notePoints(groupOf(enterprise), levelOf(level), count)
  // All that are open count among them: what passes and does not count is closed or rejected.
  for (const hazard of selected.allHazards) {
    const code = coder.codeOf(figureHazardOf(hazard, range))
    const milliseconds = (hazard.closedTime ?? hazard.foundTime) - hazard.foundTime
    figures.noteHazard(groupOf(hazard.enterprise), code, milliseconds, hazard.overdueDays)
    overdue.note(hazard)
  }
  return situationOf(figures, { ...selected, overdue }, options)
}

/**
 * The situation that figures make (态势).
 * Shape: every township and sector of the selection is listed, zero or not, by code; enterprises
 *   without a township are in the totals only. With `suppressSingles`, small groups are left out
 *   together with as many others as it takes that no difference from the total gives them away.
 */
export function situationOf(
  figures: SituationFigures,
  { townships, sectors, overdue }: SituationParts,
  options: SituationOptions,
): Situation {
  const { moment, filter, suppressSingles } = options
  const sum = (key: 'enterprises' | 'riskPoints' | 'silent') =>
    figures.groups.reduce((total, group) => total + group[key], 0)
  const enterprises = sum('enterprises')
  const shown = (rows: readonly GroupCounts[]): readonly GroupCounts[] =>
    suppressSingles ? withoutSingles(rows, enterprises) : rows
  const byTownship = shown(groupCounts(townships, figures, ({ township }) => township))
  const bySector = shown(groupCounts(sectors, figures, ({ sector }) => sector))
  const named = new Set(byTownship.map(({ code }) => code))
  const { open, major, overdue: late } = FIGURE_BITS
  const situation: Situation = {
    asOf: moment.at.toISOString(),
    kpis: [
      countKpi('enterprises', enterprises),
      countKpi('riskPoints', sum('riskPoints')),
      countKpi('openHazards', figures.count(open)),
      countKpi('majorHazards', figures.count(open | major)),
      countKpi('overdueHazards', figures.count(open | late)),
      ...rectificationKpis(rectificationCounts(figures), figures.plan.period),
      countKpi('silentEnterprises', sum('silent')),
    ],
    byLevel: levelCounts(figures),
    // Sectors within a township would be a second partition: one less the other singles out.
    bySector: suppressSingles && filter.township.length > 0 ? [] : bySector,
    byTownship,
    trend: figures.trend(),
    byCheckMode: checkModeCounts(figures),
    overdueHazards: overdue.rows(suppressSingles ? named : null),
    withheld: false,
  }
  const singlesOut = suppressSingles && enterprises > 0 && enterprises < LEAST_ENTERPRISES
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

function withoutSingles(rows: readonly GroupCounts[], total: number): readonly GroupCounts[] {
  const grouped = rows.reduce((sum, row) => sum + row.enterprises, 0)
  return tellableGroups(rows, total - grouped).filter(
    // Rows of no enterprise say nothing, unless hazards of theirs are left.
    (row) => row.enterprises > 0 || row.riskPoints + row.open === 0,
  )
}
