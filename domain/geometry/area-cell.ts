import type { BoundingBox } from '../position.ts'
import type { PlaneArea } from './measure.ts'
import { side } from './orientation.ts'

/** Of a determinant of `side` at the corners of a box: farther from zero, and no point in the box has another sign. */
const CERTAIN = 1e-14

/**
 * A box of the plane and what of a polygon matters in it (多边形在一格内的部分).
 *
 * Only edges that may touch the box are kept. Those that pass it on the right count as the heights of
 * their ends: how many of them lie above a point says on which side of them it is, and ends that two
 * edges share cancel. So a cell far inside or outside a polygon of any number of edges holds none.
 * Its boundary is inside, its holes are not, and the answers are those of `pointInPolygon`.
 */
export class AreaCell {
  /** Edges that may touch the box. */
  readonly edgeCount: number
  private readonly edges: Edges
  private readonly own: Uint32Array
  /** Heights within the box at which the number of edges on the right goes from odd to even or back. */
  private readonly turns: Float64Array
  private readonly isOdd: boolean

  private constructor(edges: Edges, own: Uint32Array, turns: Float64Array, isOdd: boolean) {
    this.edges = edges
    this.own = own
    this.turns = turns
    this.isOdd = isOdd
    this.edgeCount = own.length
  }

  /** The whole plane. The polygon is a valid one: rings do not cross, parts do not overlap. */
  static of(area: PlaneArea): AreaCell {
    const edges = edgesOf(area)
    const all = Uint32Array.from({ length: edges.length / 4 }, (_, edge) => edge)
    return new AreaCell(edges, all, new Float64Array(), false)
  }

  /** Whether all of the box lies inside, or all of it outside; null where the points have to be looked at. */
  get isInside(): boolean | null {
    return this.own.length === 0 && this.turns.length === 0 ? this.isOdd : null
  }

  /** The same for a box within this one; points are asked for only in it, its rim included. */
  within(box: BoundingBox): AreaCell {
    const { edges } = this
    const [, south, , north] = box
    const own: number[] = []
    const heights: number[] = [...this.turns]
    for (const edge of this.own) {
      const place = placeOf(edges, 4 * edge, box)
      if (place === 'touching') own.push(edge)
      else if (place === 'right') heights.push(at(edges, 4 * edge + 1), at(edges, 4 * edge + 3))
    }
    let isOdd = this.isOdd
    const within: number[] = []
    for (const height of heights)
      if (height > north) isOdd = !isOdd
      else if (height > south) within.push(height)
    return new AreaCell(edges, Uint32Array.from(own), unpaired(within), isOdd)
  }

  /** Tell whether a point of the box lies in the polygon. */
  has(x: number, y: number): boolean {
    let inside = this.isOdd
    for (const height of this.turns) if (height > y) inside = !inside
    const { edges } = this
    for (const edge of this.own) {
      const first = 4 * edge
      const ax = edges[first] as number
      const ay = edges[first + 1] as number
      const bx = edges[first + 2] as number
      const by = edges[first + 3] as number
      const above = ay > y !== by > y
      const beside = ax < bx ? ax <= x && x <= bx : bx <= x && x <= ax
      if (!above && !(beside && Math.min(ay, by) <= y && y <= Math.max(ay, by))) continue
      const turn = side(ax, ay, bx, by, x, y)
      if (turn === 0 && beside) return true
      if (above && turn > 0 === by > ay) inside = !inside
    }
    return inside
  }
}

/** Four numbers an edge: from x and y to x and y. */
type Edges = Float64Array

function edgesOf(area: PlaneArea): Edges {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return Float64Array.from(
    parts.flat().flatMap((ring) =>
      ring.slice(1).flatMap((to, index) => {
        const from = ring[index] ?? to
        return [from[0] ?? NaN, from[1] ?? NaN, to[0] ?? NaN, to[1] ?? NaN]
      }),
    ),
  )
}

/** Where an edge is for every point of a box alike: to the right of it, nowhere that matters, or near. */
function placeOf(
  edges: Edges,
  first: number,
  [west, south, east, north]: BoundingBox,
): 'right' | 'elsewhere' | 'touching' {
  const ax = at(edges, first)
  const ay = at(edges, first + 1)
  const bx = at(edges, first + 2)
  const by = at(edges, first + 3)
  if (Math.max(ay, by) < south || Math.min(ay, by) > north || Math.max(ax, bx) < west)
    return 'elsewhere'
  if (Math.min(ax, bx) > east) return 'right'
  // The terms of the determinant are largest at corners, and so are its extremes.
  const largest =
    Math.max(Math.abs(ax - west), Math.abs(ax - east)) *
      Math.max(Math.abs(by - south), Math.abs(by - north)) +
    Math.max(Math.abs(ay - south), Math.abs(ay - north)) *
      Math.max(Math.abs(bx - west), Math.abs(bx - east))
  let [least, most] = [Infinity, -Infinity]
  for (const x of [west, east])
    for (const y of [south, north]) {
      const determinant = (ax - x) * (by - y) - (ay - y) * (bx - x)
      least = Math.min(least, determinant)
      most = Math.max(most, determinant)
    }
  const certain = CERTAIN * largest
  if (least <= certain && most >= -certain) return 'touching'
  return least > 0 === by > ay ? 'right' : 'elsewhere'
}

/** Numbers that stand there an odd number of times, once each, in ascending order. */
function unpaired(numbers: readonly number[]): Float64Array {
  const sorted = Float64Array.from(numbers).sort()
  let count = 0
  for (const number of sorted) {
    if (count > 0 && sorted[count - 1] === number) count -= 1
    else sorted[count++] = number
  }
  return sorted.slice(0, count)
}

/** An index that this file itself counted is always there; the type cannot know. */
function at(edges: Edges, index: number): number {
  return edges[index] ?? NaN
}
