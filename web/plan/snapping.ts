import type { Polygon } from 'geojson'
import type { Geometry } from '#domain/geometry.ts'
import type { PlanPoint } from './draft.ts'
import { boxOf, verticesOf, type Box } from './measure.ts'

/** A shape that others snap to, with its box so that far ones cost one comparison. */
export interface SnapShape {
  readonly id: string
  readonly vertices: readonly PlanPoint[]
  readonly box: Box
}

/** What a plan offers to snap to (捕捉对象): vertices and edges of its shapes. */
export function snapShapes(
  shapes: readonly { readonly id: string; readonly geometry: Geometry }[],
): readonly SnapShape[] {
  return shapes.flatMap(({ id, geometry }) => {
    if (geometry.type === 'MultiPolygon')
      return geometry.coordinates.flatMap((coordinates) =>
        snapShapes([{ id, geometry: { type: 'Polygon', coordinates } }]),
      )
    const vertices = verticesOf(geometry)
    const box = boxOf(vertices)
    return box === null ? [] : [{ id, vertices, box }]
  })
}

function nearestOnEdge(point: PlanPoint, a: PlanPoint, b: PlanPoint): PlanPoint {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
  const squared = dx * dx + dy * dy
  if (squared === 0) return a
  const share = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / squared
  const along = Math.min(1, Math.max(0, share))
  return [a[0] + along * dx, a[1] + along * dy]
}

/**
 * Where a point snaps to (捕捉): the nearest vertex in reach, else the nearest place on an edge.
 * Shape: null when nothing is in reach; the shape being edited is left out by its id
 * Units: the plan's own
 */
export function snapTarget(
  point: PlanPoint,
  shapes: readonly SnapShape[],
  reach: number,
  exceptId: string | null = null,
): PlanPoint | null {
  let vertex: PlanPoint | null = null
  let edge: PlanPoint | null = null
  let vertexDistance = reach
  let edgeDistance = reach
  const [x, y] = point
  for (const { id, vertices, box } of shapes) {
    if (id === exceptId) continue
    if (x < box.minX - reach || x > box.maxX + reach) continue
    if (y < box.minY - reach || y > box.maxY + reach) continue
    let before: PlanPoint | null = null
    for (const one of vertices) {
      const distance = Math.hypot(one[0] - x, one[1] - y)
      if (distance <= vertexDistance) [vertex, vertexDistance] = [one, distance]
      if (before !== null) {
        const near = nearestOnEdge(point, before, one)
        const gap = Math.hypot(near[0] - x, near[1] - y)
        if (gap <= edgeDistance) [edge, edgeDistance] = [near, gap]
      }
      before = one
    }
  }
  return vertex ?? edge
}

/**
 * An upright box with each side moved to the nearest vertex line in reach (边对齐).
 * Shape: only vertices beside the side count, so that far ones do not pull it
 */
export function snapBox(
  box: Box,
  shapes: readonly SnapShape[],
  reach: number,
  exceptId: string | null = null,
): Box {
  const near = shapes.filter(
    ({ id, box: other }) =>
      id !== exceptId &&
      other.minX <= box.maxX + reach &&
      other.maxX >= box.minX - reach &&
      other.minY <= box.maxY + reach &&
      other.maxY >= box.minY - reach,
  )
  const line = (value: number, axis: 0 | 1): number => {
    let best = value
    let distance = reach
    for (const { vertices } of near)
      for (const vertex of vertices) {
        const gap = Math.abs(vertex[axis] - value)
        if (gap <= distance) [best, distance] = [vertex[axis], gap]
      }
    return best
  }
  const snapped = {
    minX: line(box.minX, 0),
    minY: line(box.minY, 1),
    maxX: line(box.maxX, 0),
    maxY: line(box.maxY, 1),
  }
  return snapped.maxX > snapped.minX && snapped.maxY > snapped.minY ? snapped : box
}

/**
 * An upright box moved as a whole so that a side lies on a wall in reach (整体对齐): its size stays.
 */
export function snapMovedBox(
  box: Box,
  shapes: readonly SnapShape[],
  reach: number,
  exceptId: string | null = null,
): Box {
  const snapped = snapBox(box, shapes, reach, exceptId)
  const shift = (low: number, high: number): number => {
    if (low === 0 || high === 0) return low + high
    return Math.abs(low) <= Math.abs(high) ? low : high
  }
  const dx = shift(snapped.minX - box.minX, snapped.maxX - box.maxX)
  const dy = shift(snapped.minY - box.minY, snapped.maxY - box.maxY)
  return {
    minX: box.minX + dx,
    minY: box.minY + dy,
    maxX: box.maxX + dx,
    maxY: box.maxY + dy,
  }
}

/** The box a ring of four upright corners is; null for any other shape. */
export function uprightBox(geometry: Geometry): Box | null {
  if (geometry.type !== 'Polygon' || geometry.coordinates.length !== 1) return null
  const vertices = verticesOf(geometry)
  const box = boxOf(vertices)
  if (box === null || vertices.length !== 5) return null
  // Rounding moves a corner by 0.1 mm at most, whatever the unit: a share of the size, not a length.
  const slack = 5e-4 * Math.max(box.maxX - box.minX, box.maxY - box.minY)
  const isCorner = ([x, y]: PlanPoint) =>
    Math.min(x - box.minX, box.maxX - x) <= slack && Math.min(y - box.minY, box.maxY - y) <= slack
  const corners = new Set(
    vertices.map(([x, y]) => `${x - box.minX <= slack}${y - box.minY <= slack}`),
  )
  return vertices.every(isCorner) && corners.size === 4 ? box : null
}

/** The polygon of an upright box, counter-clockwise. */
export function boxPolygon({ minX, minY, maxX, maxY }: Box): Polygon {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [minX, minY],
        [maxX, minY],
        [maxX, maxY],
        [minX, maxY],
        [minX, minY],
      ],
    ],
  }
}
