import { GeoJSONWrapper, fromVectorTileJs } from '@maplibre/vt-pbf'
import type { GeoJSONVTFeature } from '@maplibre/geojson-vt'
import { tileBounds } from '#domain/tile.ts'
import { cellCenter, cellsAt, guardedCellsAt, pointsInTile } from './cell-grid.ts'
import type { Cell, PlacedPoint, TilePoint } from './cell-grid.ts'
import type { GuardedGrid } from './guarded-grid.ts'

/** Units along a side of a vector tile. */
export const TILE_EXTENT = 4096

/** More single points than this and a tile counts them in cells instead: nothing is left out. */
const MOST_SINGLES = 2000

export interface PointTileOptions {
  /** The layer's name. */
  readonly layer: string
  /** Points are shown one by one from this zoom on, in cells before it. */
  readonly singlesFromZoom: number
  /** Not null: never show a point by itself, nor a cell of fewer than three enterprises. */
  readonly guard: GuardedGrid | null
}

/**
 * A vector tile of points, one by one or counted in cells (点位矢量瓦片).
 * Shape: all points of a selection and a tile address → MVT bytes, null when the tile is empty.
 *   A cell has count, level1 … level4, levelNone and the counts of what its points carry;
 *   a single point has id, level (none for unassessed), enterprise and its own properties
 * Errors: RangeError when there is no such tile
 */
export function pointTile(
  points: readonly PlacedPoint[],
  z: number,
  x: number,
  y: number,
  options: PointTileOptions,
): Uint8Array | null {
  tileBounds(z, x, y)
  const features = featuresOf(points, z, x, y, options)
  return features.length === 0 ? null : encodeLayer(options.layer, features)
}

/** Write one layer as MVT, version 2. */
export function encodeLayer(name: string, features: GeoJSONVTFeature[]): Uint8Array {
  const layer = new GeoJSONWrapper(features, { version: 2, extent: TILE_EXTENT })
  layer.name = name
  return fromVectorTileJs({ layers: { [name]: layer } })
}

function featuresOf(
  placed: readonly PlacedPoint[],
  z: number,
  x: number,
  y: number,
  { singlesFromZoom, guard }: PointTileOptions,
): GeoJSONVTFeature[] {
  const local = ({ worldX, worldY }: { worldX: number; worldY: number }): [number, number] => [
    Math.floor((worldX * 2 ** z - x) * TILE_EXTENT),
    Math.floor((worldY * 2 ** z - y) * TILE_EXTENT),
  ]
  const isInside = ([localX, localY]: readonly [number, number]) =>
    localX >= 0 && localX < TILE_EXTENT && localY >= 0 && localY < TILE_EXTENT
  const cellFeature = (cell: Cell): GeoJSONVTFeature => ({
    type: 1,
    geometry: [local(cellCenter(cell))],
    tags: cellTags(cell),
  })

  if (guard !== null)
    return guardedCellsAt(placed, z, guard)
      .filter((cell) => isInside(local(cellCenter(cell))))
      .map(cellFeature)
  const inTile = pointsInTile(placed, z, x, y)
  if (z < singlesFromZoom || inTile.length > MOST_SINGLES)
    return cellsAt(inTile, z).map(cellFeature)
  return inTile.map((place) => ({
    type: 1,
    geometry: [local(place)],
    tags: singleTags(place.point),
  }))
}

function cellTags({ members }: Cell): Record<string, number> {
  const tags: Record<string, number> = {
    count: members.length,
    level1: 0,
    level2: 0,
    level3: 0,
    level4: 0,
    levelNone: 0,
  }
  const add = (key: string) => {
    tags[key] = (tags[key] ?? 0) + 1
  }
  for (const { point } of members) {
    add(point.level === null ? 'levelNone' : `level${point.level}`)
    for (const [key, holds] of Object.entries(point.counted)) if (holds) add(key)
  }
  return tags
}

function singleTags(point: TilePoint): Record<string, string | number | boolean> {
  return {
    id: point.id,
    enterprise: point.enterpriseId,
    ...(point.level === null ? {} : { level: point.level }),
    ...point.properties,
    ...point.counted,
  }
}
