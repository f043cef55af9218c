import { difference, featureCollection, multiPolygon, polygon } from '@turf/turf'
import type { Feature, Polygon } from 'geojson'
import type { PlaneArea } from './measure.ts'

/**
 * What is left of a plane area when another is cut off it (裁去重叠部分).
 * Shape: null when nothing is left, or when the rest would fall apart or have a hole
 */
export function cutOff(area: PlaneArea, other: PlaneArea): Polygon | null {
  const rest = difference(featureCollection([featureOf(area), featureOf(other)]))?.geometry
  if (rest === undefined) return null
  const [only, ...more] = rest.type === 'Polygon' ? [rest.coordinates] : rest.coordinates
  if (only === undefined || more.length > 0 || only.length !== 1) return null
  return { type: 'Polygon', coordinates: only.map((ring) => ring.map(rounded)) }
}

function featureOf(area: PlaneArea): Feature<PlaneArea> {
  return area.type === 'Polygon' ? polygon(area.coordinates) : multiPolygon(area.coordinates)
}

/** Nine decimals, as shapes are kept. */
function rounded([x = NaN, y = NaN]: readonly number[]): number[] {
  return [Number(x.toFixed(9)), Number(y.toFixed(9))]
}
