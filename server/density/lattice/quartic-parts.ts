/**
 * What one weight adds to the nodes in reach of it (四次核节点系数), row by row: a kernel on even steps,
 * narrowed by what the two splines about it widen.
 *
 * Eight rows of nodes share one set of parts: at 35° of latitude 11 rows of up to 25 columns,
 * 1.7 kB of numbers. At most 256 sets a lattice are kept, as long as its steps, and all are dropped
 * together when there would be more. To make one costs 25 rows of kernel values and four passes
 * over them.
 */
import { kernelValue } from '#domain/kernel.ts'
import { columnMeters } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

/** What a weight adds to the nodes about it: row `up` reaches `halfWidth` columns to either side. */
export interface QuarticRow {
  readonly halfWidth: number
  readonly parts: Float64Array
}

/** Rows whose columns are as wide as those of their middle: within 0.05 % up to 75° of latitude. */
const ROWS_ALIKE = 8

/**
 * What undoes the widening of one spline on even steps: 1 − δ²/6 + 7δ⁴/240, where δ² is the second
 * difference; the beginning of the series of 1 / sinc⁴.
 */
const NARROWING = [7 / 240, -17 / 60, 1 + 1 / 3 + 7 / 40, -17 / 60, 7 / 240]

/** Parts below this, of the height, are left out. */
const LEAST_PART = 1e-4

/** Bands of rows whose parts are kept. */
const BANDS_KEPT = 256

const partsOf = new WeakMap<LatticeSteps, Map<number, readonly QuarticRow[]>>()

/**
 * The parts that a row of nodes gives to its own row and to those above it, and to those below it
 * alike (四次核节点系数).
 */
export function quarticParts(steps: LatticeSteps, row: number): readonly QuarticRow[] {
  let bands = partsOf.get(steps)
  if (bands === undefined) {
    bands = new Map<number, readonly QuarticRow[]>()
    partsOf.set(steps, bands)
  }
  const band = Math.floor(row / ROWS_ALIKE)
  let parts = bands.get(band)
  if (parts === undefined) {
    parts = rowsOfParts(steps, columnMeters(steps, (band + 0.5) * ROWS_ALIKE))
    if (bands.size >= BANDS_KEPT) bands.clear()
    bands.set(band, parts)
  }
  return parts
}

/** How many rows, or columns of a length on the ground, a weight can reach. */
export function quarticReach({ bandwidthMeters }: LatticeSteps, stepMeters: number): number {
  return Math.ceil(bandwidthMeters / stepMeters) + 2 * (NARROWING.length >> 1)
}

function rowsOfParts(steps: LatticeSteps, stepMeters: number): QuarticRow[] {
  const up = quarticReach(steps, steps.rowMeters)
  const right = quarticReach(steps, stepMeters)
  const width = 2 * right + 1
  let grid = new Float64Array((2 * up + 1) * width)
  for (let row = -up; row <= up; row += 1)
    for (let column = -right; column <= right; column += 1)
      grid[(row + up) * width + column + right] = kernelValue(
        'quartic',
        Math.hypot(row * steps.rowMeters, column * stepMeters),
        steps.bandwidthMeters,
      )
  // One spline shares the points out, another reads between the nodes.
  for (const stride of [1, 1, width, width]) grid = narrowed(grid, stride)

  const height = kernelValue('quartic', 0, steps.bandwidthMeters)
  grid = grid.map((part) => (Math.abs(part) < LEAST_PART * height ? 0 : part))
  const mass = (grid.reduce((sum, part) => sum + part, 0) * steps.rowMeters * stepMeters) / 1e6
  return Array.from({ length: up + 1 }, (_, rowsUp) => {
    const row = grid.subarray((rowsUp + up) * width, (rowsUp + up + 1) * width)
    const first = row.findIndex((part) => part !== 0)
    const halfWidth = first === -1 ? -1 : right - first
    const parts = row.slice(right - halfWidth, right + halfWidth + 1)
    return { halfWidth, parts: parts.map((part) => part / mass / UNITS_TO_A_WEIGHT) }
  }).filter(({ halfWidth }) => halfWidth >= 0)
}

/** Outside the grid all is 0: what runs over its side edges meets only zeros of the next row. */
function narrowed(grid: Float64Array, stride: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(grid, (_, at) =>
    NARROWING.reduce((sum, part, index) => sum + part * (grid[at + (index - 2) * stride] ?? 0), 0),
  )
}
