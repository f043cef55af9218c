import { FIGURE_BITS } from './hazard-figure.ts'
import type { Fraction } from './kpi.ts'
import type { GroupSums, SituationFigures } from './situation-figures.ts'

/** What one township or sector holds. */
export interface GroupCounts {
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

/** Figures by group (分组) of these codes, zero or not; what is of any other code is passed over. */
export function groupCounts(
  codes: readonly string[],
  figures: SituationFigures,
  codeOf: (group: GroupSums) => string | null,
): readonly GroupCounts[] {
  const members = new Map<string | null, number[]>(codes.map((code) => [code, []]))
  for (const [number, group] of figures.groups.entries()) members.get(codeOf(group))?.push(number)
  return codes.map((code) => countsOf(code, members.get(code) ?? [], figures))
}

function countsOf(
  code: string,
  members: readonly number[],
  figures: SituationFigures,
): GroupCounts {
  const { open, major, overdue, due, onTime } = FIGURE_BITS
  const sum = (valueOf: (group: number) => number) =>
    members.reduce((total, group) => total + valueOf(group), 0)
  const hazards = (bits: number) => sum((group) => figures.countOfGroup(group, bits))
  const of = (key: 'enterprises' | 'riskPoints' | 'silent') =>
    sum((group) => figures.groups[group]?.[key] ?? 0)
  return {
    code,
    enterprises: of('enterprises'),
    riskPoints: of('riskPoints'),
    open: hazards(open),
    major: hazards(open | major),
    overdue: hazards(open | overdue),
    longestOverdueDays: members.reduce(
      (longest, group) => Math.max(longest, figures.groups[group]?.longestOverdueDays ?? 0),
      0,
    ),
    silent: of('silent'),
    onTime: { numerator: hazards(onTime), denominator: hazards(due) },
  }
}
