/**
 * Which points pass (通过筛选的点), key by key: by enterprise and level first, which most filters end
 * with, then by accident category, search text and day of assessment.
 *
 * A pass looks at the points of the enterprises that pass where they are few, else at all of the
 * segment; what passes takes 4 bytes a point. Points about some hazards are found from these, with
 * 1 byte a point of the segment and 4 a hazard while it lasts. Where enterprise and level alone
 * decide, no row is listed until somebody reads it, and a difference of two such selections is two
 * tables of 1 byte an enterprise.
 */
import type { Filter } from '#domain/filter.ts'
import { matchAccidents, matchLevel } from '#domain/match.ts'
import { daysOf } from './filter-tables.ts'
import type { Owners } from './filter-tables.ts'
import { RowPass } from './row-pass.ts'
import type { RowGroups } from './row-pass.ts'
import { assessedAt } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, LEVEL_PAIRS, NO_ROW } from './segment.ts'

const pass = new RowPass()

/** Points selected by what they have in common, so that counts by group tell of them too. */
export interface PointGroups {
  /** 1 for the enterprises whose points pass, while they are live. */
  readonly enterprises: Uint8Array
  /** 1 for the pairs of levels that pass. */
  readonly pairs: Uint8Array
}

/** By what a filter selects points, where their enterprise and their level alone decide; else null. */
export function pointGroups(filter: Filter, owners: Owners): PointGroups | null {
  const isByGroup =
    filter.accident.length === 0 && filter.q === null && filter.from === null && filter.to === null
  return isByGroup ? { enterprises: owners.passes, pairs: pairsPassing(filter) } : null
}

/** All segments of a question ask the same filter. */
const passingOf = new WeakMap<Filter, Uint8Array>()

/**
 * 1 for the pairs of levels that pass a filter, by their numbers; an absent row has none.
 * Shape: a table that is shared, never to be changed
 */
export function pairsPassing(filter: Filter): Uint8Array {
  let passing = passingOf.get(filter)
  if (passing === undefined) {
    passing = new Uint8Array(ABSENT + 1)
    for (const [pair, level] of LEVEL_PAIRS.entries())
      if (matchLevel(filter, level)) passing[pair] = 1
    passingOf.set(filter, passing)
  }
  return passing
}

/** The points of some groups that are in none of others (分组之差). Shape: as two groups that share no point */
export function groupsLess(groups: PointGroups, others: PointGroups): readonly PointGroups[] {
  return [
    { ...groups, enterprises: among(groups.enterprises, others.enterprises, 0) },
    {
      enterprises: among(groups.enterprises, others.enterprises, 1),
      pairs: among(groups.pairs, others.pairs, 0),
    },
  ]
}

/** 1 where one table has 1 and another has what is wanted of it. */
function among(table: Uint8Array, other: Uint8Array, wanted: 0 | 1): Uint8Array {
  const both = new Uint8Array(table.length)
  for (let at = 0; at < table.length; at += 1)
    if (table[at] === 1 && other[at] === wanted) both[at] = 1
  return both
}

/** The points of some groups with a place, enterprise by enterprise (按企业排列的点): only theirs are looked at. */
export function pointsByOwner(
  { segment: { points }, pair }: SegmentAt,
  { enterprises, pairs }: PointGroups,
  most: number,
): Uint32Array {
  const { placed, rows, starts } = points
  const found = new Uint32Array(most)
  let count = 0
  for (let number = 0; number < enterprises.length; number += 1) {
    if (enterprises[number] === 0) continue
    const end = starts[number + 1] as number
    for (let index = starts[number] as number; index < end; index += 1) {
      const row = rows[index] as number
      // Those without a place come last.
      if (row >= placed) break
      if (pairs[pair[row] as number] === 1) found[count++] = row
    }
  }
  return found.subarray(0, count)
}

/** The points of some groups (分组内的点), along the curve. */
export function pointsOfGroups(at: SegmentAt, groups: PointGroups): Uint32Array {
  return pass.takeOf(at.segment.points, rowGroups(at, groups)).rows()
}

/** Those of them that are rows from and to before a row. */
export function pointsOfRun(
  at: SegmentAt,
  groups: PointGroups,
  start: number,
  end: number,
): Uint32Array {
  return pass.takeRun(at.segment.points, rowGroups(at, groups), start, end).rows()
}

function rowGroups({ pair }: SegmentAt, { enterprises, pairs }: PointGroups): RowGroups {
  return { enterprises, codes: pair, table: pairs }
}

/** The points that pass a filter (通过筛选的点), along the curve. */
export function pointsPassing(at: SegmentAt, filter: Filter, owners: Owners): Uint32Array {
  const groups = { enterprises: owners.passes, pairs: pairsPassing(filter) }
  pass.takeOf(at.segment.points, rowGroups(at, groups))
  return leavePassing(at, filter, owners).rows()
}

/** Of the points that pass a filter, those that some hazards lie at, along the curve. */
export function pointsWith(
  at: SegmentAt,
  filter: Filter,
  owners: Owners,
  hazards: Uint32Array,
): Uint32Array {
  const { point } = at.segment.hazards
  const seen = new Uint8Array(at.pair.length)
  const candidates = new Uint32Array(hazards.length)
  let found = 0
  for (const hazard of hazards) {
    const row = point[hazard] as number
    if (row === NO_ROW || seen[row] === 1) continue
    seen[row] = 1
    candidates[found++] = row
  }
  const groups = { enterprises: owners.passes, pairs: pairsPassing(filter) }
  const own = candidates.subarray(0, found).sort()
  pass.takeAmong(at.segment.points, rowGroups(at, groups), own)
  return leavePassing(at, filter, owners).rows()
}

/** Leave the points that pass the keys that enterprise and level do not decide, by `matchRiskPoint` of the domain. */
function leavePassing(at: SegmentAt, filter: Filter, { named, texts }: Owners): RowPass {
  const { accidents, name, enterprise } = at.segment.points
  if (filter.accident.length > 0) {
    const lists = at.segment.lists.map((list) => (matchAccidents(filter, list) ? 1 : 0))
    pass.leaveCodes(accidents, Uint8Array.from(lists))
  }
  if (texts !== null && named !== null) pass.leaveEither(name, texts, enterprise, named)
  const days = daysOf(filter)
  if (days !== null) leaveAssessed(at, ...days)
  return pass
}

function leaveAssessed(at: SegmentAt, first: number, last: number): void {
  const { levelAt, levelStart } = at.segment.points
  pass.leaveCodes(at.pair, ASSESSED)
  // Once all that is known of levels is past, the last of each is what it was at the moment.
  const isPast = at.segment.settledAt.every((time) => time <= at.moment.time)
  if (isPast) pass.leaveLastWithin(levelStart, levelAt, first, last)
  else
    pass.leave((row) => {
      const time = assessedAt(at, row)
      return time >= first && time <= last
    })
}

/** 1 for the pairs of levels of what was assessed. */
const ASSESSED = Uint8Array.from({ length: ABSENT + 1 }, (_, pair) => (pair === 0 ? 0 : 1))
