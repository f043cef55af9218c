import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon } from 'geojson'
import { featureCollection, intersect, point, polygon, voronoi } from '@turf/turf'
import { localPlane } from '#domain/local-plane.ts'
import type { LocalPlane } from '#domain/local-plane.ts'
import type { Position } from '#domain/position.ts'

/** Where a township is said to be: a name drawn on the map, not a legal point. */
export interface TownshipSeat {
  readonly code: string
  readonly name: string
  readonly seat: Position
}

/** Where the nine names stand: approximate, to illustrate only. */
export const TOWNSHIP_SEATS: readonly TownshipSeat[] = [
  { code: '410622001', name: '朝歌街道', seat: [114.197, 35.606] },
  { code: '410622002', name: '桥盟街道', seat: [114.185, 35.64] },
  { code: '410622003', name: '卫都街道', seat: [114.222, 35.615] },
  { code: '410622004', name: '灵山街道', seat: [114.12, 35.64] },
  { code: '410622101', name: '高村镇', seat: [114.235, 35.7] },
  { code: '410622102', name: '北阳镇', seat: [114.12, 35.55] },
  { code: '410622103', name: '西岗镇', seat: [114.255, 35.56] },
  { code: '410622104', name: '庙口镇', seat: [114.14, 35.7] },
  { code: '410622202', name: '黄洞乡', seat: [114.05, 35.74] },
]

/** The middle of the county: origin of the metres that the sample is laid out in. */
export const COUNTY_ORIGIN: Position = [114.145, 35.655]

export interface TownshipProperties {
  readonly code: string
  readonly name: string
  readonly seat: Position
  readonly source: string
  readonly illustrative: true
}

const SOURCE = '示意边界（非法定）：按近似驻地的泰森多边形裁剪于县界'

/** One centimetre: finer digits would only claim an accuracy that is not there. */
const round7 = (degrees: number): number => Math.round(degrees * 1e7) / 1e7

/**
 * An illustrative partition (示意边界, 非法定) of the county among its seats: each place goes to the
 * nearest seat on the ground.
 * Shape: county polygon → one polygon a seat; together they are the county, without overlap
 */
export function partitionTownships(
  county: Polygon,
): FeatureCollection<Polygon | MultiPolygon, TownshipProperties> {
  const plane = localPlane(COUNTY_ORIGIN)
  const ground = polygon(
    county.coordinates.map((ring) =>
      ring.map((at) => [...plane.toMeters([at[0] ?? 0, at[1] ?? 0])]),
    ),
  )
  const seats: Feature<Point>[] = TOWNSHIP_SEATS.map(({ seat }) => point([...plane.toMeters(seat)]))
  const cells = voronoi(featureCollection(seats), { bbox: [-60_000, -60_000, 60_000, 60_000] })
  const features = TOWNSHIP_SEATS.map(({ code, name, seat }, index) => {
    const cell = cells.features[index]
    const cut = cell === undefined ? null : intersect(featureCollection([cell, ground]))
    if (cut === null) throw new RangeError(`the seat of ${name} owns nothing of the county`)
    const properties: TownshipProperties = { code, name, seat, source: SOURCE, illustrative: true }
    return { type: 'Feature' as const, properties, geometry: onEarth(cut.geometry, plane) }
  })
  return featureCollection(features)
}

function onEarth(geometry: Polygon | MultiPolygon, plane: LocalPlane): Polygon | MultiPolygon {
  const ringOnEarth = (ring: number[][]): number[][] =>
    ring.map(([x = 0, y = 0]) => plane.toPosition([x, y]).map(round7))
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map(ringOnEarth) }
    : {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((part) => part.map(ringOnEarth)),
      }
}
