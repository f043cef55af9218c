import { metersPerDegree } from '#domain/position.ts'
import type { PointGrid } from './point-grid.ts'

/** One parallel of a lattice: its nodes from west to east. */
export interface NodeRow {
  readonly lat: number
  readonly metersPerLng: number
  /** Ascending longitudes of its nodes, and what each of them weighs. */
  readonly lng: Float64Array
  readonly weight: Float64Array
}

/** Weights on the nodes of a regular lattice, row by row from the south; empty nodes omitted. */
export interface NodeLattice {
  readonly stepLat: number
  readonly stepLng: number
  /** Rows by their number: row r lies at r · stepLat. */
  readonly rows: ReadonlyMap<number, NodeRow>
}

/**
 * Nodes to a bandwidth. A Gaussian read between nodes by a cubic is off by at most
 * 3/24 · 9/16 · (1/8)⁴ = 0.002 % of its height in each of the two directions.
 */
const NODES_TO_A_BANDWIDTH = 8

/** Nodes along a side of the blocks that weights are gathered in. */
const BLOCK = 32

/** No node is farther from its points than two steps; in bandwidths. */
export const SHARE_REACH_BANDWIDTHS = 2 / NODES_TO_A_BANDWIDTH

/**
 * Share each point out to the 4 × 4 nodes about it (格网分配), in the parts of the cubic through them.
 *
 * The parts of a point add up to its weight and keep its place; those of the outer nodes can be
 * below 0.
 * Shape: N places → at most 16 N nodes, far fewer where places stand close
 * Units: bandwidth in ground metres; a step is an eighth of it, or less
 */
export function createNodeLattice(grid: PointGrid, bandwidthMeters: number): NodeLattice {
  const stepMeters = bandwidthMeters / NODES_TO_A_BANDWIDTH
  const stepLat = stepMeters / metersPerDegree(0).lat
  // Degrees of longitude are widest where the field is nearest to the equator.
  const nearest = grid.lat.reduce((least, lat) => Math.min(least, Math.abs(lat)), 90)
  const stepLng = stepMeters / metersPerDegree(nearest).lng
  const blocks = gather(grid, stepLat, stepLng)
  return { stepLat, stepLng, rows: rowsOf(blocks, stepLat, stepLng) }
}

interface Block {
  readonly firstRow: number
  readonly firstColumn: number
  readonly weights: Float64Array
}

function gather(grid: PointGrid, stepLat: number, stepLng: number): Iterable<Block> {
  const blocks = new Map<string, Block>()
  let last: Block | undefined
  const blockOf = (row: number, column: number): Block => {
    const firstRow = Math.floor(row / BLOCK) * BLOCK
    const firstColumn = Math.floor(column / BLOCK) * BLOCK
    if (last?.firstRow === firstRow && last.firstColumn === firstColumn) return last
    const key = `${firstRow} ${firstColumn}`
    last = blocks.get(key) ?? { firstRow, firstColumn, weights: new Float64Array(BLOCK * BLOCK) }
    blocks.set(key, last)
    return last
  }
  for (let index = 0; index < grid.count; index += 1) {
    const rowPlace = (grid.lat[index] as number) / stepLat
    const columnPlace = (grid.lng[index] as number) / stepLng
    const row = Math.floor(rowPlace)
    const column = Math.floor(columnPlace)
    const rowParts = cubicParts(rowPlace - row)
    const columnParts = cubicParts(columnPlace - column)
    for (let up = 0; up < 4; up += 1) {
      const weight = (grid.weight[index] as number) * (rowParts[up] as number)
      for (let right = 0; right < 4; right += 1) {
        const nodeRow = row + up - 1
        const nodeColumn = column + right - 1
        const { firstRow, firstColumn, weights } = blockOf(nodeRow, nodeColumn)
        const at = (nodeRow - firstRow) * BLOCK + nodeColumn - firstColumn
        weights[at] = (weights[at] as number) + weight * (columnParts[right] as number)
      }
    }
  }
  return blocks.values()
}

/** Lagrange's cubic through the nodes −1, 0, 1 and 2, at a place between 0 and 1. */
function cubicParts(place: number): readonly [number, number, number, number] {
  const [before, after, far] = [place + 1, place - 1, place - 2]
  return [
    (-place * after * far) / 6,
    (before * after * far) / 2,
    (-before * place * far) / 2,
    (before * place * after) / 6,
  ]
}

function rowsOf(blocks: Iterable<Block>, stepLat: number, stepLng: number): Map<number, NodeRow> {
  const found = new Map<number, { column: number; weight: number }[]>()
  for (const { firstRow, firstColumn, weights } of blocks) {
    for (const [at, weight] of weights.entries()) {
      if (weight === 0) continue
      const row = firstRow + Math.floor(at / BLOCK)
      const node = { column: firstColumn + (at % BLOCK), weight }
      const nodes = found.get(row)
      if (nodes === undefined) found.set(row, [node])
      else nodes.push(node)
    }
  }
  const rows = new Map<number, NodeRow>()
  for (const [row, nodes] of found) {
    nodes.sort((a, b) => a.column - b.column)
    const lat = row * stepLat
    rows.set(row, {
      lat,
      metersPerLng: metersPerDegree(lat).lng,
      lng: Float64Array.from(nodes, ({ column }) => column * stepLng),
      weight: Float64Array.from(nodes, ({ weight }) => weight),
    })
  }
  return rows
}
