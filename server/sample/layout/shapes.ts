import type { LineString, Polygon } from 'geojson'

/** A place on a plan: metres east and north of its corner, y up. */
export type PlanPoint = readonly [x: number, y: number]

/** An upright rectangle on a plan, by its lower left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly depth: number
}

/** Millimetres are enough for a drawing and keep it small. */
const millimetre = (value: number): number => Math.round(value * 1000) / 1000

/** A polygon through the points, closed, outer ring counter-clockwise. */
export function polygonOf(
  points: readonly PlanPoint[],
  holes: readonly PlanPoint[][] = [],
): Polygon {
  return {
    type: 'Polygon',
    coordinates: [ringOf(points, 1), ...holes.map((hole) => ringOf(hole, -1))],
  }
}

/** Twice the signed area of a ring: positive when it runs counter-clockwise. */
export function signedArea(points: readonly PlanPoint[]): number {
  let sum = 0
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y]
    sum += x * nextY - nextX * y
  })
  return sum
}

function ringOf(points: readonly PlanPoint[], turn: 1 | -1): number[][] {
  const ordered = signedArea(points) * turn >= 0 ? points : points.toReversed()
  const ring = ordered.map(([x, y]) => [millimetre(x), millimetre(y)])
  const [first = [0, 0]] = ring
  return [...ring, [...first]]
}

export function lineOf(points: readonly PlanPoint[]): LineString {
  return { type: 'LineString', coordinates: points.map(([x, y]) => [millimetre(x), millimetre(y)]) }
}

export function boxCorners({ x, y, width, depth }: Box): PlanPoint[] {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ]
}

export function boxPolygon(box: Box): Polygon {
  return polygonOf(boxCorners(box))
}

export function boxCentre({ x, y, width, depth }: Box): PlanPoint {
  return [x + width / 2, y + depth / 2]
}

/** The box made smaller on every side (larger when negative). */
export function inset(box: Box, by: number): Box {
  return { x: box.x + by, y: box.y + by, width: box.width - 2 * by, depth: box.depth - 2 * by }
}

/** A circle as a regular polygon's points. */
export function circlePoints([x, y]: PlanPoint, radius: number, sides = 28): PlanPoint[] {
  return Array.from({ length: sides }, (_, index) => {
    const angle = (index / sides) * 2 * Math.PI
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)] as const
  })
}

/** A rectangle whose corners are arcs: kerbs, lying tanks, running tracks. */
export function roundedPoints(box: Box, radius: number, sides = 4): PlanPoint[] {
  const r = Math.min(radius, box.width / 2, box.depth / 2)
  const centres: readonly (readonly [PlanPoint, number])[] = [
    [[box.x + box.width - r, box.y + r], -Math.PI / 2],
    [[box.x + box.width - r, box.y + box.depth - r], 0],
    [[box.x + r, box.y + box.depth - r], Math.PI / 2],
    [[box.x + r, box.y + r], Math.PI],
  ]
  return centres.flatMap(([[x, y], from]) =>
    Array.from({ length: sides + 1 }, (_, step) => {
      const angle = from + (step / sides) * (Math.PI / 2)
      return [x + r * Math.cos(angle), y + r * Math.sin(angle)] as const
    }),
  )
}

/** Tell whether a point lies inside a ring (even-odd rule). */
export function ringHolds(ring: readonly (readonly number[])[], [x, y]: PlanPoint): boolean {
  let inside = false
  for (let index = 0, before = ring.length - 1; index < ring.length; before = index++) {
    const [ax = 0, ay = 0] = ring[index] ?? []
    const [bx = 0, by = 0] = ring[before] ?? []
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

/** Strips that a ring's edges are sorted into: of some hundred edges a few are left to look at. */
const STRIPS = 512

/**
 * The same as `ringHolds` for one ring that is asked about often.
 * Shape: ring → a test of points, which looks only at the edges beside a point
 */
export function ringTest(
  ring: readonly (readonly number[])[],
): (point: readonly [x: number, y: number]) => boolean {
  const heights = ring.map(([, y = 0]) => y)
  const bottom = Math.min(...heights)
  const scale = STRIPS / Math.max(Number.MIN_VALUE, Math.max(...heights) - bottom)
  const stripOf = (y: number): number => Math.floor((y - bottom) * scale)
  const strips = Array.from({ length: STRIPS + 1 }, () => new Array<number>())
  ring.forEach(([ax = 0, ay = 0], index) => {
    const [bx = 0, by = 0] = ring.at(index - 1) ?? []
    const last = stripOf(Math.max(ay, by))
    for (let strip = stripOf(Math.min(ay, by)); strip <= last; strip++)
      strips[strip]?.push(ax, ay, bx, by)
  })
  return ([x, y]) => {
    const edges = strips[stripOf(y)] ?? []
    let inside = false
    for (let at = 0; at < edges.length; at += 4) {
      const ax = edges[at] ?? 0
      const ay = edges[at + 1] ?? 0
      const bx = edges[at + 2] ?? 0
      const by = edges[at + 3] ?? 0
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
    }
    return inside
  }
}

/** How far a point is from the nearest edge of a ring. */
export function distanceToRing(ring: readonly (readonly number[])[], [x, y]: PlanPoint): number {
  let nearest = Infinity
  for (let index = 1; index < ring.length; index++) {
    const [ax = 0, ay = 0] = ring[index - 1] ?? []
    const [bx = 0, by = 0] = ring[index] ?? []
    const length = (bx - ax) ** 2 + (by - ay) ** 2
    const along = length === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length
    const t = Math.min(1, Math.max(0, along))
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
  }
  return nearest
}
