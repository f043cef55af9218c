/**
 * The greatest density of a field (密度峰值), at the nodes and between them.
 *
 * One pass over the bands of nodes about all points: a comparison a node, and logarithms only of
 * one that may be higher than the highest so far. One number is made, and kept by the field.
 */
import { splinedBands } from './lattice-bands.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks } from './node-blocks.ts'
import type { NodeWindow } from './node-window.ts'

/** Between nodes a density can be this much above them. */
const ABOVE_NODES = 1.04

/**
 * The greatest density of a field (密度峰值): at the nodes about its points and, by a parabola of its
 * logarithm, between them, which for a point alone is exact.
 * Units: 1/km²; 0 when there is no point
 */
export async function latticePeak(blocks: NodeBlocks, steps: LatticeSteps): Promise<number> {
  let greatest = 0
  for await (const nodes of splinedBands(blocks, steps, 0)) greatest = greatestOf(nodes, greatest)
  return greatest
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
