import type { Filter } from '#domain/filter.ts'
import { matchAccidents, matchLevel } from '#domain/match.ts'
import { candidateRows } from './candidate-rows.ts'
import { daysOf } from './filter-tables.ts'
import type { Owners } from './filter-tables.ts'
import { ScratchRows } from './scratch-rows.ts'
import { assessedAt } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, LEVEL_PAIRS, NO_ROW } from './segment.ts'

const scratch = new ScratchRows()

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

/** 1 for the pairs of levels that pass a filter, by their numbers; an absent row has none. */
export function pairsPassing(filter: Filter): Uint8Array {
  const passing = new Uint8Array(ABSENT + 1)
  for (const [pair, level] of LEVEL_PAIRS.entries())
    if (matchLevel(filter, level)) passing[pair] = 1
  return passing
}

/** The points of some groups (分组内的点), along the curve. */
export function pointsOfGroups(at: SegmentAt, groups: PointGroups): Uint32Array {
  const candidates = candidateRows(at.segment.points, groups.enterprises)
  const wanted = candidates?.length ?? at.segment.points.count
  return passing(at, groups, candidates, 0, wanted)
}

/** Those of them that are rows from and to before a row. */
export function pointsOfRun(
  at: SegmentAt,
  groups: PointGroups,
  start: number,
  end: number,
): Uint32Array {
  return passing(at, groups, null, start, end)
}

function passing(
  { segment, pair }: SegmentAt,
  { enterprises, pairs }: PointGroups,
  candidates: Uint32Array | null,
  start: number,
  end: number,
): Uint32Array {
  const { enterprise } = segment.points
  // One more, so that a row is written before it is known whether it passes.
  const rows = scratch.take(end - start + 1)
  let found = 0
  for (let index = start; index < end; index += 1) {
    const row = candidates?.[index] ?? index
    rows[found] = row
    found +=
      (pairs[pair[row] as number] as number) & (enterprises[enterprise[row] as number] as number)
  }
  return rows.slice(0, found)
}

/** A filter as a test of points (风险点筛选), by the rules of `matchRiskPoint` of the domain. */
function pointTest(at: SegmentAt, filter: Filter, owners: Owners): (row: number) => boolean {
  const { segment, pair } = at
  const { enterprise, accidents, name } = segment.points
  const levels = pairsPassing(filter)
  const lists =
    filter.accident.length === 0
      ? null
      : Uint8Array.from(segment.accidentLists, (list) => (matchAccidents(filter, list) ? 1 : 0))
  const days = daysOf(filter)
  const { passes, named, texts } = owners
  return (row) => {
    const owner = enterprise[row] as number
    if (levels[pair[row] as number] === 0 || passes[owner] === 0) return false
    if (lists !== null && lists[accidents[row] as number] === 0) return false
    if (texts !== null && texts[name[row] as number] === 0 && named?.[owner] === 0) return false
    if (days === null) return true
    const time = assessedAt(at, row)
    return time >= days[0] && time <= days[1]
  }
}

/** The points that pass a filter, along the curve. */
export function pointsPassing(at: SegmentAt, filter: Filter, owners: Owners): Uint32Array {
  const passes = pointTest(at, filter, owners)
  const candidates = candidateRows(at.segment.points, owners.passes)
  const wanted = candidates?.length ?? at.pair.length
  const rows = scratch.take(wanted)
  let found = 0
  for (let index = 0; index < wanted; index += 1) {
    const row = candidates?.[index] ?? index
    if (passes(row)) rows[found++] = row
  }
  return rows.slice(0, found)
}

/** Of the points that pass a filter, those that some hazards lie at, along the curve. */
export function pointsWith(
  at: SegmentAt,
  filter: Filter,
  owners: Owners,
  hazards: Uint32Array,
): Uint32Array {
  const { point } = at.segment.hazards
  const passes = pointTest(at, filter, owners)
  const seen = new Uint8Array(at.pair.length)
  const rows = scratch.take(hazards.length)
  let found = 0
  for (const hazard of hazards) {
    const row = point[hazard] as number
    if (row === NO_ROW || seen[row] === 1) continue
    seen[row] = 1
    if (passes(row)) rows[found++] = row
  }
  return rows.slice(0, found).sort()
}
