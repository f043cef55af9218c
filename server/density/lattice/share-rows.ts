/**
 * Points shared out to nodes row by row (分摊到节点): each to the 4 × 4 nodes about it in the parts of a
 * cubic spline, rounded to whole units, what rounding leaves to the nearest of them.
 *
 * A point costs two places, two splines and 16 additions in one block; nothing is kept of it, and
 * nothing is allocated but eight numbers, once for the process.
 */
import { columnPlace, rowPlace } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { BLOCK_SIDE } from './node-blocks.ts'
import type { NodeBlock } from './node-blocks.ts'
import { splineParts } from './spline-parts.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

/** Places of points and what they count, by rows. */
export interface WeightedRows {
  readonly lng: Float64Array
  readonly lat: Float64Array
  readonly weightOf: (row: number) => number
}

/** Where points are shared out to: blocks of nodes by their first node. */
export interface ShareTarget {
  writable(row: number, column: number): Pick<NodeBlock, 'cells' | 'rowMask' | 'points'>
  drop(row: number, column: number): void
}

/** How many points there are and what they weigh together; written to as points come and go. */
export interface Shared {
  count: number
  /** Units: 2⁻²⁴ of a weight */
  units: number
}

/** Sums stay whole numbers up to here. */
export const MOST_WEIGHT = 2 ** 53 / UNITS_TO_A_WEIGHT

/** Added and taken off again, it rounds to a whole number: a quarter of the time of Math.round. */
const ROUNDER = 1.5 * 2 ** 52

/** The parts of a point along its four columns, then along its four rows; kept between points. */
const parts = new Float64Array(8)

/** The units of a weight (权重单位), whole. */
export function unitsOf(weight: number): number {
  return Math.round(weight * UNITS_TO_A_WEIGHT)
}

/**
 * Share points out, or take their parts away again (分摊). One loop for all: what it adds up is written
 * to the sums once, and not for each point.
 * Errors: RangeError for a weight below 0, a sum of weights of 2²⁹, anything not finite, and when there
 *   is no point to take away; sums and target are of no use then
 */
export function shareRows(
  steps: LatticeSteps,
  target: ShareTarget,
  { lng, lat, weightOf }: WeightedRows,
  rows: Uint32Array,
  sign: 1 | -1,
  sums: Shared,
): void {
  const { columns } = steps
  let { count, units: sum } = sums
  for (let index = 0; index < rows.length; index += 1) {
    const at = rows[index] as number
    const pointLng = lng[at] as number
    const pointLat = lat[at] as number
    const weight = weightOf(at)
    if (!(weight >= 0 && sum / UNITS_TO_A_WEIGHT + weight < MOST_WEIGHT))
      throw new RangeError(`expected a finite weight ≥ 0, got ${weight}`)
    if (!(Number.isFinite(pointLng) && Math.abs(pointLat) <= 90))
      throw new RangeError(`expected a position, got ${pointLng}, ${pointLat}`)
    const units = sign * unitsOf(weight)
    if (units === 0) continue
    let place = columnPlace(steps, pointLng)
    if (!(place >= 0 && place < columns)) place -= Math.floor(place / columns) * columns
    const column = Math.min(columns - 1, Math.floor(place))
    const rowAt = rowPlace(steps, pointLat)
    const row = Math.floor(rowAt)
    const block = target.writable(row, column)
    block.points += sign
    if (block.points <= 0) target.drop(row, column)
    if (block.points < 0) throw new RangeError(`no point to take away at ${pointLng}, ${pointLat}`)
    splineParts(place - column, parts, 0)
    splineParts(rowAt - row, parts, 4)
    share(block.cells, (row & 15) * BLOCK_SIDE + (column & 15), units)
    block.rowMask |= 15 << (row & 15)
    count += sign
    sum += units
  }
  sums.count = count
  sums.units = sum
}

/** Add the parts of a point, rounded; what rounding leaves goes to the nearest of the nodes. */
function share(cells: Float64Array, at: number, units: number): void {
  const west = parts[0] as number
  const left = parts[1] as number
  const right = parts[2] as number
  const east = parts[3] as number
  let rest = units
  let cell = at
  for (let up = 4; up < 8; up += 1, cell += BLOCK_SIDE) {
    const ofRow = units * (parts[up] as number)
    const first = ofRow * west + ROUNDER - ROUNDER
    const second = ofRow * left + ROUNDER - ROUNDER
    const third = ofRow * right + ROUNDER - ROUNDER
    const fourth = ofRow * east + ROUNDER - ROUNDER
    rest -= first + second + third + fourth
    cells[cell] = (cells[cell] as number) + first
    cells[cell + 1] = (cells[cell + 1] as number) + second
    cells[cell + 2] = (cells[cell + 2] as number) + third
    cells[cell + 3] = (cells[cell + 3] as number) + fourth
  }
  const upper = (parts[6] as number) > (parts[5] as number) ? 2 : 1
  const nearest = at + upper * BLOCK_SIDE + (right > left ? 2 : 1)
  cells[nearest] = (cells[nearest] as number) + rest
}
