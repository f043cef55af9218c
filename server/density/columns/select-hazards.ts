/**
 * Which hazards pass (通过筛选的隐患), as two lists: all of them, and those that count. Neither is looked
 * at before it is read.
 *
 * 4 bytes a hazard in each list, kept with the selection; before that they are reckoned at the most
 * they can be, the rows of the enterprises that pass. Listing is one pass over those rows where
 * they are few, else over the segment's hazards.
 */
import type { Filter } from '#domain/filter.ts'
import type { Owners } from './filter-tables.ts'
import { hazardTest } from './hazard-test.ts'
import { RowPass } from './row-pass.ts'
import { rowsOfLive } from './rows-of-live.ts'
import type { SegmentAt } from './segment-at.ts'
import { MAJOR } from './segment.ts'

/** Hazards that a filter lets through (通过筛选的隐患), as rows along the curve. */
export interface HazardRows {
  /** Closed ones included. */
  readonly all: Uint32Array
  /** Those of them that count: unclosed, unless `status` says which. */
  readonly counted: Uint32Array
}

/** The hazards a filter selects, listed when they are first asked for. */
export interface HazardList {
  readonly rows: () => HazardRows
  readonly isListed: () => boolean
  /** What they take once they are listed, or more. Units: bytes */
  readonly mostBytes: number
  /** Those of them whose enterprise no newer segment holds. */
  readonly ofLive: () => HazardList
}

/**
 * The hazards of a segment that a filter lets through (隐患选集), not looked at before they are read.
 * Shape: `listed` where that was done already
 */
export function laterHazards(
  at: SegmentAt,
  filter: Filter,
  owners: Owners,
  listed?: HazardRows,
): HazardList {
  const { live, hazards } = at.segment
  let rows = listed
  let unlistedBytes: number | undefined
  const ifLive = (one: number, number: number) => (live[number] === 1 ? one : 0)
  const left = ({ all, counted }: HazardRows) => ({
    all: rowsOfLive(all, hazards, at.segment),
    counted: rowsOfLive(counted, hazards, at.segment),
  })
  return {
    rows: () => (rows ??= selectHazards(at, filter, owners)),
    isListed: () => rows !== undefined,
    get mostBytes() {
      if (rows !== undefined) return 4 * (rows.all.length + rows.counted.length)
      return (unlistedBytes ??=
        8 * rowsOf(hazards.starts, owners.passes) + (owners.texts?.length ?? 0))
    },
    ofLive() {
      const passes = owners.passes.map(ifLive)
      return laterHazards(at, filter, { ...owners, passes }, rows && left(rows))
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

function selectHazards(at: SegmentAt, filter: Filter, owners: Owners): HazardRows {
  const { state, overdueDays } = at
  const { hazards } = at.segment
  const { states, kinds, check, counted } = hazardTest(at, filter, owners)
  pass.takeOf(hazards, { enterprises: owners.passes, codes: state, table: states })
  if (kinds.includes(0))
    pass.leave((row) => {
      const major = ((hazards.flags[row] as number) & MAJOR) === 0 ? 0 : 1
      return kinds[major + ((overdueDays[row] as number) > 0 ? 2 : 0)] === 1
    })
  if (check !== null) pass.leave(check)
  const all = pass.rows()
  return { all, counted: pass.leaveCodes(state, counted).rows() }
}
