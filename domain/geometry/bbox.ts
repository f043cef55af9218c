import type { BoundingBox } from '../position.ts'
import type { PlaneArea } from './measure.ts'

/** The smallest upright box about a polygon (外接矩形), in the polygon's own frame. */
export function bboxOfArea(area: PlaneArea): BoundingBox {
  const rings = area.type === 'Polygon' ? area.coordinates : area.coordinates.flat()
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const ring of rings)
    for (const [x = NaN, y = NaN] of ring) {
      west = Math.min(west, x)
      south = Math.min(south, y)
      east = Math.max(east, x)
      north = Math.max(north, y)
    }
  return [west, south, east, north]
}
