/**
 * Zones of a segment in columns (分区列), by enterprise; their outlines become objects only where a
 * tile shows them, and are made anew each time.
 *
 * A zone takes 57 bytes, 5 for each ring and 16 for each corner; an enterprise 36. What touches a
 * box is told by boxes alone: of each enterprise one, and one of each zone of those that are near.
 */
import type { MultiPolygon, Polygon, Position as GeoJsonPosition } from 'geojson'
import type { BoundingBox } from '#domain/position.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import type { IdColumn } from './id-column.ts'

/** A zone (风险分区) as it lies on the earth. */
export interface TileZone {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly level: LevelPair
  /** WGS 84. */
  readonly geometry: Polygon | MultiPolygon
}

/** A zone (风险分区) with what no tile shows of it: a change of that is a change too. */
export interface ZoneRecord extends TileZone {
  readonly planId: string
  readonly kind: string
}

/** Zones of a segment in columns (分区列), by enterprise. */
export interface ZoneColumns {
  readonly count: number
  /** Zones of enterprise number n are rows starts[n] to before starts[n + 1]. */
  readonly starts: Uint32Array
  /** West, south, east, north of each enterprise's zones, WGS 84; the wrong way round without any. */
  readonly ownerBoxes: Float64Array
  readonly ids: IdColumn
  /** Number of the name among the segment's texts. */
  readonly name: Uint32Array
  readonly pair: Uint8Array
  /** West, south, east, north of each zone's outer rings, WGS 84. */
  readonly boxes: Float64Array
  /** Rings of a zone are entries ringStart[row] to before ringStart[row + 1]. */
  readonly ringStart: Uint32Array
  /** 1 for a ring that begins a polygon; those after it are its holes. */
  readonly isOuter: Uint8Array
  /** Corners of a ring are cornerStart[ring] to before cornerStart[ring + 1]. */
  readonly cornerStart: Uint32Array
  /** Longitude and latitude of each corner, WGS 84. */
  readonly corners: Float64Array
}

/** The box of an entry of `boxes` or `ownerBoxes`. */
export function boxAt(boxes: Float64Array, entry: number): BoundingBox {
  const at = entry * 4
  return [
    boxes[at] as number,
    boxes[at + 1] as number,
    boxes[at + 2] as number,
    boxes[at + 3] as number,
  ]
}

/** Tell whether an entry of `boxes` or `ownerBoxes` touches a box. */
export function touches(boxes: Float64Array, entry: number, box: BoundingBox): boolean {
  const at = entry * 4
  return (
    (boxes[at] as number) <= box[2] &&
    (boxes[at + 2] as number) >= box[0] &&
    (boxes[at + 1] as number) <= box[3] &&
    (boxes[at + 3] as number) >= box[1]
  )
}

/** The outline (轮廓) of a zone, made anew. */
export function outlineOf(zones: ZoneColumns, row: number): Polygon | MultiPolygon {
  const { ringStart, isOuter, cornerStart, corners } = zones
  const polygons: GeoJsonPosition[][][] = []
  for (let ring = ringStart[row] as number; ring < (ringStart[row + 1] as number); ring += 1) {
    const positions: GeoJsonPosition[] = []
    const end = cornerStart[ring + 1] as number
    for (let corner = cornerStart[ring] as number; corner < end; corner += 1)
      positions.push([corners[corner * 2] as number, corners[corner * 2 + 1] as number])
    if (isOuter[ring] === 1) polygons.push([positions])
    else polygons.at(-1)?.push(positions)
  }
  const [only, ...others] = polygons
  return only !== undefined && others.length === 0
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: polygons }
}
