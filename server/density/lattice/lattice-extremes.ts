/**
 * The least and greatest of a field of differences (密度差极值), at the nodes and between them.
 *
 * One pass over the bands of nodes about what differs, eight nodes farther than that on every side,
 * and at each a comparison, or two parabolas where it stands out. Nothing is held but two numbers,
 * which the field keeps.
 */
import type { Extremes } from './field.ts'
import { splinedBands } from './lattice-bands.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks } from './node-blocks.ts'
import type { NodeWindow } from './node-window.ts'

/**
 * What is added here and taken away beside it is greatest a bandwidth away from both: so many nodes
 * beside those that hold something are looked at as well.
 */
const NODES_BESIDE = 8

/**
 * The least and greatest of a field of differences (密度差极值): at the nodes and, by a parabola
 * along each axis, between them.
 * Units: 1/km²; both 0 when nothing differs
 */
export async function latticeExtremes(blocks: NodeBlocks, steps: LatticeSteps): Promise<Extremes> {
  let min = 0
  let max = 0
  for await (const nodes of splinedBands(blocks, steps, NODES_BESIDE)) {
    max = Math.max(max, greatestOf(nodes, 1))
    min = Math.min(min, -greatestOf(nodes, -1))
  }
  return { min, max }
}

function greatestOf({ values, width }: NodeWindow, sign: 1 | -1): number {
  let greatest = 0
  const at = (node: number) => sign * (values[node] as number)
  for (let node = width + 1; node < values.length - width - 1; node += 1) {
    const value = at(node)
    const column = node % width
    if (value <= 0 || column === 0 || column === width - 1) continue
    const rise =
      riseBetween(at(node - 1), value, at(node + 1)) +
      riseBetween(at(node - width), value, at(node + width))
    greatest = Math.max(greatest, value + rise)
  }
  return greatest
}

/** How much higher than the middle one the parabola through three values rises. */
function riseBetween(before: number, middle: number, after: number): number {
  if (middle < before || middle < after) return 0
  const bend = 2 * middle - before - after
  return bend > 0 ? (after - before) ** 2 / (8 * bend) : 0
}
