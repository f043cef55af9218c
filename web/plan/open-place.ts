import type { PlaneArea } from '#domain/geometry/measure.ts'
import { pointInPolygon, polygonCentroid } from '#domain/geometry/measure.ts'
import type { PlanPoint } from './draft.ts'
import { boxOf, verticesOf } from './measure.ts'

/** A label is wider than high: room beside it counts for less than room above. */
const LABEL_ASPECT = 2.4

const STEPS = 14

/** The squared distance of a point to a segment, in the label's own stretched plane. */
function squaredDistance(point: PlanPoint, a: PlanPoint, b: PlanPoint): number {
  const [px, py] = [point[0] / LABEL_ASPECT, point[1]]
  const [ax, ay] = [a[0] / LABEL_ASPECT, a[1]]
  const [dx, dy] = [b[0] / LABEL_ASPECT - ax, b[1] - ay]
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : ((px - ax) * dx + (py - ay) * dy) / length
  const along = Math.min(1, Math.max(0, share))
  return (px - ax - along * dx) ** 2 + (py - ay - along * dy) ** 2
}

function edgesOf(area: PlaneArea): readonly (readonly [PlanPoint, PlanPoint])[] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return parts.flat().flatMap((ring) =>
    ring.slice(1).map((end, index): readonly [PlanPoint, PlanPoint] => {
      const start = ring[index] ?? end
      return [
        [start[0] ?? NaN, start[1] ?? NaN],
        [end[0] ?? NaN, end[1] ?? NaN],
      ]
    }),
  )
}

/**
 * The most open place of an area for its name (标注位置): far from its edges and from the points in it.
 * Shape: area and obstacles → a place inside the area, the centroid when nothing is in the way
 */
export function openPlace(area: PlaneArea, obstacles: readonly PlanPoint[]): PlanPoint {
  const box = boxOf(verticesOf(area))
  if (box === null) throw new RangeError('an area without vertices has no open place')
  const edges = edgesOf(area)
  const center = polygonCentroid(area)
  const room = (place: PlanPoint): number => {
    let least = Infinity
    for (const [a, b] of edges) least = Math.min(least, squaredDistance(place, a, b))
    for (const obstacle of obstacles)
      least = Math.min(least, squaredDistance(place, obstacle, obstacle))
    return Math.sqrt(least)
  }
  const reach = Math.hypot(box.maxX - box.minX, box.maxY - box.minY)
  let best: PlanPoint = center
  let bestScore = -Infinity
  const consider = (place: PlanPoint) => {
    if (!pointInPolygon(place, area)) return
    const off = Math.hypot(place[0] - center[0], place[1] - center[1]) / reach
    const score = room(place) * (1 - 0.3 * off)
    if (score > bestScore) [best, bestScore] = [place, score]
  }
  consider(center)
  for (let row = 1; row < STEPS; row += 1)
    for (let column = 1; column < STEPS; column += 1)
      consider([
        box.minX + ((box.maxX - box.minX) * column) / STEPS,
        box.minY + ((box.maxY - box.minY) * row) / STEPS,
      ])
  return best
}
