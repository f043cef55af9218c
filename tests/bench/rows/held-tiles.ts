import type { TileAddress } from '../county-tiles.ts'
import type { PointRows } from './point-rows.ts'

export const COARSEST_ZOOM = 6
export const FINEST_ZOOM = 16

/** The distinct tiles of zoom 6 to 16 that hold some rows (有数据的瓦片), zoom by zoom. */
export function heldTiles(rows: PointRows, asked: Uint32Array): Map<number, TileAddress[]> {
  const shift = 32 - FINEST_ZOOM
  const side = 2 ** FINEST_ZOOM
  let held = new Set<number>()
  for (const row of asked) {
    const [x, y] = [rows.worldX[row] as number, rows.worldY[row] as number]
    held.add((x >>> shift) * side + (y >>> shift))
  }
  const zooms = new Map<number, TileAddress[]>()
  for (let z = FINEST_ZOOM; z >= COARSEST_ZOOM; z -= 1) {
    const tiles = Array.from(held, (key): TileAddress => [z, Math.floor(key / side), key % side])
    zooms.set(
      z,
      tiles.sort(([, ax, ay], [, bx, by]) => ax - bx || ay - by),
    )
    held = new Set(tiles.map(([, x, y]) => (x >> 1) * side + (y >> 1)))
  }
  return zooms
}

/** At most so many tiles of each zoom, spread evenly over those there are; zooms take turns. */
export function sampleTiles(
  zooms: ReadonlyMap<number, readonly TileAddress[]>,
  most: number,
): TileAddress[] {
  const spread = [...zooms.values()].flatMap((tiles) => {
    const count = Math.min(most, tiles.length)
    const step = tiles.length / count
    return Array.from({ length: count }, (_, turn) => ({
      turn: turn / count,
      tile: tiles[Math.floor(turn * step)] as TileAddress,
    }))
  })
  return spread.sort((a, b) => a.turn - b.turn).map(({ tile }) => tile)
}
