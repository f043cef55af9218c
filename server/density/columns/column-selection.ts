/**
 * What a scope sees through a filter, of all segments together (列选集), in the words of the domain:
 * rows are read from the columns one by one, and enterprises, counts and groups are made when they
 * are first asked for.
 *
 * It holds its segments' parts by reference. What it makes is a reference an enterprise, sorted by
 * id, and an object for each pair of levels that an enterprise has points of, some eight; both last
 * as long as it does.
 */
import type { EnterpriseAt, HazardAt, RiskPointAt } from '#domain/facts.ts'
import type { Filter } from '#domain/filter.ts'
import { groupsOf } from '#domain/select.ts'
import type { PointCount, Selection } from '#domain/select.ts'
import type { Question } from '../question.ts'
import { enterpriseOf } from './column-enterprise.ts'
import { ColumnHazard, ColumnPoint, rowsOf } from './column-rows.ts'
import { ownerGroups } from './owner-groups.ts'
import type { OwnerGroup } from './owner-groups.ts'
import { eachPointCount } from './point-counts.ts'
import { LEVEL_PAIRS } from './segment.ts'
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
  let groups: ReturnType<typeof groupsOf> | undefined
  return {
    parts,
    question,
    get enterprises() {
      return (enterprises ??= parts.flatMap(enterprisesOf).sort(byId))
    },
    riskPoints: rowsOf<RiskPointAt>(
      parts.map((part) => ({
        length: () => part.pointCount,
        rows: () => part.points,
        rowAt: (row) => new ColumnPoint(part.at, row),
      })),
    ),
    get pointCounts() {
      return (pointCounts ??= parts.flatMap(countPoints))
    },
    hazards: hazardRows(parts, ({ hazards }) => hazards),
    allHazards: hazardRows(parts, ({ allHazards }) => allHazards),
    get townships() {
      return (groups ??= groupsOf(filter, visibleGroups(parts))).townships
    },
    get sectors() {
      return (groups ??= groupsOf(filter, visibleGroups(parts))).sectors
    },
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
      length: () => pick(part).length,
      rows: () => pick(part),
      rowAt: (row: number) => new ColumnHazard(part.at, row),
    })),
  )
}

function enterprisesOf({ at, enterprises }: SelectedSegment): EnterpriseAt[] {
  return Array.from(enterprises).flatMap((number) => enterpriseOf(at, number) ?? [])
}

/** Townships with sectors that have an enterprise in scope, some of them more than once. */
function visibleGroups(parts: readonly SelectedSegment[]): OwnerGroup[] {
  return parts.flatMap(({ at, visible }) => {
    const { groups, groupOf } = ownerGroups(at.segment)
    const seen = new Uint8Array(groups.length)
    for (let number = 0; number < visible.length; number += 1)
      if (visible[number] === 1) seen[groupOf[number] as number] = 1
    return groups.filter((_, group) => seen[group] === 1)
  })
}

/** The selected points by enterprise and pair of levels. */
function countPoints(part: SelectedSegment): PointCount[] {
  const found: PointCount[] = []
  eachPointCount(part, (number, pair, count) => {
    const enterprise = enterpriseOf(part.at, number)
    const level = LEVEL_PAIRS[pair]
    if (enterprise !== null && level !== undefined) found.push({ enterprise, level, count })
  })
  return found
}
