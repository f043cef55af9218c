import { failure } from '../result.ts'
import type { Result } from '../result.ts'
import { locateInRing } from './orientation.ts'
import type { ClosedRing, Vertex } from './orientation.ts'
import type { Vertices } from './read-vertices.ts'

type Box = readonly [west: number, south: number, east: number, north: number]

/**
 * Refuse holes outside their part, holes in holes, and parts on top of each other (环的嵌套).
 * The rings are known not to cross, so one vertex off the boundary tells where a ring lies;
 * only rings that touch need every vertex looked at.
 * Errors: hole_outside, holes_overlap, parts_overlap
 */
export function refuseNesting(
  rings: readonly Vertices[],
  partRings: readonly (readonly number[])[],
  touchingRings: ReadonlySet<number>,
): Result<never> | null {
  const boxes = rings.map((ring) => boxOf(ring.points))

  /** Whether ring a reaches into, and out of, the area that ring b encloses. */
  function reach(a: number, b: number): { inside: boolean; outside: boolean } {
    if (!boxesMeet(boxes[a], boxes[b])) return { inside: false, outside: true }
    const touches = touchingRings.has(a) && touchingRings.has(b)
    return reachOf(rings[a]?.points ?? [], rings[b]?.points ?? [], touches)
  }

  for (const [outer, ...holes] of partRings) {
    if (outer === undefined) continue
    for (const [index, hole] of holes.entries()) {
      const path = rings[hole]?.path ?? ''
      const { inside, outside } = reach(hole, outer)
      if (outside || !inside)
        return failure(path, 'hole_outside', '内环不在外环之内，请移动或删除该内环')
      for (const earlier of holes.slice(0, index))
        if (reach(hole, earlier).inside || reach(earlier, hole).inside)
          return failure(path, 'holes_overlap', '两个内环重叠，请合并或删除其中一个')
    }
  }
  for (const [index, part] of partRings.entries())
    for (const earlier of partRings.slice(0, index))
      if (reachesInto(part, earlier) || reachesInto(earlier, part))
        return failure(
          rings[part[0] ?? 0]?.path ?? '',
          'parts_overlap',
          '多面中的两个面重叠，请合并或分开',
        )
  return null

  /** Whether a part's outer ring lies in another part and not in one of its holes. */
  function reachesInto(part: readonly number[], other: readonly number[]): boolean {
    const [outer, ...holes] = other
    const own = part[0]
    if (own === undefined || outer === undefined || !reach(own, outer).inside) return false
    return !holes.some((hole) => reach(own, hole).inside && !reach(own, hole).outside)
  }
}

function reachOf(
  ring: ClosedRing,
  container: ClosedRing,
  touches: boolean,
): { inside: boolean; outside: boolean } {
  const found = { inside: false, outside: false }
  const note = (vertex: Vertex) => {
    const place = locateInRing(vertex, container)
    if (place > 0) found.inside = true
    if (place < 0) found.outside = true
  }
  const decided = () => (touches ? found.inside && found.outside : found.inside || found.outside)
  for (const vertex of ring) {
    if (decided()) return found
    note(vertex)
  }
  // An edge may leave and come back between two touching vertices; its middle tells.
  for (const [index, vertex] of ring.entries()) {
    if (decided()) return found
    const next = ring[index + 1]
    if (next !== undefined) note([(vertex[0] + next[0]) / 2, (vertex[1] + next[1]) / 2])
  }
  return found
}

function boxOf(ring: ClosedRing): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of ring) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  return [west, south, east, north]
}

function boxesMeet(a: Box | undefined, b: Box | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}
