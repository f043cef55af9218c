/**
 * Vector tiles of zones (风险分区瓦片), cut from the outlines as they lie on the earth.
 *
 * A tile looks at one box of each enterprise selected, at one of each zone of those that are near,
 * and sorts what touches it by size; of at most 2,000 zones outlines become objects, which go once
 * the tile is written. The finished tile is all that is kept, in `tile-cache.ts`.
 */
import { geoJSONToTile } from '@maplibre/geojson-vt'
import type { BoundingBox } from '#domain/position.ts'
import { tileBounds } from '#domain/tile.ts'
import { idAt } from '../columns/id-column.ts'
import { levelPairOf } from '../columns/segment.ts'
import type { Segment } from '../columns/segment.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { boxAt, outlineOf, touches } from '../columns/zone-columns.ts'
import type { TileZone } from '../columns/zone-columns.ts'
import { TILE_EXTENT, encodeLayer } from './point-tile.ts'

/** Before this zoom a plant is a few pixels wide and its zones say nothing. */
export const ZONES_FROM_ZOOM = 12

/** More zones than this and a tile keeps the largest, and says how many it left out. */
const MOST_ZONES = 2000

/** Room beyond the tile's edge, so that outlines do not show along it. */
const BUFFER = 64

/**
 * A vector tile of zones (风险分区矢量瓦片), each with id, level, inherent, enterprise and name.
 * Shape: zones of the selected enterprises and a tile address → MVT bytes, null when the tile is empty.
 *   A point with `omitted` stands in the middle of a tile that could not hold them all
 * Errors: RangeError when there is no such tile
 */
export function zoneTile(
  parts: readonly SelectedSegment[],
  z: number,
  x: number,
  y: number,
): Uint8Array | null {
  const bounds = tileBounds(z, x, y)
  if (z < ZONES_FROM_ZOOM) return null
  const near = [...zonesNear(parts, withMargin(bounds, BUFFER / TILE_EXTENT))]
  near.sort((a, b) => b.area - a.area || (idOf(a) < idOf(b) ? -1 : 1))
  const kept = near.slice(0, MOST_ZONES).map(zoneOf)
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

/** Zones (风险分区) of the enterprises selected, each made an object as it is read. */
export function* zonesOf(parts: readonly SelectedSegment[]): Generator<TileZone> {
  for (const zone of zonesNear(parts, EVERYWHERE)) yield zoneOf(zone)
}

/** A zone by its row, before anything is made of it. */
interface ZoneRow {
  readonly segment: Segment
  readonly owner: number
  readonly row: number
  readonly area: number
}

const EVERYWHERE: BoundingBox = [-Infinity, -Infinity, Infinity, Infinity]

function* zonesNear(parts: readonly SelectedSegment[], box: BoundingBox): Generator<ZoneRow> {
  for (const { at, enterprises } of parts) {
    const { segment } = at
    const { starts, ownerBoxes, boxes } = segment.zones
    for (const owner of enterprises) {
      if (!touches(ownerBoxes, owner, box)) continue
      const end = starts[owner + 1] as number
      for (let row = starts[owner] as number; row < end; row += 1)
        if (touches(boxes, row, box))
          yield { segment, owner, row, area: boxArea(boxAt(boxes, row)) }
    }
  }
}

function idOf({ segment, row }: ZoneRow): string {
  return idAt(segment.zones.ids, row)
}

function zoneOf({ segment, owner, row }: ZoneRow): TileZone {
  const { zones, enterprises, texts } = segment
  return {
    id: idAt(zones.ids, row),
    enterpriseId: idAt(enterprises.ids, owner),
    name: texts[zones.name[row] as number] ?? '',
    level: levelPairOf(zones.pair[row] as number),
    geometry: outlineOf(zones, row),
  }
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

function boxArea([west, south, east, north]: BoundingBox): number {
  return (east - west) * (north - south)
}

function withMargin([west, south, east, north]: BoundingBox, margin: number): BoundingBox {
  const lng = (east - west) * margin
  const lat = (north - south) * margin
  return [west - lng, south - lat, east + lng, north + lat]
}
