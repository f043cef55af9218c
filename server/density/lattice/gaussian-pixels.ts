/**
 * A tile of pixels wider than the nodes are apart (小比例尺瓦片), for the Gaussian: from each node to the
 * few pixels in its reach, as a profile for each row of nodes, then its part for each row of
 * pixels.
 *
 * It costs by the nodes that hold something, not by the ground that the tile covers. 8 bytes a
 * pixel in lent room and one row more; a Gaussian is read from a table of 20 kB, once for the
 * process. The event loop may have its turn at every row of blocks.
 */
import { kernelReachMeters } from '#domain/kernel.ts'
import { columnLng, columnMeters, rowPlace } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { BLOCK_SIDE } from './node-blocks.ts'
import type { BlockRow, NodeBlock, NodeBlocks, NodeBox } from './node-blocks.ts'
import { createPace } from '../pace.ts'
import { giveBack, lendNumbers } from '../room.ts'
import type { PixelLattice } from './pixel-lattice.ts'
import { SPLINE_VARIANCE } from './spline-parts.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

/** A Gaussian read between entries is off by 5 · 10⁻⁷ of its height. */
const ENTRIES_TO_A_SIGMA = 512
const table = Float64Array.from({ length: 5 * ENTRIES_TO_A_SIGMA + 2 }, (_, entry) =>
  Math.exp(-0.5 * (entry / ENTRIES_TO_A_SIGMA) ** 2),
)

/**
 * A Gaussian tile of pixels wider than the nodes are apart (小比例尺瓦片).
 * Units: 1/km²; null when nothing reaches the tile
 */
export async function gaussianPixels(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  pixels: PixelLattice,
  box: NodeBox,
): Promise<Float64Array | null> {
  const { size, lats } = pixels
  const values = lendNumbers(size * size)
  const profile = new Float64Array(size)
  const rowsAt = Float64Array.from(lats, (lat) => rowPlace(steps, lat) + 1)
  const reach = kernelReachMeters('gaussian', steps.bandwidthMeters)
  const sigma = narrowSigma(steps.bandwidthMeters, steps.rowMeters)
  const height = 1e6 / UNITS_TO_A_WEIGHT / (2 * Math.PI * sigma)
  const pace = createPace()
  let isEmpty = true
  for (const blockRow of blocks.rows(box)) {
    await pace()
    isEmpty = false
    for (let up = 0; up < BLOCK_SIDE; up += 1) {
      const row = blockRow.firstRow + up
      const [first, last] = rowsWithin(rowsAt, row, reach / steps.rowMeters)
      if (first > last) continue
      const [from, to] = addProfile(profile, blockRow, up, steps, pixels)
      if (from > to) continue
      for (let at = first; at <= last; at += 1) {
        const north = (Math.abs((rowsAt[at] as number) - row) * steps.rowMeters) / sigma
        const part = height * tableAt(north * ENTRIES_TO_A_SIGMA)
        const start = at * size
        for (let column = from; column <= to; column += 1)
          values[start + column] =
            (values[start + column] as number) + part * (profile[column] as number)
      }
      profile.fill(0, from, to + 1)
    }
  }
  if (!isEmpty) return values
  giveBack(values)
  return null
}

/** Points were shared out by a spline, which widens: the Gaussian is that much narrower. */
function narrowSigma(bandwidthMeters: number, stepMeters: number): number {
  return Math.sqrt(bandwidthMeters ** 2 - SPLINE_VARIANCE * stepMeters ** 2)
}

function tableAt(place: number): number {
  const entry = Math.floor(place)
  const value = table[entry] as number
  return value + (place - entry) * ((table[entry + 1] as number) - value)
}

/** The rows of pixels within reach of a row of nodes; places fall from north to south. */
export function rowsWithin(
  rowsAt: Float64Array,
  row: number,
  reach: number,
): readonly [first: number, last: number] {
  const firstAtMost = (place: number) => {
    let low = 0
    let high = rowsAt.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((rowsAt[middle] as number) > place) low = middle + 1
      else high = middle
    }
    return low
  }
  let last = firstAtMost(row - reach)
  if (!(last < rowsAt.length && rowsAt[last] === row - reach)) last -= 1
  return [firstAtMost(row + reach), last]
}

/** Add a row of nodes to a profile of pixels; the first and last of them that were reached. */
function addProfile(
  profile: Float64Array,
  { firstRow, blocks, columns }: BlockRow,
  up: number,
  steps: LatticeSteps,
  pixels: PixelLattice,
): readonly [from: number, to: number] {
  const stepMeters = columnMeters(steps, firstRow + up)
  const sigma = narrowSigma(steps.bandwidthMeters, stepMeters)
  const columnPixels = steps.stepLng / pixels.stepLng
  const pixelMeters = stepMeters / columnPixels
  const reach = kernelReachMeters('gaussian', steps.bandwidthMeters) / pixelMeters
  const entriesToAPixel = (pixelMeters / sigma) * ENTRIES_TO_A_SIGMA
  const tall = 1 / sigma
  let least = profile.length
  let most = -1
  for (let index = 0; index < blocks.length; index += 1) {
    const { cells, rowMask } = blocks[index] as NodeBlock
    if (((rowMask >> up) & 1) === 0) continue
    const first = (columnLng(steps, columns[index] as number) - pixels.firstLng) / pixels.stepLng
    for (let cell = 0; cell < BLOCK_SIDE; cell += 1) {
      const weight = cells[up * BLOCK_SIDE + cell] as number
      if (weight === 0) continue
      const place = first + cell * columnPixels
      const from = Math.max(0, Math.ceil(place - reach))
      const to = Math.min(profile.length - 1, Math.floor(place + reach))
      if (from > to) continue
      if (from < least) least = from
      if (to > most) most = to
      const height = weight * tall
      for (let column = from; column <= to; column += 1)
        profile[column] =
          (profile[column] as number) + height * tableAt(Math.abs(column - place) * entriesToAPixel)
    }
  }
  return [least, most]
}
