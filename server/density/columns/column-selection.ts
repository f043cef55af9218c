import type { EnterpriseAt, HazardAt, RiskPointAt } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { groupsOf } from '#domain/select.ts'
import type { PointCount, Selection } from '#domain/select.ts'
import type { Question } from '../question.ts'
import { ColumnHazard, ColumnPoint, rowsOf } from './column-rows.ts'
import { LEVEL_PAIRS, PAIRS } from './segment.ts'
import type { SelectedSegment } from './select-segment.ts'

/** What a scope sees through a filter, as rows and as the columns they are read from (列选集). */
export interface ColumnSelection extends Selection {
  readonly parts: readonly SelectedSegment[]
  /** Null when it is asked only once. */
  readonly question: Question | null
}

/** The selected parts of all segments as one selection. */
export function columnSelection(
  parts: readonly SelectedSegment[],
  filter: Filter,
  question: Question | null = null,
): ColumnSelection {
  let enterprises: readonly EnterpriseAt[] | undefined
  let pointCounts: readonly PointCount[] | undefined
  return {
    parts,
    question,
    get enterprises() {
      return (enterprises ??= parts.flatMap(enterprisesOf).sort(byId))
    },
    riskPoints: rowsOf<RiskPointAt>(
      parts.map(({ at, points }) => ({ rows: points, rowAt: (row) => new ColumnPoint(at, row) })),
    ),
    get pointCounts() {
      return (pointCounts ??= parts.flatMap(countPoints))
    },
    hazards: hazardRows(parts, ({ hazards }) => hazards),
    allHazards: hazardRows(parts, ({ allHazards }) => allHazards),
    ...groupsOf(filter, visibleEnterprises(parts)),
  }
}

function byId(a: EnterpriseAt, b: EnterpriseAt): number {
  return a.id < b.id ? -1 : 1
}

function hazardRows(
  parts: readonly SelectedSegment[],
  pick: (part: SelectedSegment) => Uint32Array,
) {
  return rowsOf<HazardAt>(
    parts.map((part) => ({
      rows: pick(part),
      rowAt: (row: number) => new ColumnHazard(part.at, row),
    })),
  )
}

function enterprisesOf({ at, enterprises }: SelectedSegment): EnterpriseAt[] {
  return Array.from(enterprises).flatMap((number) => at.enterprises[number] ?? [])
}

function* visibleEnterprises(parts: readonly SelectedSegment[]): Generator<EnterpriseAt> {
  for (const { at, visible } of parts)
    for (const [number, enterprise] of at.enterprises.entries())
      if (enterprise !== null && visible[number] === 1) yield enterprise
}

/** The selected points by enterprise and pair of levels. */
function countPoints({ at, points }: SelectedSegment): PointCount[] {
  const owner = at.segment.points.enterprise
  const counts = new Uint32Array(at.enterprises.length * PAIRS)
  for (const row of points) {
    const slot = (owner[row] as number) * PAIRS + (at.pair[row] as number)
    counts[slot] = (counts[slot] as number) + 1
  }
  const found: PointCount[] = []
  for (let slot = 0; slot < counts.length; slot += 1) {
    const count = counts[slot] as number
    if (count === 0) continue
    const enterprise = at.enterprises[Math.floor(slot / PAIRS)]
    const level = LEVEL_PAIRS[slot % PAIRS]
    if (enterprise && level !== undefined) found.push({ enterprise, level, count })
  }
  return found
}
