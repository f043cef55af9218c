/**
 * What of one segment one scope sees through one filter (选中的列), as tables and lists of row numbers.
 * Whoever is outside the scope is in no list that anything is computed from.
 *
 * 2 bytes an enterprise and 4 for each selected; 4 bytes a selected point, and a hazard in each of
 * two lists. Points are only counted, and hazards not looked at, before something reads them, so
 * that the usual filter costs by its enterprises. Kept by `column-cache.ts`; after a write only the
 * rows of what went are taken out.
 */
import type { Filter } from '#domain/filter.ts'
import { needsHazards } from '#domain/match.ts'
import type { Scope } from '#domain/scope.ts'
import { ownersOf } from './filter-tables.ts'
import type { Owners } from './filter-tables.ts'
import { noteLostRows } from './lost-rows.ts'
import { countOfGroups } from './point-counts.ts'
import { rowsOfLive } from './rows-of-live.ts'
import { ScratchRows } from './scratch-rows.ts'
import type { SegmentAt } from './segment-at.ts'
import { laterHazards } from './select-hazards.ts'
import type { HazardList } from './select-hazards.ts'
import {
  pairsPassing,
  pointGroups,
  pointsOfGroups,
  pointsPassing,
  pointsWith,
} from './select-points.ts'
import type { PointGroups } from './select-points.ts'

/**
 * One segment's part of a selection (选中的列). Rows of enterprises that are no longer live are in none
 * of its lists.
 */
export interface SelectedSegment {
  readonly at: SegmentAt
  /** 1 for the enterprises that are live, there, and in the scope. */
  readonly visible: Uint8Array
  /** Numbers of the enterprises selected. */
  readonly enterprises: Uint32Array
  /** How many points are selected. */
  readonly pointCount: number
  /** Their rows along the curve, listed when they are first asked for. */
  readonly points: Uint32Array
  readonly arePointsListed: boolean
  /** By what points are selected, where their enterprise and their level alone decide. */
  readonly groups: PointGroups | null
  /** Rows of the hazards that pass, closed ones included, along the curve; listed as points are. */
  readonly allHazards: Uint32Array
  /** Those of them that count: unclosed, unless `status` says which. */
  readonly hazards: Uint32Array
  readonly hazardList: HazardList
  /** What all its lists take once they are listed, or more. Units: bytes */
  readonly mostBytes: number
}

/** The selected points, listed or only counted yet. */
interface PointList {
  readonly count: number
  readonly rows: () => Uint32Array
  readonly isListed: () => boolean
}

/**
 * Select the rows of a segment (筛选): the scope first, then the filter, by the rules of
 * `selectFacts` of the domain, each compiled into a table over what the columns hold.
 */
export function selectSegment(at: SegmentAt, filter: Filter, scope: Scope): SelectedSegment {
  const owners = ownersOf(at, filter, scope)
  const hazardList = laterHazards(at, filter, owners)
  const byHazard = needsHazards(filter)
  const groups = byHazard ? null : pointGroups(filter, owners)
  const points = byHazard
    ? listedPoints(pointsWith(at, filter, owners, hazardList.counted()))
    : groups === null
      ? listedPoints(pointsPassing(at, filter, owners))
      : laterPoints(at, groups)
  const enterprises = selectEnterprises(at, filter, owners, { byHazard, hazardList, points })
  const { visible } = owners
  return selectedSegment({ at, visible, enterprises, groups, hazardList }, points)
}

type Lists = 'points' | 'pointCount' | 'arePointsListed' | 'hazards' | 'allHazards' | 'mostBytes'

function selectedSegment(rest: Omit<SelectedSegment, Lists>, points: PointList): SelectedSegment {
  const { hazardList, visible } = rest
  return {
    ...rest,
    pointCount: points.count,
    mostBytes: 4 * points.count + hazardList.mostBytes + 2 * visible.length,
    get points() {
      return points.rows()
    },
    get arePointsListed() {
      return points.isListed()
    },
    get allHazards() {
      return hazardList.all()
    },
    get hazards() {
      return hazardList.counted()
    },
  }
}

function listedPoints(rows: Uint32Array): PointList {
  return { count: rows.length, rows: () => rows, isListed: () => true }
}

function laterPoints(at: SegmentAt, groups: PointGroups): PointList {
  let rows: Uint32Array | undefined
  return {
    count: countOfGroups(at, groups),
    rows: () => (rows ??= pointsOfGroups(at, groups)),
    isListed: () => rows !== undefined,
  }
}

/** The enterprises that pass by themselves and, where the filter asks for it, by rows of theirs. */
function selectEnterprises(
  at: SegmentAt,
  filter: Filter,
  { passes, named }: Owners,
  own: { byHazard: boolean; hazardList: HazardList; points: PointList },
): Uint32Array {
  const { segment } = at
  const { pair } = at.owners
  const levels = pairsPassing(filter)
  const byAccident = filter.accident.length > 0
  const needed: Uint8Array[] = named === null ? [] : [named]
  if (own.byHazard || byAccident) {
    const withRow = new Uint8Array(passes.length)
    for (const row of own.hazardList.counted())
      withRow[segment.hazards.enterprise[row] as number] = 1
    if (!own.byHazard)
      for (const row of own.points.rows()) withRow[segment.points.enterprise[row] as number] = 1
    needed.push(withRow)
  }
  const numbers = scratch.take(passes.length + 1)
  let found = 0
  // Written before it is known whether it passes: without a branch it takes a tenth of the time.
  for (let number = 0; number < passes.length; number += 1) {
    numbers[found] = number
    found += (passes[number] as number) & (levels[pair[number] as number] as number)
  }
  const left = numbers.slice(0, found)
  return needed.length === 0
    ? left
    : left.filter((number) => needed.every((table) => table[number] === 1))
}

const scratch = new ScratchRows()

/** Take out of a selection what a newer segment holds (剔除旧行). */
export function withoutDead(selected: SelectedSegment): SelectedSegment {
  const { at } = selected
  const { live, points } = at.segment
  const ifLive = (one: number, number: number) => (live[number] === 1 ? one : 0)
  const groups = selected.groups && {
    ...selected.groups,
    enterprises: selected.groups.enterprises.map(ifLive),
  }
  const rest = {
    ...{ at, groups, visible: selected.visible.map(ifLive) },
    enterprises: selected.enterprises.filter((number) => live[number] === 1),
    hazardList: selected.hazardList.ofLive(),
  }
  const left =
    groups !== null && !selected.arePointsListed
      ? selectedSegment(rest, laterPoints(at, groups))
      : selectedSegment(rest, listedPoints(rowsOfLive(selected.points, points, at.segment)))
  noteLostRows(selected, left)
  return left
}
