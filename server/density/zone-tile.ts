import { geoJSONToTile } from '@maplibre/geojson-vt'
import type { MultiPolygon, Polygon, Position as GeoJsonPosition } from 'geojson'
import type { LevelPair } from '#domain/risk-level.ts'
import type { BoundingBox } from '#domain/position.ts'
import { tileBounds } from '#domain/tile.ts'
import { TILE_EXTENT, encodeLayer } from './point-tile.ts'

/** A zone (风险分区) as it lies on the earth. */
export interface TileZone {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly level: LevelPair
  /** WGS 84. */
  readonly geometry: Polygon | MultiPolygon
}

/** Before this zoom a plant is a few pixels wide and its zones say nothing. */
export const ZONES_FROM_ZOOM = 12

/** More zones than this and a tile keeps the largest, and says how many it left out. */
const MOST_ZONES = 2000

/** Room beyond the tile's edge, so that outlines do not show along it. */
const BUFFER = 64

/**
 * A vector tile of zones (风险分区矢量瓦片), each with id, level, inherent, enterprise and name.
 * Shape: zones and a tile address → MVT bytes, null when the tile is empty. A point with `omitted`
 *   stands in the middle of a tile that could not hold them all
 * Errors: RangeError when there is no such tile
 */
export function zoneTile(
  zones: Iterable<TileZone>,
  z: number,
  x: number,
  y: number,
): Uint8Array | null {
  const bounds = tileBounds(z, x, y)
  if (z < ZONES_FROM_ZOOM) return null
  const near = [...zones].filter((zone) => overlaps(zoneBox(zone), bounds, BUFFER / TILE_EXTENT))
  near.sort((a, b) => boxArea(zoneBox(b)) - boxArea(zoneBox(a)) || (a.id < b.id ? -1 : 1))
  const kept = near.slice(0, MOST_ZONES)
  const { features } = geoJSONToTile(
    {
      type: 'FeatureCollection',
      features: kept.map((zone) => ({
        type: 'Feature',
        properties: zoneTags(zone),
        geometry: zone.geometry,
      })),
    },
    z,
    x,
    y,
    { extent: TILE_EXTENT, buffer: BUFFER, clip: true, maxZoom: z },
  )
  const middle = TILE_EXTENT / 2
  if (near.length > kept.length)
    features.push({
      type: 1,
      geometry: [[middle, middle]],
      tags: { omitted: near.length - kept.length },
    })
  return features.length === 0 ? null : encodeLayer('zones', features)
}

function zoneTags({ id, enterpriseId, name, level }: TileZone): Record<string, string | number> {
  return {
    id,
    enterprise: enterpriseId,
    name,
    ...(level.current === null ? {} : { level: level.current }),
    ...(level.inherent === null ? {} : { inherent: level.inherent }),
  }
}

const boxes = new WeakMap<TileZone, BoundingBox>()

function zoneBox(zone: TileZone): BoundingBox {
  let box = boxes.get(zone)
  if (box === undefined) {
    box = boxOf(zone.geometry)
    boxes.set(zone, box)
  }
  return box
}

function boxOf(geometry: Polygon | MultiPolygon): BoundingBox {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  const outers: readonly GeoJsonPosition[] = polygons.flatMap(([outer]) => outer ?? [])
  for (const [lng = Number.NaN, lat = Number.NaN] of outers) {
    west = Math.min(west, lng)
    south = Math.min(south, lat)
    east = Math.max(east, lng)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}

function boxArea([west, south, east, north]: BoundingBox): number {
  return (east - west) * (north - south)
}

function overlaps(box: BoundingBox, tile: BoundingBox, margin: number): boolean {
  const marginLng = (tile[2] - tile[0]) * margin
  const marginLat = (tile[3] - tile[1]) * margin
  return (
    box[0] <= tile[2] + marginLng &&
    box[2] >= tile[0] - marginLng &&
    box[1] <= tile[3] + marginLat &&
    box[3] >= tile[1] - marginLat
  )
}
