/**
 * The quartic density at nodes (四次核节点密度). It is no product of a row and a column, but it is the
 * same to the north and to the south: each row of weights makes one profile for both.
 *
 * For a full box rows × columns × half the nodes in reach, less where it is empty: a weight reaches
 * 10 rows and, at 35° of latitude, 12 columns to either side. 8 bytes a node of the box and 8 a
 * node that may reach it, in lent room; that of the weights is given back at once. `kept-nodes.ts`
 * keeps what is worth it.
 */
import { columnMeters } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks, NodeBox } from './node-blocks.ts'
import { emptyWindow, weightsWithin } from './node-window.ts'
import type { NodeWindow } from './node-window.ts'
import { giveBack } from '../room.ts'
import { quarticParts, quarticReach } from './quartic-parts.ts'
import type { QuarticRow } from './quartic-parts.ts'

/** The nodes whose weights reach into a box (可及节点). */
export function quarticReaching(steps: LatticeSteps, box: NodeBox): NodeBox {
  const rowReach = quarticReach(steps, steps.rowMeters)
  const [firstRow, lastRow] = [box.firstRow - rowReach, box.lastRow + rowReach]
  const narrowest = Math.min(columnMeters(steps, firstRow - 8), columnMeters(steps, lastRow + 8))
  const columnReach = Math.min(steps.columns >> 1, quarticReach(steps, narrowest))
  return {
    firstRow,
    lastRow,
    firstColumn: box.firstColumn - columnReach,
    lastColumn: box.lastColumn + columnReach,
  }
}

/**
 * The quartic density at nodes (节点密度), as splines through them will give it.
 * Shape: null when nothing reaches the box
 * Units: 1/km²
 */
export function quarticNodes(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  box: NodeBox,
): NodeWindow | null {
  const weights = weightsWithin(blocks, quarticReaching(steps, box))
  if (weights === null) return null
  const window = emptyWindow(box)
  const profile = new Float64Array(window.width)
  const held = new Int32Array(weights.width)
  for (let row = weights.firstRow; row <= weights.lastRow; row += 1) {
    const start = (row - weights.firstRow) * weights.width
    const heldCount = nodesHeld(held, weights.values, start)
    if (heldCount === 0) continue
    for (const [up, parts] of quarticParts(steps, row).entries()) {
      const targets = (up === 0 ? [row] : [row - up, row + up]).filter(
        (target) => target >= box.firstRow && target <= box.lastRow,
      )
      if (targets.length === 0) continue
      const inRow = { weights, start, held: held.subarray(0, heldCount) }
      addRow(window, targets, inRow, parts, profile)
    }
  }
  giveBack(weights.values)
  return window
}

/** Which nodes of a row hold something; how many they are. */
function nodesHeld(held: Int32Array, weights: Float64Array, start: number): number {
  let count = 0
  for (let index = 0; index < held.length; index += 1)
    if (weights[start + index] !== 0) held[count++] = index
  return count
}

interface RowOfWeights {
  readonly weights: NodeWindow
  readonly start: number
  readonly held: Int32Array
}

/** Add one row of weights to the rows of nodes that lie alike to the north and south of it. */
function addRow(
  window: NodeWindow,
  targets: readonly number[],
  { weights, start, held }: RowOfWeights,
  { halfWidth, parts }: QuarticRow,
  profile: Float64Array,
): void {
  const { width, values } = window
  const shift = weights.firstColumn - halfWidth - window.firstColumn
  let least = width
  let most = -1
  for (const index of held) {
    const weight = weights.values[start + index] as number
    const west = shift + index
    const from = Math.max(0, west)
    const to = Math.min(width - 1, west + 2 * halfWidth)
    if (from > to) continue
    if (from < least) least = from
    most = to
    let part = from - west
    for (let column = from; column <= to; column += 1, part += 1)
      profile[column] = (profile[column] as number) + weight * (parts[part] as number)
  }
  for (const target of targets) {
    const into = (target - window.firstRow) * width
    for (let column = least; column <= most; column += 1)
      values[into + column] = (values[into + column] as number) + (profile[column] as number)
  }
  if (least <= most) profile.fill(0, least, most + 1)
}
