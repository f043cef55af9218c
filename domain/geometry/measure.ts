import { featureCollection, intersect, polygon, multiPolygon } from '@turf/turf'
import type { Feature, MultiPolygon, Polygon } from 'geojson'

import { locateInRing, signedArea } from './orientation.ts'
import type { ClosedRing } from './orientation.ts'

/** An area in a plan's frame. */
export type PlaneArea = Polygon | MultiPolygon

/**
 * Area (面积) of a plane polygon, holes taken off.
 * Units: coordinates in metres → m²; in a pixel frame multiply by the squared scale
 */
export function polygonAreaSquareMeters(area: PlaneArea): number {
  let sum = 0
  for (const [outer, ...holes] of partsOf(area)) {
    if (outer === undefined) continue
    sum += Math.abs(signedArea(outer))
    for (const hole of holes) sum -= Math.abs(signedArea(hole))
  }
  return sum
}

/** Tell whether a point lies in a plane polygon, its boundary included, its holes not. */
export function pointInPolygon(point: readonly [number, number], area: PlaneArea): boolean {
  return partsOf(area).some(([outer, ...holes]) => {
    if (outer === undefined || locateInRing(point, outer) < 0) return false
    return holes.every((hole) => locateInRing(point, hole) <= 0)
  })
}

/**
 * The centre of mass (形心) of a plane polygon; it may lie outside a bent one.
 * Errors: RangeError when the polygon has no area
 */
export function polygonCentroid(area: PlaneArea): [x: number, y: number] {
  let [mass, momentX, momentY] = [0, 0, 0]
  for (const rings of partsOf(area))
    for (const [index, ring] of rings.entries()) {
      const share = Math.abs(signedArea(ring)) * (index === 0 ? 1 : -1)
      const [x, y] = ringCentroid(ring)
      mass += share
      momentX += share * x
      momentY += share * y
    }
  if (!(mass > 0)) throw new RangeError('a polygon without area has no centroid')
  return [momentX / mass, momentY / mass]
}

/**
 * Area that two plane polygons share (重叠面积).
 * Units: coordinates in metres → m²
 */
export function polygonsOverlapArea(a: PlaneArea, b: PlaneArea): number {
  const shared = intersect(featureCollection([featureOf(a), featureOf(b)]))
  return shared === null ? 0 : polygonAreaSquareMeters(shared.geometry)
}

function featureOf(area: PlaneArea): Feature<PlaneArea> {
  return area.type === 'Polygon' ? polygon(area.coordinates) : multiPolygon(area.coordinates)
}

function partsOf(area: PlaneArea): ClosedRing[][] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return parts.map((rings) =>
    rings.map((ring) => ring.map(([x = NaN, y = NaN]): [number, number] => [x, y])),
  )
}

/** Relative to the first vertex, so that large coordinates cost no digits. */
function ringCentroid(ring: ClosedRing): [number, number] {
  const [originX, originY] = ring[0] ?? [0, 0]
  let [twice, momentX, momentY, previousX, previousY] = [0, 0, 0, 0, 0]
  for (const [vertexX, vertexY] of ring) {
    const x = vertexX - originX
    const y = vertexY - originY
    const cross = previousX * y - x * previousY
    twice += cross
    momentX += cross * (previousX + x)
    momentY += cross * (previousY + y)
    previousX = x
    previousY = y
  }
  if (twice === 0) return [originX, originY]
  return [originX + momentX / (3 * twice), originY + momentY / (3 * twice)]
}
