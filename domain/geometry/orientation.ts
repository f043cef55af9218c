/** A vertex in some flat frame: plan units, or degrees taken as flat. */
export type Vertex = readonly [x: number, y: number]

/** A closed ring: first and last vertex are the same. */
export type ClosedRing = readonly Vertex[]

/**
 * Rounding cannot change the sign of a determinant above this share of its terms.
 * Source: Shewchuk 1997, Adaptive Precision Floating-Point Arithmetic, bound A of orient2d [K]
 */
const ROUNDING_BOUND = (3 + 16 * 2 ** -53) * 2 ** -53

/**
 * Which side of the line a→b the vertex c is on (点在线段的哪一侧).
 * Shape: 1 left, −1 right, 0 on it as far as numbers can tell
 */
export function side(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): -1 | 0 | 1 {
  const left = (ax - cx) * (by - cy)
  const right = (ay - cy) * (bx - cx)
  const determinant = left - right
  if (Math.abs(determinant) <= ROUNDING_BOUND * (Math.abs(left) + Math.abs(right))) return 0
  return determinant > 0 ? 1 : -1
}

/** Signed area of a ring in square units: positive when counter-clockwise. */
export function signedArea(ring: ClosedRing): number {
  const [originX, originY] = ring[0] ?? [0, 0]
  let twice = 0
  let [previousX, previousY] = [0, 0]
  for (const [x, y] of ring) {
    twice += previousX * (y - originY) - (x - originX) * previousY
    previousX = x - originX
    previousY = y - originY
  }
  return twice / 2
}

/** Where a vertex lies relative to a ring: 1 inside, 0 on the boundary, −1 outside. */
export function locateInRing([x, y]: Vertex, ring: ClosedRing): -1 | 0 | 1 {
  let inside = false
  let previous = ring[ring.length - 1]
  for (const vertex of ring) {
    if (previous !== undefined) {
      const [ax, ay] = previous
      const [bx, by] = vertex
      const above = ay > y !== by > y
      const beside = Math.min(ax, bx) <= x && x <= Math.max(ax, bx)
      if (above || (beside && Math.min(ay, by) <= y && y <= Math.max(ay, by))) {
        const turn = side(ax, ay, bx, by, x, y)
        if (turn === 0 && beside) return 0
        if (above && turn > 0 === by > ay) inside = !inside
      }
    }
    previous = vertex
  }
  return inside ? 1 : -1
}
