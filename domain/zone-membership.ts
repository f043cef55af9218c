import type { MultiPolygon, Polygon } from 'geojson'
import { pointInPolygon, polygonAreaSquareMeters } from './geometry/measure.ts'

/** The part of a zone that decides what lies in it. */
export interface ZoneArea {
  readonly id: string
  readonly geometry: Polygon | MultiPolygon
}

/**
 * Find the zone (风险分区) that places of a plan lie in; of several the smallest, the most particular.
 * Shape: zones → a function from a place in their frame to one of them, or null
 */
export function zoneFinder<Z extends ZoneArea>(
  zones: readonly Z[],
): (place: readonly [x: number, y: number]) => Z | null {
  const bySize = zones
    .map((zone) => ({
      zone,
      area: polygonAreaSquareMeters(zone.geometry),
      box: boxOf(zone.geometry),
    }))
    .sort((a, b) => a.area - b.area)
  return ([x, y]) => {
    const found = bySize.find(
      ({ zone, box: [west, south, east, north] }) =>
        x >= west && x <= east && y >= south && y <= north && pointInPolygon([x, y], zone.geometry),
    )
    return found?.zone ?? null
  }
}

/** West, south, east, north of an area in its own frame. */
function boxOf(area: Polygon | MultiPolygon): [number, number, number, number] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [outer = []] of parts)
    for (const [x = NaN, y = NaN] of outer) {
      west = Math.min(west, x)
      south = Math.min(south, y)
      east = Math.max(east, x)
      north = Math.max(north, y)
    }
  return [west, south, east, north]
}
