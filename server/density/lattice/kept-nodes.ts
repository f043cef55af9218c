import { LRUCache } from 'lru-cache'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks, NodeBox } from './node-blocks.ts'
import { emptyWindow } from './node-window.ts'
import type { NodeWindow } from './node-window.ts'
import type { Pace } from '../pace.ts'
import { quarticNodes } from './quartic-nodes.ts'

/** Nodes along a side of the squares that are kept. */
const SIDE = 64
/** Of all fields together, 32 kB a square: a county of 1,000 km² at a bandwidth of 1 km takes 1 MB. */
const KEPT_BYTES = 24 * 2 ** 20
const EMPTY_BYTES = 200

interface Square {
  /** Null where nothing reaches. */
  readonly nodes: NodeWindow | null
}

const kept = new LRUCache<string, Square>({
  maxSize: KEPT_BYTES,
  sizeCalculation: ({ nodes }) => EMPTY_BYTES + (nodes?.values.byteLength ?? 0),
})

/** What the squares of all fields take in memory. Units: bytes */
export function keptNodeBytes(): number {
  return kept.calculatedSize
}

/** Blocks nobody writes to any more, each with a number of its own. */
const numbers = new WeakMap<NodeBlocks, number>()
let lastNumber = 0

/**
 * The quartic density at the nodes of a box (节点密度), put together from squares that are worked out
 * once for all tiles that share them.
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
  const key = `${numberOf(blocks)} ${row} ${column}`
  let square = kept.get(key)
  if (square === undefined) {
    await pace()
    const box = {
      firstRow: row,
      lastRow: row + SIDE - 1,
      firstColumn: column,
      lastColumn: column + SIDE - 1,
    }
    square = { nodes: quarticNodes(blocks, steps, box) }
    kept.set(key, square)
  }
  return square.nodes
}

function numberOf(blocks: NodeBlocks): number {
  let number = numbers.get(blocks)
  if (number === undefined) {
    lastNumber += 1
    number = lastNumber
    numbers.set(blocks, number)
  }
  return number
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
