/**
 * Values at quartic nodes kept between tiles (节点缓存), in squares of 64 × 64 that are known by the
 * blocks which reach them: tiles that share a square share its work, and after a write a field
 * shares all but a few with the one before it.
 *
 * 32 KiB a square, 1 MB for a county of 1,000 km² at a bandwidth of 1 km; 24 MiB for all fields
 * together, beyond which the square least lately read goes. To look one up, the blocks in reach are
 * named, up to some fifty. A tile copies its part of each square into lent room.
 */
import { LRUCache } from 'lru-cache'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks, NodeBox } from './node-blocks.ts'
import { emptyWindow } from './node-window.ts'
import type { NodeWindow } from './node-window.ts'
import type { Pace } from '../pace.ts'
import { quarticNodes, quarticReaching } from './quartic-nodes.ts'

/** Nodes along a side of the squares that are kept. */
const SIDE = 64
/** Of all fields together. */
const KEPT_BYTES = 24 * 2 ** 20
const ENTRY_BYTES = 200

const kept = new LRUCache<string, NodeWindow>({
  maxSize: KEPT_BYTES,
  sizeCalculation: ({ values }, key) => ENTRY_BYTES + key.length + values.byteLength,
})

/** What the squares of all fields take in memory. Units: bytes */
export function keptNodeBytes(): number {
  return kept.calculatedSize
}

/**
 * The quartic density at the nodes of a box (节点密度), put together from kept squares.
 *
 * A node's value is summed in the same order whatever box it is asked for in, so that a tile has the
 * same bits whether its squares were kept or not.
 * Shape: `blocks` are those of a field, which never change; null when nothing reaches the box
 * Units: 1/km²
 */
export async function keptNodes(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  box: NodeBox,
  pace: Pace,
): Promise<NodeWindow | null> {
  let window: NodeWindow | null = null
  const first = (node: number) => Math.floor(node / SIDE) * SIDE
  for (let row = first(box.firstRow); row <= box.lastRow; row += SIDE)
    for (let column = first(box.firstColumn); column <= box.lastColumn; column += SIDE) {
      const nodes = await squareAt(blocks, steps, row, column, pace)
      if (nodes === null) continue
      window ??= emptyWindow(box)
      copyInto(window, nodes)
    }
  return window
}

async function squareAt(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  row: number,
  column: number,
  pace: Pace,
): Promise<NodeWindow | null> {
  const box = {
    firstRow: row,
    lastRow: row + SIDE - 1,
    firstColumn: column,
    lastColumn: column + SIDE - 1,
  }
  const reaching = idsWithin(blocks, quarticReaching(steps, box))
  if (reaching.length === 0) return null
  // Lattices of other bandwidths have other blocks.
  const key = `${row} ${column} ${reaching.join(' ')}`
  const known = kept.get(key)
  if (known !== undefined) return known
  await pace()
  const nodes = quarticNodes(blocks, steps, box)
  if (nodes !== null) kept.set(key, nodes)
  return nodes
}

function idsWithin(blocks: NodeBlocks, box: NodeBox): number[] {
  const ids: number[] = []
  for (const { blocks: inRow } of blocks.rows(box)) for (const { id } of inRow) ids.push(id)
  return ids
}

function copyInto(window: NodeWindow, nodes: NodeWindow): void {
  const firstColumn = Math.max(window.firstColumn, nodes.firstColumn)
  const lastColumn = Math.min(window.lastColumn, nodes.lastColumn)
  const lastRow = Math.min(window.lastRow, nodes.lastRow)
  for (let row = Math.max(window.firstRow, nodes.firstRow); row <= lastRow; row += 1) {
    const from = (row - nodes.firstRow) * nodes.width - nodes.firstColumn
    window.values.set(
      nodes.values.subarray(from + firstColumn, from + lastColumn + 1),
      (row - window.firstRow) * window.width + firstColumn - window.firstColumn,
    )
  }
}
