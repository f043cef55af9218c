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

/** Counts hazards by the mode they were found in. */
export interface CheckModeTally {
  note(hazard: HazardAt): void
  counts(): readonly CheckModeCounts[]
}

/**
 * Hazards found in a period by check mode (五查), every mode listed, zero or not.
 * Shape: rejected ones were no hazards and count nowhere
 */
export function checkModeTally(period: Period): CheckModeTally {
  const start = startOfShanghaiDay(period.from).getTime()
  const end = endOfShanghaiDay(period.to).getTime()
  const rows = checkModes.items.map(({ code }) => ({ code, found: 0, open: 0, overdue: 0 }))
  const byCode = new Map<string, (typeof rows)[number]>(rows.map((row) => [row.code, row]))
  return {
    note(hazard) {
      const { foundTime } = hazard
      if (hazard.state === 'REJECTED' || foundTime < start || foundTime > end) return
      const row = byCode.get(hazard.checkMode)
      if (row === undefined) return
      row.found += 1
      if (hazard.open) row.open += 1
      if (hazard.overdue) row.overdue += 1
    },
    counts: () => rows,
  }
}

/** Keeps the overdue hazards that come first. */
export interface OverdueTally {
  note(hazard: HazardAt): void
  /** Shape: see `overdueTally` */
  rows(tellable: ReadonlySet<string> | null): readonly OverdueRow[]
}

/**
 * The overdue hazards (逾期隐患), the longest overdue first, major before general, at most 50.
 * Shape: with `tellable` townships given, rows name one of these or none, and nothing else of the
 *   enterprise: township and sector together would single it out
 */
export function overdueTally(): OverdueTally {
  let kept: HazardAt[] = []
  /** No hazard less overdue than this comes among the first any more. */
  let least = 1
  const cut = () => {
    kept = kept.sort(byUrgency).slice(0, MOST_OVERDUE_ROWS)
    if (kept.length === MOST_OVERDUE_ROWS) least = kept.at(-1)?.overdueDays ?? least
  }
  return {
    note(hazard) {
      if (!hazard.open || hazard.overdueDays < least) return
      kept.push(hazard)
      if (kept.length >= 10 * MOST_OVERDUE_ROWS) cut()
    },
    rows(tellable) {
      cut()
      return kept.map((hazard) => overdueRow(hazard, tellable))
    },
  }
}

function byUrgency(a: HazardAt, b: HazardAt): number {
  return (
    b.overdueDays - a.overdueDays ||
    Number(b.hazardLevel === 'major') - Number(a.hazardLevel === 'major') ||
    (a.id < b.id ? -1 : 1)
  )
}

function overdueRow(hazard: HazardAt, tellable: ReadonlySet<string> | null): OverdueRow {
  const { id, enterprise, description, hazardLevel, overdueDays } = hazard
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
    ...{ description, township, sector },
    ...{ hazardLevel, deadline, overdueDays },
  }
}
