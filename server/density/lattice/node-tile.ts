/**
 * A tile or a place by splines through nodes (样条内插), for pixels not much wider than the nodes are
 * apart.
 *
 * 4 steps a node column and pixel row, then 4 a pixel. Nodes are worked out in strips, of 128 rows
 * for the Gaussian and 32 for the quartic, which bounds what is held at a time to some 530 kB, or
 * 200 kB, beside 8 bytes a pixel; all of it is lent. A place alone is read from 16 nodes, each the
 * sum of what is in reach of it: at 35° of latitude 1,500 nodes for the Gaussian, 900 for the
 * quartic.
 */
import type { Position } from '#domain/position.ts'
import { gaussianNodes } from './gaussian-nodes.ts'
import { keptNodes } from './kept-nodes.ts'
import { columnPlace, rowPlace } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import type { NodeBlocks, NodeBox } from './node-blocks.ts'
import type { NodeWindow } from './node-window.ts'
import { createPace } from '../pace.ts'
import { giveBack, lendNumbers } from '../room.ts'
import type { PixelLattice } from './pixel-lattice.ts'
import { quarticNodes } from './quartic-nodes.ts'
import { splineParts } from './spline-parts.ts'

/** Node rows that are worked out between two looks at the clock. */
const ROWS_A_STRIP = { gaussian: 128, quartic: 32 } as const

/** A quartic tile so many columns wide shares its nodes with other tiles; for fewer it is not worth it. */
const LEAST_COLUMNS_KEPT = 96

/** The density at the nodes of a box (节点密度); null when nothing reaches it. Units: 1/km² */
export function densityAtNodes(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  box: NodeBox,
): NodeWindow | null {
  return steps.kernel === 'gaussian'
    ? gaussianNodes(blocks, steps, box)
    : quarticNodes(blocks, steps, box)
}

/** The density at a place, by splines through the 4 × 4 nodes about it. Units: 1/km² */
export function valueByNodes(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  [lng, lat]: Position,
): number {
  const columns = placesOf([columnPlace(steps, lng)])
  const rows = placesOf([rowPlace(steps, lat)])
  const firstColumn = columns.first[0] as number
  const firstRow = rows.first[0] as number
  const box = { firstRow, lastRow: firstRow + 3, firstColumn, lastColumn: firstColumn + 3 }
  const nodes = densityAtNodes(blocks, steps, box)
  if (nodes === null) return 0
  const line = new Float64Array(4)
  addLine(line, nodes, firstRow, rows.parts, 0)
  return line.reduce((sum, node, index) => sum + node * (columns.parts[index] as number), 0)
}

/**
 * A tile by splines through nodes (样条内插瓦片).
 * Units: 1/km²; null when nothing reaches the tile
 */
export async function tileByNodes(
  blocks: NodeBlocks,
  steps: LatticeSteps,
  pixels: PixelLattice,
): Promise<Float64Array | null> {
  const { size, firstLng, stepLng, lats } = pixels
  const columns = placesOf(
    Array.from({ length: size }, (_, column) => columnPlace(steps, firstLng + column * stepLng)),
  )
  const rows = placesOf(Array.from(lats, (lat) => rowPlace(steps, lat)))
  const firstColumn = columns.first[0] as number
  const lastColumn = (columns.first[size - 1] as number) + 3
  const line = new Float64Array(lastColumn - firstColumn + 1)
  const values = lendNumbers(size * size)
  const pace = createPace()
  const isKept = steps.kernel === 'quartic' && line.length >= LEAST_COLUMNS_KEPT
  let isEmpty = true
  for (let north = 0, south = 0; north < size; north = south) {
    // From north to south: the rows of pixels whose nodes fit in one strip.
    const top = (rows.first[north] as number) + 3
    while (south < size && top - (rows.first[south] as number) < ROWS_A_STRIP[steps.kernel])
      south += 1
    const firstRow = rows.first[south - 1] as number
    await pace()
    const box = { firstRow, lastRow: top, firstColumn, lastColumn }
    const nodes = isKept
      ? await keptNodes(blocks, steps, box, pace)
      : densityAtNodes(blocks, steps, box)
    if (nodes === null) continue
    isEmpty = false
    for (let row = north; row < south; row += 1) {
      line.fill(0)
      addLine(line, nodes, rows.first[row] as number, rows.parts, row * 4)
      readLine(values, row * size, line, firstColumn, columns)
    }
    giveBack(nodes.values)
  }
  if (!isEmpty) return values
  giveBack(values)
  return null
}

/** Places among nodes: the first of the four about each, and their parts. */
interface Places {
  readonly first: Int32Array
  readonly parts: Float64Array
}

function placesOf(places: readonly number[]): Places {
  const first = Int32Array.from(places, Math.floor)
  const parts = new Float64Array(4 * places.length)
  for (const [index, place] of places.entries())
    splineParts(place - (first[index] as number), parts, 4 * index)
  return { first, parts }
}

/** Four rows of nodes, each by its part. */
function addLine(
  line: Float64Array,
  { values, width, firstRow }: NodeWindow,
  row: number,
  parts: Float64Array,
  at: number,
): void {
  const south = parts[at] as number
  const lower = parts[at + 1] as number
  const upper = parts[at + 2] as number
  const north = parts[at + 3] as number
  let node = (row - firstRow) * width
  for (let column = 0; column < width; column += 1, node += 1)
    line[column] =
      south * (values[node] as number) +
      lower * (values[node + width] as number) +
      upper * (values[node + 2 * width] as number) +
      north * (values[node + 3 * width] as number)
}

/** Four columns of a line, each by its part, for every pixel of a row. */
function readLine(
  values: Float64Array,
  start: number,
  line: Float64Array,
  firstColumn: number,
  { first, parts }: Places,
): void {
  for (let column = 0, part = 0; column < first.length; column += 1, part += 4) {
    const node = (first[column] as number) - firstColumn
    values[start + column] =
      (parts[part] as number) * (line[node] as number) +
      (parts[part + 1] as number) * (line[node + 1] as number) +
      (parts[part + 2] as number) * (line[node + 2] as number) +
      (parts[part + 3] as number) * (line[node + 3] as number)
  }
}
