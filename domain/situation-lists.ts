import { endOfShanghaiDay, startOfShanghaiDay } from './day.ts'
import type { HazardAt } from './facts.ts'
import type { HazardLevel } from './hazard.ts'
import type { Period } from './kpi.ts'
import { checkModes } from './norms/hazard-codes.ts'

/** How much one of the five check modes (五查) found, and what is left of it. */
export interface CheckModeCounts {
  readonly code: string
  readonly found: number
  readonly open: number
  readonly overdue: number
}

/** An overdue hazard (逾期隐患) as a list of the latest shows it. */
export interface OverdueRow {
  /** Null, as all that names the enterprise, to who must not see a single one. */
  readonly id: string | null
  readonly enterprise: string | null
  readonly enterpriseName: string | null
  readonly description: string | null
  /** Null as well where so few enterprises are of a township that it would single them out. */
  readonly township: string | null
  readonly sector: string | null
  readonly hazardLevel: HazardLevel
  readonly deadline: string
  readonly overdueDays: number
}

const MOST_OVERDUE_ROWS = 50

/**
 * Hazards found in a period by check mode (五查), every mode listed, zero or not.
 * Shape: rejected ones were no hazards and count nowhere
 */
export function checkModeCounts(
  hazards: readonly HazardAt[],
  period: Period,
): readonly CheckModeCounts[] {
  const start = startOfShanghaiDay(period.from)
  const end = endOfShanghaiDay(period.to)
  const found = hazards.filter(
    ({ state, foundAt }) => state !== 'REJECTED' && foundAt >= start && foundAt <= end,
  )
  return checkModes.items.map(({ code }) => {
    const own = found.filter(({ checkMode }) => checkMode === code)
    return {
      code,
      found: own.length,
      open: own.filter(({ open }) => open).length,
      overdue: own.filter(({ overdue }) => overdue).length,
    }
  })
}

/**
 * The overdue hazards (逾期隐患), the longest overdue first, major before general, at most 50.
 * Shape: with `tellable` townships given, rows name one of these or none, and nothing else of the
 *   enterprise: township and sector together would single it out
 */
export function overdueRows(
  open: readonly HazardAt[],
  tellable: ReadonlySet<string> | null,
): readonly OverdueRow[] {
  return open
    .filter(({ overdue }) => overdue)
    .sort(
      (a, b) =>
        b.overdueDays - a.overdueDays ||
        Number(b.hazardLevel === 'major') - Number(a.hazardLevel === 'major') ||
        (a.id < b.id ? -1 : 1),
    )
    .slice(0, MOST_OVERDUE_ROWS)
    .map((hazard) => overdueRow(hazard, tellable))
}

function overdueRow(hazard: HazardAt, tellable: ReadonlySet<string> | null): OverdueRow {
  const { id, enterprise, record, hazardLevel, overdueDays } = hazard
  const deadline = hazard.deadline ?? ''
  const { township, sector } = enterprise
  if (tellable !== null) {
    const isTold = township !== null && tellable.has(township)
    return {
      ...{ id: null, enterprise: null, enterpriseName: null, description: null },
      ...{ township: isTold ? township : null, sector: null },
      ...{ hazardLevel, deadline, overdueDays },
    }
  }
  return {
    ...{ id, enterprise: enterprise.id, enterpriseName: enterprise.name },
    ...{ description: record.description, township, sector },
    ...{ hazardLevel, deadline, overdueDays },
  }
}
