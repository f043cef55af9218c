import { area as areaOnSphere } from '@turf/turf'

import type { PlaneArea } from './measure.ts'
import { side } from './orientation.ts'

/** More strips than this find no fewer edges, but take more memory. */
const MOST_STRIPS = 256

type Edge = readonly [ax: number, ay: number, bx: number, by: number]

/**
 * A polygon that many points are held against (点在面内): its boundary is inside, its holes are not.
 *
 * The answers are those of `pointInPolygon`; the edges lie in strips of one height, so that a point
 * meets only those of its own. The polygon is a valid one: rings do not cross, parts do not overlap.
 * Shape: polygon → whether a point of the same frame lies in it
 */
export function pointTest(area: PlaneArea): (x: number, y: number) => boolean {
  const edges = edgesOf(area)
  const south = edges.reduce((least, [, ay, , by]) => Math.min(least, ay, by), Infinity)
  const north = edges.reduce((most, [, ay, , by]) => Math.max(most, ay, by), -Infinity)
  const count = Math.min(MOST_STRIPS, edges.length)
  const stripOf = (y: number) =>
    Math.min(count - 1, Math.floor(((y - south) / (north - south)) * count))
  const strips = Array.from({ length: count }, (): Edge[] => [])
  for (const edge of edges) {
    const [, ay, , by] = edge
    const last = stripOf(Math.max(ay, by))
    for (let strip = stripOf(Math.min(ay, by)); strip <= last; strip += 1) strips[strip]?.push(edge)
  }
  return (x, y) => y >= south && y <= north && isWithin(strips[stripOf(y)] ?? [], x, y)
}

/** Parts and holes of a valid polygon nest, so that every boundary passed changes the side. */
function isWithin(edges: readonly Edge[], x: number, y: number): boolean {
  let inside = false
  for (const [ax, ay, bx, by] of edges) {
    const above = ay > y !== by > y
    const beside = Math.min(ax, bx) <= x && x <= Math.max(ax, bx)
    if (!above && !(beside && Math.min(ay, by) <= y && y <= Math.max(ay, by))) continue
    const turn = side(ax, ay, bx, by, x, y)
    if (turn === 0 && beside) return true
    if (above && turn > 0 === by > ay) inside = !inside
  }
  return inside
}

function edgesOf(area: PlaneArea): Edge[] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return parts.flat().flatMap((ring) =>
    ring.slice(1).map((to, index): Edge => {
      const from = ring[index] ?? to
      return [from[0] ?? NaN, from[1] ?? NaN, to[0] ?? NaN, to[1] ?? NaN]
    }),
  )
}

/**
 * Area of a polygon on the ground (地面面积), on the mean sphere of distanceMeters, holes taken off.
 * Units: degrees → m²; within 0.6 % of the ellipsoid
 * Source: Chamberlain and Duquette 2007, Some Algorithms for Polygons on a Sphere [K]
 */
export function groundAreaSquareMeters(area: PlaneArea): number {
  return areaOnSphere(area)
}
