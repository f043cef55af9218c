import { cellOf, curveHigh, curveLow, isBeforeOnCurve } from './curve.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, PAIRS } from './segment.ts'
import type { TileSquare } from './tile-run.ts'

/**
 * The zoom of a roll-up's cells: 2.4 km at the equator, 2 km in the sample's latitude.
 *
 * A plant lies in one such cell or two, with some eight pairs of levels. 249,538 points of 2,500 sample
 * plants make 20,274 entries with cells of zoom 11, 21,934 of zoom 14 and 29,246 of zoom 17: it is
 * plants that are counted, so coarser cells save nothing. Tiles up to zoom 10 are read from it; those
 * from zoom 11 on are read row by row.
 */
export const ROLL_UP_ZOOM = 14

/** Sums of places are of 2²⁶ steps along a side, so that those of 100 million rows are exact. */
const MEAN_SHIFT = 6

/**
 * Points of a segment counted by cell, enterprise and pair of levels (汇总层), along the curve.
 *
 * 33 bytes an entry, made when a tile from afar is first asked for.
 */
export interface RollUp {
  readonly cellX: Uint32Array
  readonly cellY: Uint32Array
  readonly enterprise: Uint32Array
  readonly pair: Uint8Array
  readonly count: Uint32Array
  readonly sumX: Float64Array
  readonly sumY: Float64Array
}

/** By the levels they count: a new day alone changes none of them. */
const rollUps = new WeakMap<Uint8Array, RollUp>()

/** The roll-up of a segment at a moment, made once. */
export function rollUpOf(at: SegmentAt): RollUp {
  let made = rollUps.get(at.pair)
  if (made === undefined) {
    made = rollUp(at)
    rollUps.set(at.pair, made)
  }
  return made
}

interface Entry {
  readonly cellX: number
  readonly cellY: number
  /** Enterprise and pair in one number. */
  readonly group: number
  count: number
  sumX: number
  sumY: number
}

function rollUp({ segment: { points }, pair }: SegmentAt): RollUp {
  const { worldX, worldY, enterprise } = points
  const entries: Entry[] = []
  const inCell = new Map<number, Entry>()
  let [lastX, lastY] = [-1, -1]
  for (let row = 0; row < points.placed; row += 1) {
    if (pair[row] === ABSENT) continue
    const x = worldX[row] as number
    const y = worldY[row] as number
    const cellX = cellOf(x, ROLL_UP_ZOOM)
    const cellY = cellOf(y, ROLL_UP_ZOOM)
    // Rows of one cell are neighbours along the curve: once it is left it never comes again.
    if (cellX !== lastX || cellY !== lastY) inCell.clear()
    lastX = cellX
    lastY = cellY
    const group = (enterprise[row] as number) * PAIRS + (pair[row] as number)
    let entry = inCell.get(group)
    if (entry === undefined) {
      entry = { cellX, cellY, group, count: 0, sumX: 0, sumY: 0 }
      inCell.set(group, entry)
      entries.push(entry)
    }
    entry.count += 1
    entry.sumX += x >>> MEAN_SHIFT
    entry.sumY += y >>> MEAN_SHIFT
  }
  return {
    cellX: Uint32Array.from(entries, (entry) => entry.cellX),
    cellY: Uint32Array.from(entries, (entry) => entry.cellY),
    enterprise: Uint32Array.from(entries, ({ group }) => Math.floor(group / PAIRS)),
    pair: Uint8Array.from(entries, ({ group }) => group % PAIRS),
    count: Uint32Array.from(entries, ({ count }) => count),
    sumX: Float64Array.from(entries, ({ sumX }) => sumX),
    sumY: Float64Array.from(entries, ({ sumY }) => sumY),
  }
}

/** Which entries of a roll-up lie in a tile of zoom 10 or less: one run of them. */
export function rollUpRun(
  { cellX, cellY }: RollUp,
  { x, y, side }: TileSquare,
): readonly [start: number, end: number] {
  const firstX = cellOf(x, ROLL_UP_ZOOM)
  const firstY = cellOf(y, ROLL_UP_ZOOM)
  const last = side / 2 ** (32 - ROLL_UP_ZOOM) - 1
  return [
    firstFrom(cellX, cellY, firstX, firstY, false),
    firstFrom(cellX, cellY, firstX + last, firstY + last, true),
  ]
}

function firstFrom(
  cellX: Uint32Array,
  cellY: Uint32Array,
  x: number,
  y: number,
  after: boolean,
): number {
  const [high, low] = [curveHigh(x, y), curveLow(x, y)]
  let from = 0
  let to = cellX.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBeforeOnCurve(cellX[middle] as number, cellY[middle] as number, high, low, after))
      from = middle + 1
    else to = middle
  }
  return from
}
