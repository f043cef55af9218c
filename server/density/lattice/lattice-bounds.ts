/**
 * The extent of a lattice's nodes that hold something (节点范围). Every block is looked at once, and
 * its 361 nodes only where it reaches beyond what was found before it; four numbers are made, and
 * kept by the field.
 */
import type { BoundingBox } from '#domain/position.ts'
import { columnLng, rowLat } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { BLOCK_SIDE } from './node-blocks.ts'
import type { NodeBlocks } from './node-blocks.ts'

/** The extent of the nodes that hold something (节点范围); null when none does. */
export function latticeBounds(blocks: NodeBlocks, steps: LatticeSteps): BoundingBox | null {
  let [south, north, west, east] = [Infinity, -Infinity, Infinity, -Infinity]
  const world = {
    firstRow: -Infinity,
    lastRow: Infinity,
    firstColumn: 0,
    lastColumn: steps.columns,
  }
  for (const { firstRow, blocks: inRow, columns } of blocks.rows(world)) {
    for (const [index, { cells }] of inRow.entries()) {
      const firstColumn = columns[index] as number
      if (firstColumn < 0 || firstColumn >= steps.columns) continue
      const isInside =
        firstRow >= south &&
        firstRow + BLOCK_SIDE <= north &&
        firstColumn >= west &&
        firstColumn + BLOCK_SIDE <= east
      if (isInside) continue
      for (let cell = 0; cell < cells.length; cell += 1) {
        if (cells[cell] === 0) continue
        const row = firstRow + Math.floor(cell / BLOCK_SIDE)
        const column = firstColumn + (cell % BLOCK_SIDE)
        south = Math.min(south, row)
        north = Math.max(north, row)
        west = Math.min(west, column)
        east = Math.max(east, column)
      }
    }
  }
  if (south > north) return null
  return [
    columnLng(steps, west),
    rowLat(steps, south),
    columnLng(steps, east),
    rowLat(steps, north),
  ]
}
