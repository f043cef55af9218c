/**
 * A field's values at all nodes about its points (节点值), band by band of 32 rows, for whoever looks
 * for the least or the greatest of them; the event loop may have its turn between two bands.
 *
 * Of each sheet of 256 × 256 nodes with any point the bands are worked out that hold some. A band
 * is 36 × 263 nodes, or 52 × 279 with eight more on every side: 8 bytes a node in lent room, and
 * twice as much for the spline, which goes with the band.
 */
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks } from './node-blocks.ts'
import { densityAtNodes } from './node-tile.ts'
import type { NodeWindow } from './node-window.ts'
import { createPace } from '../pace.ts'
import { giveBack } from '../room.ts'

/** Node rows that are worked out between two looks at the clock. */
const ROWS_A_BAND = 32

/**
 * A field's values on the nodes about its points (节点值), band by band from the south.
 *
 * A window has one node more on every side than it speaks of, so that each has its neighbours.
 * Shape: `beside` nodes more on every side, which then come in several windows; each sheet of
 *   blocks once
 * Units: 1/km²
 */
export async function* splinedBands(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  beside: number,
): AsyncGenerator<NodeWindow> {
  const pace = createPace()
  // Of the two nodes more, one is for the spline.
  const margin = beside + 2
  for (const sheet of blocks.sheetBoxes()) {
    for (let row = sheet.firstRow; row <= sheet.lastRow; row += ROWS_A_BAND) {
      const lastRow = Math.min(row + ROWS_A_BAND - 1, sheet.lastRow)
      const band = { ...sheet, firstRow: row, lastRow }
      if (blocks.rows(band).next().done === true) continue
      await pace()
      const nodes = densityAtNodes(blocks, steps, {
        firstRow: row - margin,
        lastRow: lastRow + margin,
        firstColumn: sheet.firstColumn - margin,
        lastColumn: sheet.lastColumn + margin,
      })
      if (nodes === null) continue
      yield splined(nodes)
      giveBack(nodes.values)
    }
  }
}

/** The spline's values on the nodes it goes by; those on the window's edge stay 0. */
function splined(nodes: NodeWindow): NodeWindow {
  const { values, width } = nodes
  const line = new Float64Array(values.length)
  const splines = new Float64Array(values.length)
  for (let node = 1; node < values.length - 1; node += 1)
    line[node] =
      ((values[node - 1] as number) + 4 * (values[node] as number) + (values[node + 1] as number)) /
      6
  for (let node = width; node < values.length - width; node += 1) {
    const column = node % width
    if (column === 0 || column === width - 1) continue
    const beside = (line[node - width] as number) + (line[node + width] as number)
    splines[node] = (4 * (line[node] as number) + beside) / 6
  }
  return { ...nodes, values: splines }
}
