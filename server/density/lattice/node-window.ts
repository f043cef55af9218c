/**
 * Values at the nodes of a box (节点窗), and the weights of a lattice put into one, added up where
 * blocks overlap.
 *
 * 8 bytes a node in lent room; who is done with it gives the values back. To fill one costs 361
 * additions at most a block that reaches into it.
 */
import { lendNumbers } from '../room.ts'
import { BLOCK_SIDE } from './node-blocks.ts'
import type { BlockRow, NodeBlocks, NodeBox } from './node-blocks.ts'

/** Values at the nodes of a box, row by row from the south-west. */
export interface NodeWindow extends NodeBox {
  readonly width: number
  readonly values: Float64Array
}

/** A window of zeros, whose values may be given back. */
export function emptyWindow(box: NodeBox): NodeWindow {
  const width = box.lastColumn - box.firstColumn + 1
  const { firstRow, lastRow, firstColumn, lastColumn } = box
  const values = lendNumbers((lastRow - firstRow + 1) * width)
  return { firstRow, lastRow, firstColumn, lastColumn, width, values }
}

/**
 * The weights at the nodes of a box (节点权重), where blocks overlap added up.
 * Shape: cut to the blocks there are; null when there is none
 */
export function weightsWithin(blocks: NodeBlocks, box: NodeBox): NodeWindow | null {
  const rows = [...blocks.rows(box)]
  const [south] = rows
  const north = rows.at(-1)
  if (south === undefined || north === undefined) return null
  const columns = rows.flatMap((row) => [row.columns[0] as number, row.columns.at(-1) as number])
  const window = emptyWindow({
    firstRow: Math.max(box.firstRow, south.firstRow),
    lastRow: Math.min(box.lastRow, north.firstRow + BLOCK_SIDE - 1),
    firstColumn: Math.max(box.firstColumn, Math.min(...columns)),
    lastColumn: Math.min(box.lastColumn, Math.max(...columns) + BLOCK_SIDE - 1),
  })
  for (const row of rows) addRow(window, row)
  return window
}

function addRow(window: NodeWindow, { firstRow, blocks, columns }: BlockRow): void {
  for (const [index, { cells }] of blocks.entries()) {
    const firstColumn = columns[index] as number
    const from = Math.max(0, window.firstColumn - firstColumn)
    const to = Math.min(BLOCK_SIDE - 1, window.lastColumn - firstColumn)
    const lastRow = Math.min(window.lastRow, firstRow + BLOCK_SIDE - 1)
    for (let row = Math.max(window.firstRow, firstRow); row <= lastRow; row += 1) {
      let cell = (row - firstRow) * BLOCK_SIDE + from
      let at = (row - window.firstRow) * window.width + firstColumn + from - window.firstColumn
      for (let column = from; column <= to; column += 1, cell += 1, at += 1)
        window.values[at] = (window.values[at] as number) + (cells[cell] as number)
    }
  }
}
