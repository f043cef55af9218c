/**
 * Points counted by enterprise and pair of levels (按企业与等级计数), so that figures never look at a point
 * where these two alone decide.
 *
 * 5 bytes an entry, some eight an enterprise, 4 an enterprise and 100 a group of them; made in one
 * pass over the points of a moment and kept as long as their levels. A question then reads what
 * groups have that are selected whole, and the entries of other enterprises. Any other selection is
 * counted row by row, in 100 bytes an enterprise that go with the question.
 */
import { chosenGroups, ownerGroups, ownersInParts } from './owner-groups.ts'
import type { OwnerGroups } from './owner-groups.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, PAIRS } from './segment.ts'
import type { PointGroups } from './select-points.ts'
import type { SelectedSegment } from './select-segment.ts'

/** Points counted by enterprise and pair of levels, enterprise by enterprise. */
export interface PointTable {
  /** Those of number n are entries starts[n] to before starts[n + 1]. */
  readonly starts: Uint32Array
  readonly pair: Uint8Array
  readonly count: Uint32Array
  /** The same by the number of a group of enterprises × PAIRS + pair. */
  readonly ofGroups: Uint32Array
}

/** All points of a moment, by their levels: a new day alone changes none of them. */
const tables = new WeakMap<Uint8Array, PointTable>()

/** The points of a segment at a moment by enterprise and pair of levels, made once. */
export function pointTable(at: SegmentAt): PointTable {
  let table = tables.get(at.pair)
  if (table === undefined) {
    table = tableOf(countRows(at, null), ownerGroups(at.segment))
    tables.set(at.pair, table)
  }
  return table
}

/** The arrays of that table where it is made (占用), for who counts memory. */
export function pointTableColumns({ pair }: SegmentAt): ArrayBufferView[] {
  const table = tables.get(pair)
  return table === undefined ? [] : [table.starts, table.pair, table.count, table.ofGroups]
}

function tableOf(counts: Uint32Array, { groups, groupOf }: OwnerGroups): PointTable {
  const ofGroups = new Uint32Array(groups.length * PAIRS)
  const enterprises = counts.length / PAIRS
  const starts = new Uint32Array(enterprises + 1)
  let entries = 0
  for (let slot = 0; slot < counts.length; slot += 1) if ((counts[slot] as number) > 0) entries += 1
  const pair = new Uint8Array(entries)
  const count = new Uint32Array(entries)
  let found = 0
  for (let number = 0; number < enterprises; number += 1) {
    starts[number] = found
    for (let own = 0; own < PAIRS; own += 1) {
      const points = counts[number * PAIRS + own] as number
      if (points === 0) continue
      pair[found] = own
      count[found++] = points
      const slot = (groupOf[number] as number) * PAIRS + own
      ofGroups[slot] = (ofGroups[slot] as number) + points
    }
  }
  starts[enterprises] = found
  return { starts, pair, count, ofGroups }
}

/** Some points, or all that are there, by enterprise number × PAIRS + pair. */
function countRows({ segment, pair, owners }: SegmentAt, rows: Uint32Array | null): Uint32Array {
  const { enterprise } = segment.points
  const counts = new Uint32Array(owners.there.length * PAIRS)
  const wanted = rows?.length ?? pair.length
  for (let index = 0; index < wanted; index += 1) {
    const row = rows?.[index] ?? index
    const own = pair[row] as number
    if (own === ABSENT) continue
    const slot = (enterprise[row] as number) * PAIRS + own
    counts[slot] = (counts[slot] as number) + 1
  }
  return counts
}

/** How many points some groups have: only enterprises of groups that are chosen in parts are looked at. */
export function countOfGroups(at: SegmentAt, groups: PointGroups): number {
  let sum = 0
  eachGroupCount(at, groups, (_group, _pair, count) => {
    sum += count
  })
  return sum
}

/**
 * Be told how many points of some groups each group of enterprises has of each pair of levels, some of
 * them in several parts.
 */
export function eachGroupCount(
  at: SegmentAt,
  { enterprises, pairs }: PointGroups,
  told: (group: number, pair: number, count: number) => void,
): void {
  const { ofGroups } = pointTable(at)
  const { whole, hasParts } = chosenGroups(at.segment, enterprises)
  for (let group = 0; group < whole.length; group += 1) {
    if (whole[group] === 0) continue
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const count = ofGroups[group * PAIRS + pair] as number
      if (pairs[pair] === 1 && count > 0) told(group, pair, count)
    }
  }
  if (!hasParts) return
  const { groupOf } = ownerGroups(at.segment)
  const others = ownersInParts(at.segment, enterprises)
  eachGroup(at, { enterprises: others, pairs }, (number, pair, count) => {
    told(groupOf[number] as number, pair, count)
  })
}

/** Be told how many of the selected points each enterprise has of each pair of levels. */
export function eachPointCount(part: SelectedSegment, told: ToldCount): void {
  const { at, groups } = part
  if (groups !== null) eachGroup(at, groups, told)
  else eachSlot(countRows(at, part.points), told)
}

type ToldCount = (enterprise: number, pair: number, count: number) => void

function eachGroup(at: SegmentAt, { enterprises, pairs }: PointGroups, told: ToldCount): void {
  const { starts, pair, count } = pointTable(at)
  for (let number = 0; number < enterprises.length; number += 1) {
    if (enterprises[number] === 0) continue
    const end = starts[number + 1] as number
    for (let entry = starts[number] as number; entry < end; entry += 1) {
      const own = pair[entry] as number
      if (pairs[own] === 1) told(number, own, count[entry] as number)
    }
  }
}

function eachSlot(counts: Uint32Array, told: ToldCount): void {
  const enterprises = counts.length / PAIRS
  for (let number = 0; number < enterprises; number += 1)
    for (let own = 0; own < PAIRS; own += 1) {
      const count = counts[number * PAIRS + own] as number
      if (count > 0) told(number, own, count)
    }
}
