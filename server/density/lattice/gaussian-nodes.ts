/**
 * The Gaussian density at nodes (高斯核节点密度). A Gaussian is the product of its row and its column:
 * each row of weights makes one profile from west to east, of which each row of nodes then takes
 * its part.
 *
 * For a full box rows × columns × (reach along a row + reach along a column) steps, less where it
 * is empty: a weight reaches 16 rows and, at 35° of latitude, 19 columns to either side. 8 bytes a
 * node of the box and 8 a node in reach of it, in lent room; that of the weights is given back at
 * once. Nothing is kept.
 */
import { kernelReachMeters } from '#domain/kernel.ts'
import { columnMeters } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks, NodeBox } from './node-blocks.ts'
import { emptyWindow, weightsWithin } from './node-window.ts'
import type { NodeWindow } from './node-window.ts'
import { giveBack } from '../room.ts'
import { SPLINE_VARIANCE } from './spline-parts.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

const SQUARE_METERS_TO_A_KM2 = 1e6

/**
 * The Gaussian density at nodes (节点密度), as splines through them will give it.
 *
 * Points were shared out by a spline and values are read by another; both widen, so the Gaussian
 * between is that much narrower.
 * Shape: null when nothing reaches the box
 * Units: 1/km²
 */
export function gaussianNodes(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  box: NodeBox,
): NodeWindow | null {
  const rowReach = Math.floor(
    kernelReachMeters('gaussian', steps.bandwidthMeters) / steps.rowMeters,
  )
  const columnReach = widestReach(steps, box.firstRow - rowReach, box.lastRow + rowReach)
  const weights = weightsWithin(blocks, {
    firstRow: box.firstRow - rowReach,
    lastRow: box.lastRow + rowReach,
    firstColumn: box.firstColumn - columnReach,
    lastColumn: box.lastColumn + columnReach,
  })
  if (weights === null) return null
  const window = emptyWindow(box)
  const profile = new Float64Array(window.width)
  const scale = SQUARE_METERS_TO_A_KM2 / UNITS_TO_A_WEIGHT
  const rowParts = gaussianParts(steps.bandwidthMeters, steps.rowMeters, scale)
  for (let row = weights.firstRow; row <= weights.lastRow; row += 1) {
    const columnParts = gaussianParts(steps.bandwidthMeters, columnMeters(steps, row), 1)
    profile.fill(0)
    const [from, to] = addProfile(profile, box.firstColumn, weights, row, columnParts)
    if (from > to) continue
    const last = Math.min(box.lastRow, row + rowReach)
    for (let at = Math.max(box.firstRow, row - rowReach); at <= last; at += 1) {
      const part = rowParts[rowReach + at - row] as number
      const start = (at - box.firstRow) * window.width
      const { values } = window
      for (let column = from; column <= to; column += 1)
        values[start + column] =
          (values[start + column] as number) + part * (profile[column] as number)
    }
  }
  giveBack(weights.values)
  return window
}

/** The farthest that a row of a box reaches, in columns. */
function widestReach(steps: LatticeSteps, firstRow: number, lastRow: number): number {
  const reach = kernelReachMeters('gaussian', steps.bandwidthMeters)
  const narrowest = Math.min(columnMeters(steps, firstRow), columnMeters(steps, lastRow))
  return Math.min(steps.columns >> 1, Math.floor(reach / narrowest))
}

/** A Gaussian at every step within reach, from one side to the other; its integral is `mass`. */
function gaussianParts(bandwidthMeters: number, stepMeters: number, mass: number): Float64Array {
  const reach = Math.floor(kernelReachMeters('gaussian', bandwidthMeters) / stepMeters)
  const variance = bandwidthMeters ** 2 - 2 * SPLINE_VARIANCE * stepMeters ** 2
  const height = mass / Math.sqrt(2 * Math.PI * variance)
  const parts = new Float64Array(2 * reach + 1)
  for (let step = 0; step <= reach; step += 1) {
    const part = height * Math.exp((step * stepMeters) ** 2 / (-2 * variance))
    parts[reach - step] = part
    parts[reach + step] = part
  }
  return parts
}

/** Add a row of weights to a profile; the first and last of its columns that were reached. */
function addProfile(
  profile: Float64Array,
  firstColumn: number,
  weights: NodeWindow,
  row: number,
  parts: Float64Array,
): readonly [from: number, to: number] {
  const reach = (parts.length - 1) / 2
  const start = (row - weights.firstRow) * weights.width
  let least = profile.length
  let most = -1
  for (let index = 0; index < weights.width; index += 1) {
    const weight = weights.values[start + index] as number
    if (weight === 0) continue
    const west = weights.firstColumn + index - reach - firstColumn
    const from = Math.max(0, west)
    const to = Math.min(profile.length - 1, west + parts.length - 1)
    if (from > to) continue
    if (from < least) least = from
    most = to
    let part = from - west
    for (let column = from; column <= to; column += 1, part += 1)
      profile[column] = (profile[column] as number) + weight * (parts[part] as number)
  }
  return [least, most]
}
