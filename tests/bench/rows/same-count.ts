import type { TileAddress } from '../county-tiles.ts'
import type { PointRows } from './point-rows.ts'

/** Where it is looked at whether all count the same: afar, and where most is counted row by row. */
const ZOOMS = [10, 12]

/**
 * See that what the tiles of a zoom count is what was asked about (计数核对), so that nothing unequal is
 * compared: all tiles of the box around the rows, since what is merged may lie where no row does.
 * Errors: when it is not
 */
export async function assertSameCount(
  rows: PointRows,
  asked: Uint32Array,
  countIn: (tile: TileAddress) => number | Promise<number>,
): Promise<void> {
  for (const zoom of ZOOMS) {
    let count = 0
    for (const tile of tilesAround(rows, asked, zoom)) count += await countIn(tile)
    if (count !== asked.length)
      throw new Error(`tiles of zoom ${zoom} count ${count} of ${asked.length} rows`)
  }
}

/** All tiles of a zoom in the box around some rows. */
function tilesAround(rows: PointRows, asked: Uint32Array, zoom: number): TileAddress[] {
  const shift = 32 - zoom
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const row of asked) {
    const [x, y] = [(rows.worldX[row] as number) >>> shift, (rows.worldY[row] as number) >>> shift]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  const tiles: TileAddress[] = []
  for (let y = top; y <= bottom; y += 1)
    for (let x = left; x <= right; x += 1) tiles.push([zoom, x, y])
  return tiles
}
