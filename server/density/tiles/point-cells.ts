import type { SegmentAt } from '../columns/segment-at.ts'
import type { Segment } from '../columns/segment.ts'
import type { PointGroups } from '../columns/select-points.ts'
import type { Pace } from '../pace.ts'
import { COUNT, COUNT_COLUMNS, emptyLayer, FINEST_CELL_ZOOM, LEVEL_NONE } from './cell-layer.ts'
import type { CellLayer } from './cell-layer.ts'
import { PointCellCounting, STEPS_A_CELL } from './point-cell-counting.ts'
import type { PointCells } from './point-cell-counting.ts'

interface Kept {
  /** Whose levels they were: a new day alone changes none of them. */
  readonly pair: Uint8Array
  /** Null where it would have about as many entries as there are rows. */
  readonly cells: PointCells | null
}

/** Of each segment the moment that was asked about last. */
const kept = new WeakMap<Segment, Kept>()

/** What the tables of some segments take (占用). Units: bytes */
export function pointCellBytes(segments: readonly Segment[]): number {
  let bytes = 0
  for (const segment of segments)
    for (const column of Object.values(kept.get(segment)?.cells ?? {}) as Uint32Array[])
      bytes += column.byteLength
  return bytes
}

/**
 * The finest cells of the points of some groups (分组汇总格), summed from what each enterprise has in them:
 * no row is read, but once a moment for all filters and scopes.
 * Shape: null where rows share too few entries
 */
export function layerOfGroups(
  at: SegmentAt,
  { enterprises, pairs }: PointGroups,
  levels: Uint8Array,
): CellLayer | null {
  const all = pointCells(at)
  if (all === null) return null
  const { starts, cell, pair, count, sumX, sumY } = all
  const sums = sumsOf(all.x.length)
  for (let number = 0; number < enterprises.length; number += 1) {
    if (enterprises[number] === 0) continue
    const end = starts[number + 1] as number
    for (let entry = starts[number] as number; entry < end; entry += 1) {
      const own = pair[entry] as number
      if (pairs[own] === 0) continue
      const to = cell[entry] as number
      const level = to * LEVELS + (levels[own] as number)
      sums.counts[level] = (sums.counts[level] as number) + (count[entry] as number)
      sums.x[to] = (sums.x[to] as number) + (sumX[entry] as number)
      sums.y[to] = (sums.y[to] as number) + (sumY[entry] as number)
    }
  }
  return layerOf(all, sums)
}

/** Numbers of levels: 1 to 4, 0 for the unassessed. */
const LEVELS = 5

interface Sums {
  readonly counts: Uint32Array
  readonly x: Float64Array
  readonly y: Float64Array
}

/** Room for sums, used again by the next: of its first cells all are zero. */
let room: Sums = roomFor(1_024)

function roomFor(cells: number): Sums {
  return {
    counts: new Uint32Array(cells * LEVELS),
    x: new Float64Array(cells),
    y: new Float64Array(cells),
  }
}

function sumsOf(cells: number): Sums {
  if (room.x.length < cells) room = roomFor(cells)
  else {
    room.counts.fill(0, 0, cells * LEVELS)
    room.x.fill(0, 0, cells)
    room.y.fill(0, 0, cells)
  }
  return room
}

/** The cells that hold any, their sums counted from the corner of the world. */
function layerOf({ x, y }: PointCells, sums: Sums): CellLayer {
  const held = new Uint32Array(x.length)
  let cells = 0
  for (let from = 0; from < x.length; from += 1) {
    const rows = countOf(sums, from)
    if (rows === 0) continue
    held[cells++] = from
  }
  const layer = emptyLayer(FINEST_CELL_ZOOM, cells)
  for (let cell = 0; cell < cells; cell += 1) {
    const from = held[cell] as number
    const rows = countOf(sums, from)
    const [ownX, ownY] = [x[from] as number, y[from] as number]
    layer.x[cell] = ownX
    layer.y[cell] = ownY
    layer.sumX[cell] = (sums.x[from] as number) + rows * ownX * STEPS_A_CELL
    layer.sumY[cell] = (sums.y[from] as number) + rows * ownY * STEPS_A_CELL
    const first = cell * COUNT_COLUMNS
    layer.counts[first + COUNT] = rows
    for (let level = 0; level < LEVELS; level += 1)
      layer.counts[first + LEVEL_NONE + level] = sums.counts[from * LEVELS + level] as number
  }
  return layer
}

function countOf({ counts }: Sums, cell: number): number {
  let sum = 0
  for (let level = 0; level < LEVELS; level += 1) sum += counts[cell * LEVELS + level] as number
  return sum
}

/** Count what `layerOfGroups` reads of a moment (预先计数), in turns, where that was not done yet. */
export async function preparePointCells(at: SegmentAt, pace: Pace): Promise<void> {
  if (knownCells(at) !== undefined) return
  const counting = new PointCellCounting(at)
  while (counting.goesOn()) await pace()
  keep(at, counting)
}

function pointCells(at: SegmentAt): PointCells | null {
  const known = knownCells(at)
  if (known !== undefined) return known
  const counting = new PointCellCounting(at)
  let goesOn = true
  while (goesOn) goesOn = counting.goesOn()
  return keep(at, counting)
}

/** Undefined where they were not counted yet. */
function knownCells({ segment, pair }: SegmentAt): PointCells | null | undefined {
  const known = kept.get(segment)
  return known?.pair === pair ? known.cells : undefined
}

function keep({ segment, pair }: SegmentAt, counting: PointCellCounting): PointCells | null {
  const cells = counting.cells()
  kept.set(segment, { pair, cells })
  return cells
}
