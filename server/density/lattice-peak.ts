import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks } from './node-blocks.ts'
import { densityAtNodes } from './node-tile.ts'
import type { NodeWindow } from './node-window.ts'
import { createPace } from './pace.ts'

/** Node rows that are worked out between two looks at the clock. */
const ROWS_A_BAND = 32

/** Between nodes a density can be this much above them. */
const ABOVE_NODES = 1.04

/**
 * The greatest density of a field (密度峰值): at the nodes about its points and, by a parabola of its
 * logarithm, between them, which for a point alone is exact.
 * Shape: each sheet of blocks once, by bands
 * Units: 1/km²; 0 when there is no point
 */
export async function latticePeak(blocks: NodeBlocks, steps: LatticeSteps): Promise<number> {
  const pace = createPace()
  let greatest = 0
  for (const sheet of blocks.sheetBoxes()) {
    for (let row = sheet.firstRow; row <= sheet.lastRow; row += ROWS_A_BAND) {
      const lastRow = Math.min(row + ROWS_A_BAND - 1, sheet.lastRow)
      const band = { ...sheet, firstRow: row, lastRow }
      if (blocks.rows(band).next().done === true) continue
      await pace()
      // Two nodes more on every side: one for the spline, one so that each has its neighbours.
      const nodes = densityAtNodes(blocks, steps, {
        firstRow: row - 2,
        lastRow: lastRow + 2,
        firstColumn: sheet.firstColumn - 2,
        lastColumn: sheet.lastColumn + 2,
      })
      if (nodes !== null) greatest = greatestOf(splined(nodes), greatest)
    }
  }
  return greatest
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

function greatestOf({ values, width }: NodeWindow, known: number): number {
  let greatest = known
  for (let node = width + 1; node < values.length - width - 1; node += 1) {
    const value = values[node] as number
    if (value * ABOVE_NODES <= greatest) continue
    const column = node % width
    if (column === 0 || column === width - 1) continue
    const gain =
      gainBetween(values[node - 1] as number, value, values[node + 1] as number) *
      gainBetween(values[node - width] as number, value, values[node + width] as number)
    greatest = Math.max(greatest, value * gain)
  }
  return greatest
}

/** How much higher than the middle one the logarithm's parabola through three values rises. */
function gainBetween(before: number, middle: number, after: number): number {
  if (!(before > 0 && after > 0 && middle >= before && middle >= after)) return 1
  const slope = Math.log(after / before)
  const bend = Math.log((middle * middle) / (before * after))
  return bend > 0 ? Math.exp((slope * slope) / (8 * bend)) : 1
}
