import type { BoundingBox } from '#domain/position.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'

export type TileAddress = readonly [z: number, x: number, y: number]

/** Where the sample county lies (淇县). */
const COUNTY_BOX: BoundingBox = [114.0, 35.5, 114.3, 35.78]

/** The tiles that cover the county, zoom after zoom. */
export function countyTiles(fromZoom: number, toZoom: number): TileAddress[] {
  const [west, south, east, north] = COUNTY_BOX
  const tiles: TileAddress[] = []
  for (let z = fromZoom; z <= toZoom; z += 1) {
    const [left, top] = lngLatToTileFraction([west, north], z).map(Math.floor) as [number, number]
    const [right, bottom] = lngLatToTileFraction([east, south], z).map(Math.floor) as [
      number,
      number,
    ]
    for (let y = top; y <= bottom; y += 1)
      for (let x = left; x <= right; x += 1) tiles.push([z, x, y])
  }
  return tiles
}
