import { GeoJSONWrapper, fromVectorTileJs } from '@maplibre/vt-pbf'
import type { GeoJSONVTFeature } from '@maplibre/geojson-vt'
import { tileBounds } from '#domain/tile.ts'
import type { LevelBasis } from '#domain/filter-keys.ts'
import { canRollUp, countRolledUp } from './rolled-up-cells.ts'
import { countCells } from './cell-counts.ts'
import type { CountedCell } from './cell-counts.ts'
import { tileSquare } from './columns/tile-run.ts'
import type { SelectedSegment } from './columns/select-segment.ts'
import { tileRows } from './tile-rows.ts'
import type { PointNoun, SingleRow } from './tile-rows.ts'

/** Units along a side of a vector tile. */
export const TILE_EXTENT = 4096

/** More single points than this and a tile counts them in cells instead: nothing is left out. */
const MOST_SINGLES = 2000

const WORLD_STEPS = 2 ** 32

/** Fewer rows of a segment than this are counted one by one, whatever the zoom. */
const MANY_ROWS = 3_000

export interface PointTileOptions {
  readonly noun: PointNoun
  readonly basis: LevelBasis
  /** Points are shown one by one from this zoom on, in cells before it. */
  readonly singlesFromZoom: number
}

/**
 * A vector tile of points, one by one or counted in cells (点位矢量瓦片).
 * Shape: the selected parts of all segments and a tile address → MVT bytes, null when the tile is empty.
 *   A cell has count, level1 … level4, levelNone, and for hazards major and overdue; a single point has
 *   id, level (none for unassessed), enterprise and its own properties. Cells come from the north-west,
 *   points by their ids: the bytes do not tell in which segment a row lies
 * Errors: RangeError when there is no such tile
 */
export function pointTile(
  parts: readonly SelectedSegment[],
  z: number,
  x: number,
  y: number,
  { noun, basis, singlesFromZoom }: PointTileOptions,
): Uint8Array | null {
  tileBounds(z, x, y)
  const square = tileSquare(z, x, y)
  const found = parts.map((part) => {
    const rows = tileRows(part, noun, basis)
    return { part, rows, within: rows.within(square) }
  })
  const count = found.reduce((sum, { within }) => sum + within.length, 0)
  if (count === 0) return null
  const local = localOf(z, x, y)
  if (z >= singlesFromZoom && count <= MOST_SINGLES) {
    const singles = found.flatMap(({ rows, within }) => Array.from(within, rows.single))
    singles.sort((a, b) => (a.id < b.id ? -1 : 1))
    return encodeLayer(
      noun,
      singles.map((single) => ({
        type: 1,
        geometry: [local(single.worldX / WORLD_STEPS, single.worldY / WORLD_STEPS)],
        tags: singleTags(single),
      })),
    )
  }
  const cells = countCells(square)
  for (const { part, rows, within } of found)
    if (noun === 'risk-points' && within.length >= MANY_ROWS && canRollUp(part, z))
      countRolledUp(part, square, basis, cells)
    else
      for (const row of within)
        cells.add(
          rows.worldX(row),
          rows.worldY(row),
          rows.level(row),
          rows.major(row),
          rows.overdue(row),
        )
  return encodeCells(noun, cells.cells(), z, x, y)
}

/** Cells as a layer; those whose mean place is outside the tile are left to its neighbours. */
export function encodeCells(
  noun: PointNoun,
  cells: readonly CountedCell[],
  z: number,
  x: number,
  y: number,
): Uint8Array | null {
  const local = localOf(z, x, y)
  const isInside = ([localX, localY]: readonly [number, number]) =>
    localX >= 0 && localX < TILE_EXTENT && localY >= 0 && localY < TILE_EXTENT
  const features = cells.flatMap((cell): GeoJSONVTFeature[] => {
    const place = local(cell.worldX, cell.worldY)
    if (!isInside(place)) return []
    return [{ type: 1, geometry: [place], tags: cellTags(noun, cell) }]
  })
  return features.length === 0 ? null : encodeLayer(noun, features)
}

/** Write one layer as MVT, version 2. */
export function encodeLayer(name: string, features: GeoJSONVTFeature[]): Uint8Array {
  const layer = new GeoJSONWrapper(features, { version: 2, extent: TILE_EXTENT })
  layer.name = name
  return fromVectorTileJs({ layers: { [name]: layer } })
}

/** From a place in the square of the world, 0 to 1, to the units of a tile. */
function localOf(z: number, x: number, y: number) {
  return (worldX: number, worldY: number): [number, number] => [
    Math.floor((worldX * 2 ** z - x) * TILE_EXTENT),
    Math.floor((worldY * 2 ** z - y) * TILE_EXTENT),
  ]
}

function cellTags(noun: PointNoun, cell: CountedCell): Record<string, number> {
  const [levelNone = 0, level1 = 0, level2 = 0, level3 = 0, level4 = 0] = cell.levels
  return {
    count: cell.count,
    ...{ level1, level2, level3, level4, levelNone },
    ...(noun === 'hazards' ? { major: cell.major, overdue: cell.overdue } : {}),
  }
}

function singleTags(single: SingleRow): Record<string, string | number | boolean> {
  return {
    id: single.id,
    enterprise: single.enterpriseId,
    ...(single.level === 0 ? {} : { level: single.level }),
    ...single.properties,
  }
}
