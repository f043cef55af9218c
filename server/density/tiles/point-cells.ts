/**
 * Points counted by cell once a moment, for all filters and scopes (分组汇总格): what each enterprise has in
 * the finest cells, and each group of them in wider ones. Where enterprise and level alone decide,
 * no row is looked at but once for these.
 *
 * Tables of the moment asked last. Of the finest cells 17 bytes an entry, some five rows an entry,
 * and 12 a cell; of cells by group, each of twice the side of those before to zoom 10, about as many
 * entries all together, of the same size. None where fewer than two rows share an entry.
 */
import { ownerGroups } from '../columns/owner-groups.ts'
import type { SegmentAt } from '../columns/segment-at.ts'
import type { Segment } from '../columns/segment.ts'
import type { PointGroups } from '../columns/select-points.ts'
import type { Pace } from '../pace.ts'
import { PointCellCounting } from './point-cell-counting.ts'
import type { PointCells } from './point-cell-counting.ts'
import { wholeGroups } from './whole-groups.ts'
import { widerPointCells } from './wider-point-cells.ts'

/** The points of a segment at a moment, counted by cell. */
interface Counted {
  /** By enterprise. */
  readonly finest: PointCells
  /** By group of enterprises, the widest cells first. */
  readonly byGroup: readonly PointCells[]
}

interface Kept {
  /** Whose levels they were: a new day alone changes none of them. */
  readonly pair: Uint8Array
  /** Null where there would be about as many entries as there are rows. */
  readonly counted: Counted | null
}

/** The widest cells that are counted: a county lies in a few of them. */
const WIDEST_ZOOM = 10

/** Of each segment the moment that was asked about last. */
const kept = new WeakMap<Segment, Kept>()

/** What the tables of some segments take (占用). Units: bytes */
export function pointCellBytes(segments: readonly Segment[]): number {
  let bytes = 0
  for (const segment of segments) {
    const counted = kept.get(segment)?.counted ?? null
    if (counted === null) continue
    for (const table of [counted.finest, ...counted.byGroup])
      for (const column of Object.values(table) as unknown[])
        if (ArrayBuffer.isView(column)) bytes += column.byteLength
  }
  return bytes
}

/** The fewest entries that tell of some groups of points in cells of a zoom (最省的计数表). */
export interface CountedGroups {
  readonly table: PointCells
  /** 1 for the owners whose entries tell of them. */
  readonly owners: Uint8Array
  /** Points with a place that these entries count too, and that are of no group, along the curve. */
  readonly others: Uint32Array
}

/** What was counted of some groups. Shape: cells of a zoom, or narrower; null where rows share too few entries */
export function countedGroups(
  at: SegmentAt,
  { enterprises }: PointGroups,
  zoom: number,
): CountedGroups | null {
  const counted = countedPoints(at)
  if (counted === null) return null
  const table = counted.byGroup.find((own) => own.zoom >= zoom)
  const whole = table === undefined ? null : wholeGroups(at.segment, enterprises)
  return table === undefined || whole === null
    ? { table: counted.finest, owners: enterprises, others: NO_ROWS }
    : { table, owners: whole.groups, others: whole.others }
}

const NO_ROWS = new Uint32Array(0)

/** Count what is read here of a moment (预先计数), in turns, where that was not done yet. */
export async function preparePointCells(at: SegmentAt, pace: Pace): Promise<void> {
  if (knownPoints(at) !== undefined) return
  const counting = countPoints(at)
  for (;;) {
    const step = counting.next()
    if (step.done === true) return keep(at, step.value)
    await pace()
  }
}

function countedPoints(at: SegmentAt): Counted | null {
  const known = knownPoints(at)
  if (known !== undefined) return known
  const counting = countPoints(at)
  let step = counting.next()
  while (step.done !== true) step = counting.next()
  keep(at, step.value)
  return step.value
}

/** Undefined where they were not counted yet. */
function knownPoints({ segment, pair }: SegmentAt): Counted | null | undefined {
  const known = kept.get(segment)
  return known?.pair === pair ? known.counted : undefined
}

function keep({ segment, pair }: SegmentAt, counted: Counted | null): void {
  kept.set(segment, { pair, counted })
}

/** Counts step by step, some milliseconds each: the finest cells, then those of each wider zoom. */
function* countPoints(at: SegmentAt): Generator<undefined, Counted | null> {
  const counting = new PointCellCounting(at)
  while (counting.goesOn()) yield
  yield
  const finest = counting.cells()
  if (finest === null) return null
  const { groups, groupOf } = ownerGroups(at.segment)
  const themselves = Uint32Array.from(groups, (_, group) => group)
  let finer = widerPointCells(finest, groupOf, groups.length)
  const byGroup = [finer]
  while (finer.zoom > WIDEST_ZOOM) {
    yield
    finer = widerPointCells(finer, themselves, groups.length)
    byGroup.unshift(finer)
  }
  return { finest, byGroup }
}
