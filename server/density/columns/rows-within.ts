/**
 * Rows in an area (面内检索), exact to the row and costing by its boundary: squares of the curve are
 * quartered along that alone, and one that it misses is taken or left as it is, however many rows
 * lie in it.
 *
 * A row in a square on the boundary meets only the edges near it; 24 rows or fewer, or rows with at
 * most two edges near, are looked at one by one. At most three squares a zoom wait their turn, to
 * zoom 28 where a square is 15 cm wide at the equator; runs are views of the list given, and only
 * rows looked at one by one are copied, 4 bytes each.
 */
import type { MultiPolygon, Polygon } from 'geojson'
import { AreaCell } from '#domain/geometry/area-cell.ts'
import { bboxOfArea } from '#domain/geometry/bbox.ts'
import type { BoundingBox } from '#domain/position.ts'
import { tileFractionToLngLat } from '#domain/tile.ts'
import { coveringSquares } from './box-runs.ts'
import type { PlacedColumns } from './segment.ts'
import { tileRun, tileSquare } from './tile-run.ts'

/** So few rows are looked at one by one. */
const FEW_ROWS = 24
/** With so few edges near, all rows are looked at one by one. */
const FEW_EDGES = 2
/** Squares of 15 cm at the equator are not quartered any more. */
const FINEST_ZOOM = 28
/** Squares are widened by so much against the rounding of the map's projection: 0.1 mm. Units: degrees */
const MARGIN = 1e-9

interface Square {
  readonly z: number
  readonly x: number
  readonly y: number
  readonly rows: Uint32Array
  readonly outer: AreaCell
}

/**
 * Of some rows those that lie in an area (面内检索), some at a time; nothing in some squares.
 * Shape: rows in ascending order → runs of them, each row once; one run a square that was looked at
 */
export function* rowsWithin(
  columns: PlacedColumns,
  rows: Uint32Array,
  area: Polygon | MultiPolygon,
): Generator<Uint32Array> {
  const plane = AreaCell.of(area)
  const squares: Square[] = coveringSquares(bboxOfArea(area)).map((square) => ({
    ...square,
    rows,
    outer: plane,
  }))
  for (let square = squares.pop(); square !== undefined; square = squares.pop()) {
    const { z, x, y, outer } = square
    const run = square.rows.subarray(...tileRun(columns, square.rows, tileSquare(z, x, y)))
    if (run.length === 0) continue
    const cell = outer.within(groundOf(z, x, y))
    if (cell.isInside !== null) yield cell.isInside ? run : run.subarray(0, 0)
    else if (run.length <= FEW_ROWS || cell.edgeCount <= FEW_EDGES || z >= FINEST_ZOOM)
      yield lookedAt(columns, run, cell)
    else
      for (const [east, south] of QUARTERS)
        squares.push({ z: z + 1, x: 2 * x + east, y: 2 * y + south, rows: run, outer: cell })
  }
}

const QUARTERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const

/** Rows one by one; many of them stand where the one before stood. */
function lookedAt({ lng, lat }: PlacedColumns, rows: Uint32Array, cell: AreaCell): Uint32Array {
  let [x, y, isInside] = [NaN, NaN, false]
  return rows.filter((row) => {
    const rowX = lng[row] as number
    const rowY = lat[row] as number
    if (rowX !== x || rowY !== y) [x, y, isInside] = [rowX, rowY, cell.has(rowX, rowY)]
    return isInside
  })
}

/** The ground of a square; at the rim of the square world everything beyond belongs to it. */
function groundOf(z: number, x: number, y: number): BoundingBox {
  const last = 2 ** z - 1
  const [west, north] = tileFractionToLngLat([x, y], z)
  const [east, south] = tileFractionToLngLat([x + 1, y + 1], z)
  return [
    (x === 0 ? -180 : west) - MARGIN,
    (y === last ? -90 : south) - MARGIN,
    (x === last ? 180 : east) + MARGIN,
    (y === 0 ? 90 : north) + MARGIN,
  ]
}
