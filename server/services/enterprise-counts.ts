import { onTimeTally } from '#domain/kpi.ts'
import type { OnTimeTally, Period } from '#domain/kpi.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Selection } from '#domain/select.ts'

/** How much of a selection one enterprise has (企业计数). */
export interface EnterpriseCounts {
  riskPoints: number
  /** Points by current level 1 to 4, the unassessed at 0. */
  readonly byLevel: number[]
  /** Hazards that count, and how they stand. */
  hazards: number
  open: number
  major: number
  overdue: number
  readonly timely: OnTimeTally
}

/** The counts of an enterprise that has nothing. */
export function countNothing(period: Period): EnterpriseCounts {
  return {
    ...{ riskPoints: 0, byLevel: [0, 0, 0, 0, 0], hazards: 0, open: 0, major: 0, overdue: 0 },
    timely: onTimeTally(period),
  }
}

/** Count a selection by enterprise, each of its rows read once. */
export function countByEnterprise(
  { pointCounts, hazards, allHazards }: Selection,
  period: Period,
): ReadonlyMap<string, EnterpriseCounts> {
  const counts = new Map<string, EnterpriseCounts>()
  const of = (id: string): EnterpriseCounts => {
    let own = counts.get(id)
    if (own === undefined) {
      own = countNothing(period)
      counts.set(id, own)
    }
    return own
  }
  for (const { enterprise, level, count } of pointCounts) {
    const own = of(enterprise.id)
    own.riskPoints += count
    const current = levelByBasis(level, 'current') ?? 0
    own.byLevel[current] = (own.byLevel[current] ?? 0) + count
  }
  for (const hazard of hazards) {
    const own = of(hazard.enterprise.id)
    own.hazards += 1
    if (hazard.overdue) own.overdue += 1
    if (!hazard.open) continue
    own.open += 1
    if (hazard.hazardLevel === 'major') own.major += 1
  }
  for (const hazard of allHazards) of(hazard.enterprise.id).timely.note(hazard)
  return counts
}

/** The counts as an answer tells them. */
export function countsTold({
  riskPoints,
  byLevel,
  open,
  major,
  overdue,
  timely,
}: EnterpriseCounts) {
  return {
    riskPointCount: riskPoints,
    majorCount: byLevel[1] ?? 0,
    considerableCount: byLevel[2] ?? 0,
    ...{ open, major, overdue, onTime: timely.fraction() },
  }
}
