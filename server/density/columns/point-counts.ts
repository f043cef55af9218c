import type { SegmentAt } from './segment-at.ts'
import { ABSENT, PAIRS } from './segment.ts'
import type { PointGroups } from './select-points.ts'
import type { SelectedSegment } from './select-segment.ts'

/** All points of a moment by enterprise and pair of levels: enterprise number × PAIRS + pair. */
const tables = new WeakMap<Uint8Array, Uint32Array>()

/**
 * Points of a segment counted by enterprise and pair of levels (按企业与等级计数), made once a moment.
 *
 * 100 bytes an enterprise; a new day alone changes nothing.
 */
function pointTable({ segment: { points }, pair, enterprises }: SegmentAt): Uint32Array {
  let table = tables.get(pair)
  if (table === undefined) {
    table = new Uint32Array(enterprises.length * PAIRS)
    const { enterprise, count } = points
    for (let row = 0; row < count; row += 1) {
      if (pair[row] === ABSENT) continue
      const slot = (enterprise[row] as number) * PAIRS + (pair[row] as number)
      table[slot] = (table[slot] as number) + 1
    }
    tables.set(pair, table)
  }
  return table
}

/** How many points some groups have. */
export function countOfGroups(at: SegmentAt, groups: PointGroups): number {
  let sum = 0
  eachGroup(at, groups, (_enterprise, _pair, count) => {
    sum += count
  })
  return sum
}

/** Be told how many of the selected points each enterprise has of each pair of levels. */
export function eachPointCount(part: SelectedSegment, told: ToldCount): void {
  const { at, groups } = part
  if (groups !== null) eachGroup(at, groups, told)
  else eachSlot(countRows(part), told)
}

type ToldCount = (enterprise: number, pair: number, count: number) => void

function eachGroup(at: SegmentAt, { enterprises, pairs }: PointGroups, told: ToldCount): void {
  eachSlot(pointTable(at), (enterprise, pair, count) => {
    if (enterprises[enterprise] === 1 && pairs[pair] === 1) told(enterprise, pair, count)
  })
}

function eachSlot(counts: Uint32Array, told: ToldCount): void {
  for (let slot = 0; slot < counts.length; slot += 1) {
    const count = counts[slot] as number
    if (count > 0) told(Math.floor(slot / PAIRS), slot % PAIRS, count)
  }
}

function countRows({ at, points }: SelectedSegment): Uint32Array {
  const owner = at.segment.points.enterprise
  const counts = new Uint32Array(at.enterprises.length * PAIRS)
  for (const row of points) {
    const slot = (owner[row] as number) * PAIRS + (at.pair[row] as number)
    counts[slot] = (counts[slot] as number) + 1
  }
  return counts
}
