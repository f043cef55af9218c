/**
 * A tile of pixels wider than the nodes are apart (小比例尺瓦片), for the quartic: from each node to the
 * few pixels in its reach, by five heights a pixel, four of which undo the widening of the spline.
 *
 * It costs by the nodes that hold something, not by the ground that the tile covers. 8 bytes a
 * pixel in lent room, and 8 a row of pixels. The event loop may have its turn at every row of
 * nodes.
 */
import { kernelValue } from '#domain/kernel.ts'
import { rowsWithin } from './gaussian-pixels.ts'
import { columnLng, columnMeters, rowPlace } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { BLOCK_SIDE } from './node-blocks.ts'
import type { BlockRow, NodeBlock, NodeBlocks, NodeBox } from './node-blocks.ts'
import { createPace } from '../pace.ts'
import { giveBack, lendNumbers } from '../room.ts'
import type { PixelLattice } from './pixel-lattice.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

/** What undoes the widening of the spline that shared the points out, on each axis: 1 − δ²/6. */
const OWN_PART = 1 + 4 / 6
const NEXT_PART = -1 / 6

/**
 * A quartic tile of pixels wider than the nodes are apart (小比例尺瓦片).
 * Units: 1/km²; null when nothing reaches the tile
 */
export async function quarticPixels(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  pixels: PixelLattice,
  box: NodeBox,
): Promise<Float64Array | null> {
  const { size } = pixels
  const values = lendNumbers(size * size)
  const rowsAt = Float64Array.from(pixels.lats, (lat) => rowPlace(steps, lat) + 1)
  const reach = steps.bandwidthMeters / steps.rowMeters + 1
  const pace = createPace()
  let isEmpty = true
  for (const blockRow of blocks.rows(box)) {
    isEmpty = false
    for (let up = 0; up < BLOCK_SIDE; up += 1) {
      const row = blockRow.firstRow + up
      const [first, last] = rowsWithin(rowsAt, row, reach)
      await pace()
      for (let at = first; at <= last; at += 1) {
        const north = ((rowsAt[at] as number) - row) * steps.rowMeters
        addRow(values.subarray(at * size, (at + 1) * size), blockRow, up, north, steps, pixels)
      }
    }
  }
  if (!isEmpty) return values
  giveBack(values)
  return null
}

/** Add a row of nodes to a row of pixels that lies `northMeters` from it. */
function addRow(
  line: Float64Array,
  { firstRow, blocks, columns }: BlockRow,
  up: number,
  northMeters: number,
  steps: LatticeSteps,
  pixels: PixelLattice,
): void {
  const stepMeters = columnMeters(steps, firstRow + up)
  const pixelMeters = (pixels.stepLng / steps.stepLng) * stepMeters
  const step = stepMeters / steps.bandwidthMeters
  const rowStep = steps.rowMeters / steps.bandwidthMeters
  const north = northMeters / steps.bandwidthMeters
  // What is left of 1 − d² on this row, and on the rows next to it.
  const rest = 1 - north ** 2
  const restAbove = 1 - (north + rowStep) ** 2
  const restBelow = 1 - (north - rowStep) ** 2
  const widest = Math.max(rest, restAbove, restBelow)
  const reach = (Math.sqrt(Math.max(0, widest)) + step) * (steps.bandwidthMeters / pixelMeters)
  const height = kernelValue('quartic', 0, steps.bandwidthMeters) / UNITS_TO_A_WEIGHT
  const columnPixels = steps.stepLng / pixels.stepLng
  const eastStep = pixelMeters / steps.bandwidthMeters
  for (let index = 0; index < blocks.length; index += 1) {
    const { cells, rowMask } = blocks[index] as NodeBlock
    if (((rowMask >> up) & 1) === 0) continue
    const first = (columnLng(steps, columns[index] as number) - pixels.firstLng) / pixels.stepLng
    for (let cell = 0; cell < BLOCK_SIDE; cell += 1) {
      const weight = cells[up * BLOCK_SIDE + cell] as number
      if (weight === 0) continue
      const place = first + cell * columnPixels
      const to = Math.min(line.length - 1, Math.floor(place + reach))
      for (let column = Math.max(0, Math.ceil(place - reach)); column <= to; column += 1) {
        const east = (column - place) * eastStep
        const squared = east * east
        const part =
          OWN_PART * heightOf(rest - squared) +
          NEXT_PART *
            (heightOf(restAbove - squared) +
              heightOf(restBelow - squared) +
              heightOf(rest - (east + step) ** 2) +
              heightOf(rest - (east - step) ** 2))
        line[column] = (line[column] as number) + height * weight * part
      }
    }
  }
}

function heightOf(rest: number): number {
  return rest > 0 ? rest * rest : 0
}
