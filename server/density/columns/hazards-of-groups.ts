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
import { AT_NO_POINT, numberOfPlace, placeOfHazard, urgencyOf } from './hazard-sums.ts'
import type { SummedHazards } from './hazard-sums.ts'
import { chosenGroups, ownersInParts } from './owner-groups.ts'
import { OPEN_STATES } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT } from './segment.ts'
import type { PointGroups } from './select-points.ts'

/** Hazards selected by their enterprise and the level of their point (分组选取的隐患). */
export interface HazardsOfGroups {
  /** Be told what was added up of them: of a group of enterprises, one number among some sums. */
  readonly eachSum: (told: ToldSum) => void
  /** Rows that no sums tell of. */
  readonly rows: Uint32Array
  /** Rows of open ones that are overdue and at least so urgent. */
  readonly urgent: (least: number) => Uint32Array
}

type ToldSum = (group: number, sums: HazardSums, number: number) => void

const NOBODY = new Uint8Array(0)

/** The hazards that a filter selects along with the points of some groups. */
export function hazardsOfGroups(
  at: SegmentAt,
  { enterprises, pairs }: PointGroups,
  filter: Filter,
  summed: SummedHazards,
): HazardsOfGroups {
  const { hazards } = at.segment
  const { whole, hasParts } = chosenGroups(at.segment, enterprises)
  const places = pairs.slice(0, AT_NO_POINT + 1)
  places[AT_NO_POINT] = matchLevel(filter, null) ? 1 : 0
  const isAnywhere = !places.includes(0)
  const rows: number[] = []
  const others = hasParts ? ownersInParts(at.segment, enterprises) : NOBODY
  for (let number = 0; number < others.length; number += 1) {
    if (others[number] === 0) continue
    const end = hazards.starts[number + 1] as number
    for (let index = hazards.starts[number] as number; index < end; index += 1) {
      const row = hazards.rows[index] as number
      if (at.state[row] !== ABSENT && places[placeOfHazard(at, row)] === 1) rows.push(row)
    }
  }
  return {
    eachSum(told) {
      for (let group = 0; group < whole.length; group += 1) {
        if (whole[group] === 0) continue
        if (isAnywhere) told(group, summed.ofGroups, group)
        else
          for (let place = 0; place < places.length; place += 1)
            if (places[place] === 1) told(group, summed.ofPlaces, numberOfPlace(group, place))
      }
    },
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
