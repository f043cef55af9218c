/**
 * Cells of points summed from what each enterprise has in them (分组汇总格), where enterprise and level
 * alone decide: no row is read, but once a moment for all filters and scopes.
 *
 * One table a segment, of the moment asked last: 17 bytes an entry, some five rows an entry, 8 a
 * cell and 4 an enterprise, and none where fewer than two rows share an entry. A layer costs the
 * entries of the enterprises selected and a pass over the table's cells, in 40 bytes a cell of the
 * largest table, kept for the next.
 */
import { ScratchRows } from '../columns/scratch-rows.ts'
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
 * The cells of a zoom that hold the points of some groups (分组汇总格).
 * Shape: zoom 0 to FINEST_CELL_ZOOM; null where rows share too few entries
 */
export function layerOfGroups(
  at: SegmentAt,
  { enterprises, pairs }: PointGroups,
  levels: Uint8Array,
  zoom: number,
): CellLayer | null {
  const all = pointCells(at)
  if (all === null) return null
  const { x, y, starts, cell, pair, count, sumX, sumY } = all
  const cells = widerCells(all, zoom)
  const { wider } = cells
  const sums = sumsOf(cells.cells)
  const { counts, x: ofX, y: ofY } = sums
  const columns = columnsOf(pairs, levels)
  for (let number = 0; number < enterprises.length; number += 1) {
    if (enterprises[number] === 0) continue
    const end = starts[number + 1] as number
    for (let entry = starts[number] as number; entry < end; entry += 1) {
      const column = columns[pair[entry] as number] as number
      if (column === LEFT_OUT) continue
      const from = cell[entry] as number
      const to = wider[from] as number
      const rows = count[entry] as number
      const at = to * LEVELS + column
      counts[at] = (counts[at] as number) + rows
      ofX[to] = (ofX[to] as number) + (sumX[entry] as number) + rows * stepsTo(x[from] as number)
      ofY[to] = (ofY[to] as number) + (sumY[entry] as number) + rows * stepsTo(y[from] as number)
    }
  }
  return layerOf(all, cells, sums, zoom)
}

const LEFT_OUT = 255

/** Where each pair of levels is counted; LEFT_OUT where it does not pass. */
function columnsOf(pairs: Uint8Array, levels: Uint8Array): Uint8Array {
  return levels.map((level, own) => (pairs[own] === 1 ? level : LEFT_OUT))
}

/** From the edge of the world to a cell. Units: steps of means */
function stepsTo(cell: number): number {
  return cell * STEPS_A_CELL
}

/** Cells of some zoom, as many as hold any of the finest ones, and in which of them each of these lies. */
interface WiderCells {
  readonly wider: Uint32Array
  readonly cells: number
}

const scratch = new ScratchRows()

/** The finest cells in one wider cell follow one another along the curve. */
function widerCells({ x, y }: PointCells, zoom: number): WiderCells {
  const shift = FINEST_CELL_ZOOM - zoom
  const wider = scratch.take(x.length)
  let cell = -1
  let [lastX, lastY] = [-1, -1]
  for (let from = 0; from < x.length; from += 1) {
    const ownX = (x[from] as number) >>> shift
    const ownY = (y[from] as number) >>> shift
    if (ownX !== lastX || ownY !== lastY) {
      cell += 1
      lastX = ownX
      lastY = ownY
    }
    wider[from] = cell
  }
  return { wider, cells: cell + 1 }
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

/** The cells of a zoom that hold any. */
function layerOf({ x, y }: PointCells, { wider, cells }: WiderCells, sums: Sums, zoom: number) {
  let held = 0
  for (let from = 0; from < cells; from += 1) if (countOf(sums, from) > 0) held += 1
  const layer = emptyLayer(zoom, held)
  const shift = FINEST_CELL_ZOOM - zoom
  let cell = 0
  let next = 0
  for (let finest = 0; finest < x.length; finest += 1) {
    const from = wider[finest] as number
    if (from < next) continue
    next = from + 1
    const rows = countOf(sums, from)
    if (rows === 0) continue
    layer.x[cell] = (x[finest] as number) >>> shift
    layer.y[cell] = (y[finest] as number) >>> shift
    layer.sumX[cell] = sums.x[from] as number
    layer.sumY[cell] = sums.y[from] as number
    const first = cell * COUNT_COLUMNS
    layer.counts[first + COUNT] = rows
    for (let level = 0; level < LEVELS; level += 1)
      layer.counts[first + LEVEL_NONE + level] = sums.counts[from * LEVELS + level] as number
    cell += 1
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
