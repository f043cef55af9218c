/**
 * Which hazards pass (通过筛选的隐患), as two lists: all of them, and those that count. Neither is looked
 * at before it is read.
 *
 * 4 bytes a hazard in each list, kept with the selection; before that they are reckoned at the most
 * they can be, the rows of the enterprises that pass. Listing is one pass over those rows where
 * they are few, else over the segment's hazards; where open ones alone count, and nobody wants the
 * others, over these, a few in a hundred of a county that closes what it finds.
 */
import type { Filter } from '#domain/filter.ts'
import type { Owners } from './filter-tables.ts'
import { candidateRows } from './candidate-rows.ts'
import { hazardTest } from './hazard-test.ts'
import type { HazardTest } from './hazard-test.ts'
import { RowPass } from './row-pass.ts'
import { rowsOfLive } from './rows-of-live.ts'
import { openHazards } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { MAJOR } from './segment.ts'

/** The hazards a filter selects, as rows along the curve, listed when they are first asked for. */
export interface HazardList {
  /** Closed ones included. */
  readonly all: () => Uint32Array
  /** Those of them that count: unclosed, unless `status` says which. */
  readonly counted: () => Uint32Array
  readonly isAllListed: () => boolean
  readonly isCountedListed: () => boolean
  /** What they take once they are listed, or more. Units: bytes */
  readonly mostBytes: number
  /** Those of them whose enterprise no newer segment holds. */
  readonly ofLive: () => HazardList
}

/** What of them is listed already. */
interface ListedHazards {
  readonly all?: Uint32Array | undefined
  readonly counted?: Uint32Array | undefined
}

/**
 * The hazards of a segment that a filter lets through (隐患选集), not looked at before they are read.
 * Shape: `listed` where that was done already
 */
export function laterHazards(
  at: SegmentAt,
  filter: Filter,
  owners: Owners,
  listed: ListedHazards = {},
): HazardList {
  const { live, hazards } = at.segment
  let { all, counted } = listed
  let mostRows: number | undefined
  const ifLive = (one: number, number: number) => (live[number] === 1 ? one : 0)
  const left = (rows: Uint32Array | undefined) => rows && rowsOfLive(rows, hazards, at.segment)
  return {
    all: () => (all ??= selectHazards(at, filter, owners)),
    counted: () =>
      (counted ??=
        all === undefined
          ? countedHazards(at, filter, owners)
          : countedAmong(at, filter, owners, all)),
    isAllListed: () => all !== undefined,
    isCountedListed: () => counted !== undefined,
    get mostBytes() {
      if (all !== undefined && counted !== undefined) return 4 * (all.length + counted.length)
      mostRows ??= rowsOf(hazards.starts, owners.passes)
      return (
        4 * ((all?.length ?? mostRows) + (counted?.length ?? mostRows)) +
        (owners.texts?.length ?? 0)
      )
    },
    ofLive() {
      const passes = owners.passes.map(ifLive)
      const now = { all: left(all), counted: left(counted) }
      return laterHazards(at, filter, { ...owners, passes }, now)
    },
  }
}

/** How many rows the enterprises have that pass. */
function rowsOf(starts: Uint32Array, passes: Uint8Array): number {
  let sum = 0
  for (let number = 0; number < passes.length; number += 1)
    sum +=
      (passes[number] as number) * ((starts[number + 1] as number) - (starts[number] as number))
  return sum
}

const pass = new RowPass()

function selectHazards(at: SegmentAt, filter: Filter, owners: Owners): Uint32Array {
  const test = hazardTest(at, filter, owners)
  const { states: table } = test
  pass.takeOf(at.segment.hazards, { enterprises: owners.passes, codes: at.state, table })
  return leavePassing(at, test).rows()
}

/** Those of them that count, where the others are not listed: only open ones are looked at, unless `status` says which. */
function countedHazards(at: SegmentAt, filter: Filter, owners: Owners): Uint32Array {
  const { hazards } = at.segment
  const test = hazardTest(at, filter, owners)
  const groups = { enterprises: owners.passes, codes: at.state, table: test.counted }
  if (filter.status.length > 0) pass.takeOf(hazards, groups)
  else {
    const open = openHazards(at)
    const own = candidateRows(hazards, owners.passes)
    pass.takeAmong(hazards, groups, own !== null && own.length < open.length ? own : open)
  }
  return leavePassing(at, test).rows()
}

function countedAmong(
  at: SegmentAt,
  filter: Filter,
  owners: Owners,
  all: Uint32Array,
): Uint32Array {
  const { counted: table } = hazardTest(at, filter, owners)
  const groups = { enterprises: owners.passes, codes: at.state, table }
  return pass.takeAmong(at.segment.hazards, groups, all).rows()
}

/** Leave the rows that pass what enterprise and state do not decide. */
function leavePassing(
  { segment: { hazards }, overdueDays }: SegmentAt,
  { kinds, check }: HazardTest,
): RowPass {
  if (kinds.includes(0))
    pass.leave((row) => {
      const major = ((hazards.flags[row] as number) & MAJOR) === 0 ? 0 : 1
      return kinds[major + ((overdueDays[row] as number) > 0 ? 2 : 0)] === 1
    })
  if (check !== null) pass.leave(check)
  return pass
}
