import type { EnterpriseAt, HazardAt } from './facts.ts'
import { onTimeTally } from './kpi.ts'
import type { Fraction, OnTimeTally, Period } from './kpi.ts'
import type { PointCount } from './select.ts'

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

/** Counts by group, row by row. */
export interface Groups {
  noteEnterprise(enterprise: EnterpriseAt, isSilent: boolean): void
  notePoints(points: PointCount): void
  /** An unclosed hazard that counts. */
  noteOpen(hazard: HazardAt): void
  /** Any hazard that passes. */
  note(hazard: HazardAt): void
  counts(): readonly GroupCounts[]
}

interface Group {
  readonly code: string
  enterprises: number
  riskPoints: number
  open: number
  major: number
  overdue: number
  longestOverdueDays: number
  silent: number
  readonly timely: OnTimeTally
}

/** Groups (分组) of these codes, zero or not; rows of any other code are passed over. */
export function createGroups(
  codes: readonly string[],
  period: Period,
  codeOf: (enterprise: EnterpriseAt) => string | null,
): Groups {
  const groups = new Map<string | null, Group>(
    codes.map((code) => [
      code,
      {
        ...{ code, enterprises: 0, riskPoints: 0, open: 0, major: 0, overdue: 0 },
        ...{ longestOverdueDays: 0, silent: 0, timely: onTimeTally(period) },
      },
    ]),
  )
  const groupOf = (enterprise: EnterpriseAt) => groups.get(codeOf(enterprise))
  return {
    noteEnterprise(enterprise, isSilent) {
      const group = groupOf(enterprise)
      if (group === undefined) return
      group.enterprises += 1
      if (isSilent) group.silent += 1
    },
    notePoints({ enterprise, count }) {
      const group = groupOf(enterprise)
      if (group !== undefined) group.riskPoints += count
    },
    noteOpen(hazard) {
      const group = groupOf(hazard.enterprise)
      if (group === undefined) return
      group.open += 1
      if (hazard.hazardLevel === 'major') group.major += 1
      const { overdueDays } = hazard
      if (overdueDays > 0) group.overdue += 1
      if (overdueDays > group.longestOverdueDays) group.longestOverdueDays = overdueDays
    },
    note(hazard) {
      groupOf(hazard.enterprise)?.timely.note(hazard)
    },
    counts: () =>
      [...groups.values()].map(({ timely, ...counts }) => ({
        ...counts,
        onTime: timely.fraction(),
      })),
  }
}
