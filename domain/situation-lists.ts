import type { HazardAt } from './facts.ts'
import type { HazardLevel } from './hazard.ts'

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

/** How many overdue hazards are told. */
export const MOST_OVERDUE_ROWS = 50

/** From so many days on hazards are all as urgent, when only the rank is looked at: eleven years. */
const MOST_RANKED_DAYS = 4_000
/** Ranks are below this number. */
export const URGENCY_RANKS = 2 * MOST_RANKED_DAYS + 1

/**
 * How urgent an overdue hazard is (紧急程度), so that the first of many are found by counting.
 * Shape: of two hazards the one that comes first has no lower rank; 0 when not overdue
 */
export function urgencyRank(overdueDays: number, isMajor: boolean): number {
  if (overdueDays <= 0) return 0
  if (overdueDays >= MOST_RANKED_DAYS) return URGENCY_RANKS - 1
  return 2 * overdueDays + (isMajor ? 1 : 0)
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
