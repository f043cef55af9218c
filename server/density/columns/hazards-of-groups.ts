/**
 * The hazards of a selection where enterprise and level alone decide (分组选取的隐患), without a list of
 * them: sums of the groups of enterprises that are selected whole, and rows of the enterprises of
 * other groups, as those that a newer segment holds some of.
 *
 * Two bytes a group and 4 a row of the latter, which go with the question; the most urgent ones are
 * looked for from the most urgent of the segment on, until they are no more.
 */
import type { Filter } from '#domain/filter.ts'
import type { HazardSums } from '#domain/hazard-sums.ts'
import { matchLevel } from '#domain/match.ts'
import { AT_NO_POINT, placeOfHazard, sumsOfPlace, urgencyOf } from './hazard-sums.ts'
import type { SummedHazards } from './hazard-sums.ts'
import { ownerGroups } from './owner-groups.ts'
import { OPEN_STATES } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT } from './segment.ts'
import type { PointGroups } from './select-points.ts'

/** Hazards selected by their enterprise and the level of their point (分组选取的隐患). */
export interface HazardsOfGroups {
  /** What was added up of them, by the number of the group of enterprises. */
  readonly sums: readonly (readonly [group: number, sums: HazardSums])[]
  /** Rows that no sums tell of. */
  readonly rows: Uint32Array
  /** Rows of open ones that are overdue and at least so urgent. */
  readonly urgent: (least: number) => Uint32Array
}

/** The hazards that a filter selects along with the points of some groups. */
export function hazardsOfGroups(
  at: SegmentAt,
  { enterprises, pairs }: PointGroups,
  filter: Filter,
  summed: SummedHazards,
): HazardsOfGroups {
  const { hazards } = at.segment
  const { groupOf } = ownerGroups(at.segment)
  const places = pairs.slice(0, AT_NO_POINT + 1)
  places[AT_NO_POINT] = matchLevel(filter, null) ? 1 : 0
  const { whole, inParts } = groupsWithHazards(at, enterprises)
  const sums: [number, HazardSums][] = []
  for (const group of whole)
    for (const [place, passes] of places.entries()) {
      const own = passes === 1 ? sumsOfPlace(summed, group, place) : null
      if (own !== null) sums.push([group, own])
    }
  const rows: number[] = []
  for (let number = 0; number < enterprises.length; number += 1) {
    if (enterprises[number] === 0 || inParts[groupOf[number] as number] === 0) continue
    const end = hazards.starts[number + 1] as number
    for (let index = hazards.starts[number] as number; index < end; index += 1) {
      const row = hazards.rows[index] as number
      if (at.state[row] !== ABSENT && places[placeOfHazard(at, row)] === 1) rows.push(row)
    }
  }
  return {
    sums,
    rows: Uint32Array.from(rows),
    urgent(least) {
      const found: number[] = []
      for (const row of summed.overdue) {
        if (urgencyOf(at, row) < least) break
        if (enterprises[hazards.enterprise[row] as number] === 0) continue
        if (places[placeOfHazard(at, row)] === 0) continue
        if (OPEN_STATES[at.state[row] as number] === true) found.push(row)
      }
      return Uint32Array.from(found)
    },
  }
}

/** Groups all of whose enterprises with hazards are selected, and 1 for those of which only some are. */
function groupsWithHazards(
  { segment }: SegmentAt,
  enterprises: Uint8Array,
): { whole: number[]; inParts: Uint8Array } {
  const { groups, groupOf } = ownerGroups(segment)
  const { starts } = segment.hazards
  const [some, others] = [new Uint8Array(groups.length), new Uint8Array(groups.length)]
  for (let number = 0; number < enterprises.length; number += 1) {
    if (starts[number] === starts[number + 1]) continue
    const table = enterprises[number] === 1 ? some : others
    table[groupOf[number] as number] = 1
  }
  const inParts = some.map((isSome, group) => isSome & (others[group] as number))
  const whole = [...groups.keys()].filter((group) => some[group] === 1 && others[group] === 0)
  return { whole, inParts }
}
