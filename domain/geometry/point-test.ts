import { area as areaOnSphere } from '@turf/turf'

import { bboxOfArea } from './bbox.ts'
import { AreaCell } from './area-cell.ts'
import type { PlaneArea } from './measure.ts'

/** A cell with so few edges is not quartered any more. */
const FEW_EDGES = 4
/** A cell is quartered once so many points have been looked for in it. */
const POINTS_BEFORE_QUARTERING = 8
const MOST_QUARTERINGS = 20

/**
 * A polygon that many points are held against (点在面内): its boundary is inside, its holes are not.
 *
 * The answers are those of `pointInPolygon`; where many points lie, the plane is quartered as far as
 * few edges are met. The polygon is a valid one: rings do not cross, parts do not overlap.
 * Shape: polygon → whether a point of the same frame lies in it
 */
export function pointTest(area: PlaneArea): (x: number, y: number) => boolean {
  const [west, south, east, north] = bboxOfArea(area)
  const root = nodeOf(AreaCell.of(area))
  return (x, y) => {
    if (!(x >= west && x <= east && y >= south && y <= north)) return false
    let node = root
    let [left, bottom, right, top] = [west, south, east, north]
    for (let quartering = 0; quartering < MOST_QUARTERINGS; quartering += 1) {
      if (node.cell.edgeCount <= FEW_EDGES) break
      if (node.points < POINTS_BEFORE_QUARTERING) {
        node.points += 1
        break
      }
      const middleX = (left + right) / 2
      const middleY = (bottom + top) / 2
      const isEast = x > middleX
      const isNorth = y > middleY
      if (isEast) left = middleX
      else right = middleX
      if (isNorth) bottom = middleY
      else top = middleY
      const quarter = (isEast ? 1 : 0) + (isNorth ? 2 : 0)
      node = node.quarters[quarter] ??= nodeOf(node.cell.within([left, bottom, right, top]))
    }
    return node.cell.has(x, y)
  }
}

interface Node {
  readonly cell: AreaCell
  points: number
  readonly quarters: (Node | undefined)[]
}

function nodeOf(cell: AreaCell): Node {
  return { cell, points: 0, quarters: [] }
}

/**
 * Area of a polygon on the ground (地面面积), on the mean sphere of distanceMeters, holes taken off.
 * Units: degrees → m²; within 0.6 % of the ellipsoid
 * Source: Chamberlain and Duquette 2007, Some Algorithms for Polygons on a Sphere [K]
 */
export function groundAreaSquareMeters(area: PlaneArea): number {
  return areaOnSphere(area)
}
