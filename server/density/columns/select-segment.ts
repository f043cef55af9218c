import type { Filter } from '#domain/filter.ts'
import { matchAccidents, matchEnterprise, matchLevel, needsHazards } from '#domain/match.ts'
import type { Scope } from '#domain/scope.ts'
import { candidateRows } from './candidate-rows.ts'
import { daysOf, ownersOf, textsWith } from './filter-tables.ts'
import type { Owners } from './filter-tables.ts'
import { hazardTest } from './hazard-test.ts'
import { assessedAt } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, LEVEL_PAIRS, NO_ROW } from './segment.ts'

/**
 * What of one segment one scope sees through one filter (选中的列).
 *
 * 4 bytes a selected row. Rows of enterprises that are no longer live are in none of the lists.
 */
export interface SelectedSegment {
  readonly at: SegmentAt
  /** 1 for the enterprises that are live, there, and in the scope. */
  readonly visible: Uint8Array
  /** Numbers of the enterprises selected. */
  readonly enterprises: Uint32Array
  /** Rows of the points selected, along the curve. */
  readonly points: Uint32Array
  /** By what points are selected, where their enterprise and their level alone decide. */
  readonly groups: PointGroups | null
  /** Rows of the hazards that pass, closed ones included, along the curve. */
  readonly allHazards: Uint32Array
  /** Those of them that count: unclosed, unless `status` says which. */
  readonly hazards: Uint32Array
}

/** Points selected by what they have in common, so that counts by group tell of them too. */
export interface PointGroups {
  /** 1 for the enterprises whose points pass, while they are live. */
  readonly enterprises: Uint8Array
  /** 1 for the pairs of levels that pass. */
  readonly pairs: Uint8Array
}

/**
 * Select the rows of a segment (筛选): the scope first, then the filter, by the rules of
 * `selectFacts` of the domain, each compiled into a table over what the columns hold.
 */
export function selectSegment(at: SegmentAt, filter: Filter, scope: Scope): SelectedSegment {
  const { segment } = at
  const owners = ownersOf(at, filter, scope)
  const points = selectPoints(at, filter, owners)
  const hazards = selectHazards(at, filter, owners)
  const byHazard = needsHazards(filter)
  const withHazard = new Uint8Array(at.enterprises.length)
  for (const row of hazards.counted) withHazard[segment.hazards.enterprise[row] as number] = 1
  const withPoint = new Uint8Array(at.enterprises.length)
  if (filter.accident.length > 0)
    for (const row of points) withPoint[segment.points.enterprise[row] as number] = 1
  const enterprises: number[] = []
  for (const [number, enterprise] of at.enterprises.entries()) {
    if (enterprise === null || owners.visible[number] === 0) continue
    if (!matchEnterprise(filter, enterprise)) continue
    if (byHazard && withHazard[number] === 0) continue
    if (filter.accident.length > 0 && withHazard[number] === 0 && withPoint[number] === 0) continue
    enterprises.push(number)
  }
  return {
    at,
    visible: owners.visible,
    enterprises: Uint32Array.from(enterprises),
    points: byHazard ? pointsWith(at, points, hazards.counted) : points,
    groups: byHazard ? null : groupsOf(filter, owners),
    allHazards: hazards.all,
    hazards: hazards.counted,
  }
}

function groupsOf(filter: Filter, owners: Owners): PointGroups | null {
  const isByGroup =
    filter.accident.length === 0 && filter.q === null && filter.from === null && filter.to === null
  return isByGroup ? { enterprises: owners.passes, pairs: pairsPassing(filter) } : null
}

function pairsPassing(filter: Filter): Uint8Array {
  return Uint8Array.from(LEVEL_PAIRS, (level) => (matchLevel(filter, level) ? 1 : 0))
}

function selectPoints(at: SegmentAt, filter: Filter, owners: Owners): Uint32Array {
  const { segment, pair } = at
  const { count, enterprise, accidents, name } = segment.points
  const levels = pairsPassing(filter)
  const lists =
    filter.accident.length === 0
      ? null
      : Uint8Array.from(segment.accidentLists, (list) => (matchAccidents(filter, list) ? 1 : 0))
  const days = daysOf(filter)
  const texts = textsWith(filter.q, segment.texts)
  const candidates = candidateRows(segment.points, owners.passes)
  const wanted = candidates?.length ?? count
  const rows = new Uint32Array(wanted)
  let found = 0
  for (let index = 0; index < wanted; index += 1) {
    const row = candidates?.[index] ?? index
    const level = pair[row] as number
    const owner = enterprise[row] as number
    if (level === ABSENT || owners.passes[owner] === 0 || levels[level] === 0) continue
    if (lists !== null && lists[accidents[row] as number] === 0) continue
    if (texts !== null && texts[name[row] as number] === 0 && owners.named?.[owner] === 0) continue
    if (days !== null) {
      const time = assessedAt(at, row)
      if (!(time >= days[0] && time <= days[1])) continue
    }
    rows[found++] = row
  }
  return rows.slice(0, found)
}

function selectHazards(
  at: SegmentAt,
  filter: Filter,
  owners: Owners,
): { all: Uint32Array; counted: Uint32Array } {
  const { test, counts } = hazardTest(at, filter, owners)
  const candidates = candidateRows(at.segment.hazards, owners.passes)
  const wanted = candidates?.length ?? at.state.length
  const all = new Uint32Array(wanted)
  const counted = new Uint32Array(wanted)
  let passed = 0
  let taken = 0
  for (let index = 0; index < wanted; index += 1) {
    const row = candidates?.[index] ?? index
    if (!test(row)) continue
    all[passed++] = row
    if (counts(row)) counted[taken++] = row
  }
  return { all: all.slice(0, passed), counted: counted.slice(0, taken) }
}

/** The points that a counted hazard lies at. */
function pointsWith(at: SegmentAt, points: Uint32Array, hazards: Uint32Array): Uint32Array {
  const wanted = new Uint8Array(at.pair.length)
  for (const row of hazards) {
    const point = at.segment.hazards.point[row] as number
    if (point !== NO_ROW) wanted[point] = 1
  }
  return points.filter((row) => wanted[row] === 1)
}

/** Take out of a selection what a newer segment holds (剔除旧行). */
export function withoutDead(selected: SelectedSegment): SelectedSegment {
  const { at, visible, enterprises, points, groups, allHazards, hazards } = selected
  const { live, points: pointColumns, hazards: hazardColumns } = at.segment
  const isLiveHazard = (row: number) => live[hazardColumns.enterprise[row] as number] === 1
  return {
    at,
    visible: visible.map((one, number) => (live[number] === 1 ? one : 0)),
    enterprises: enterprises.filter((number) => live[number] === 1),
    points: points.filter((row) => live[pointColumns.enterprise[row] as number] === 1),
    groups: groups && {
      ...groups,
      enterprises: groups.enterprises.map((one, number) => (live[number] === 1 ? one : 0)),
    },
    allHazards: allHazards.filter(isLiveHazard),
    hazards: hazards.filter(isLiveHazard),
  }
}
