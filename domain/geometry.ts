import type { LineString, MultiPolygon, Point, Polygon } from 'geojson'

import { searchCrossing } from './geometry/crossing.ts'
import { readPosition, readRing, readVertices } from './geometry/read-vertices.ts'
import type { ReadLimits, Vertices } from './geometry/read-vertices.ts'
import { refuseNesting } from './geometry/nesting.ts'
import { signedArea } from './geometry/orientation.ts'
import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/** The shapes that a plan or an import may hold; collections are never one. */
export type Geometry = Point | LineString | Polygon | MultiPolygon
export type GeometryType = Geometry['type']

export interface ScanOptions<T extends GeometryType> {
  readonly types: readonly T[]
  readonly maxVertices: number
  /** Degrees within the world, or the plan's own units. */
  readonly bounds: 'wgs84' | 'plane'
}

/** More rings than this would make the test of every ring against every other the dear part. */
const MAX_RINGS = 1_000

/**
 * Read a GeoJSON geometry of unknown origin (几何图形校验) in one pass, without recursion, and
 * stop at the first fault.
 *
 * Dropped: z, further members, repeated vertices. Normalised: −0, 9 decimals, the winding (outer
 * rings counter-clockwise). Everything else is refused, nothing is repaired. Lines may cross
 * themselves, areas may not.
 * Shape: anything → a fresh geometry of one of the types
 * Errors: not_object, type_refused, not_array, empty, depth, position_length, not_number,
 *   not_finite, out_of_range, too_many_vertices, too_many_rings, too_few_points, not_closed,
 *   zero_area, self_intersection, rings_cross, hole_outside, holes_overlap, parts_overlap
 */
export function scanGeometry<T extends GeometryType>(
  value: unknown,
  options: ScanOptions<T>,
): Result<Extract<Geometry, { type: T }>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return failure('geometry', 'not_object', '几何应为 GeoJSON 对象，请重新绘制或导出')
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown }
  const wanted = options.types.find((candidate) => candidate === type)
  if (wanted === undefined)
    return failure(
      'geometry.type',
      'type_refused',
      `几何类型应为 ${options.types.join('、')}，请拆分几何集合或改用这些类型`,
    )
  const limits: ReadLimits = { bounds: options.bounds, remaining: options.maxVertices }
  return scanCoordinates(wanted, coordinates, limits) as Result<Extract<Geometry, { type: T }>>
}

function scanCoordinates(
  type: GeometryType,
  coordinates: unknown,
  limits: ReadLimits,
): Result<Geometry> {
  const path = 'geometry.coordinates'
  switch (type) {
    case 'Point': {
      const position = readPosition(coordinates, path, limits.bounds)
      return position.ok ? success({ type, coordinates: position.value }) : position
    }
    case 'LineString': {
      const line = readVertices(coordinates, path, limits)
      if (!line.ok) return line
      if (line.value.points.length < 2)
        return failure(path, 'too_few_points', '线至少要有两个不同的点，请补画')
      return success({ type, coordinates: line.value.points })
    }
    case 'Polygon': {
      const parts = readParts([coordinates], [path], limits)
      return parts.ok ? success({ type, coordinates: parts.value[0] ?? [] }) : parts
    }
    case 'MultiPolygon': {
      if (!Array.isArray(coordinates)) return notArray(path)
      if (coordinates.length > MAX_RINGS) return tooManyRings(path)
      const paths = coordinates.map((_, index) => `${path}[${index}]`)
      const parts = readParts(coordinates, paths, limits)
      return parts.ok ? success({ type, coordinates: parts.value }) : parts
    }
  }
}

/** Read the rings of every part, then hold them against each other. */
function readParts(
  parts: readonly unknown[],
  paths: readonly string[],
  limits: ReadLimits,
): Result<[number, number][][][]> {
  if (parts.length === 0) return emptyShape('geometry.coordinates')
  const rings: Vertices[] = []
  /** For each part the indexes of its rings, the outer one first. */
  const partRings: number[][] = []
  for (const [partIndex, part] of parts.entries()) {
    const path = paths[partIndex] ?? ''
    if (!Array.isArray(part)) return notArray(path)
    if (part.length === 0) return emptyShape(path)
    if (rings.length + part.length > MAX_RINGS) return tooManyRings(path)
    const own: number[] = []
    for (let index = 0; index < part.length; index++) {
      const ring = readRing(part[index], `${path}[${index}]`, limits)
      if (!ring.ok) return ring
      own.push(rings.push(ring.value) - 1)
    }
    partRings.push(own)
  }
  const { crossing, touchingRings } = searchCrossing(rings.map((ring) => ring.points))
  if (crossing !== null) return refuseCrossing(crossing, rings)
  const nesting = refuseNesting(rings, partRings, touchingRings)
  if (nesting !== null) return nesting
  return success(
    partRings.map((own) =>
      own.map((index, position) => wound(rings[index]?.points ?? [], position === 0)),
    ),
  )
}

function wound(ring: [number, number][], counterClockwise: boolean): [number, number][] {
  return signedArea(ring) > 0 === counterClockwise ? ring : [...ring].reverse()
}

function refuseCrossing(
  crossing: NonNullable<ReturnType<typeof searchCrossing>['crossing']>,
  rings: readonly Vertices[],
): Result<never> {
  const { ring, edge, otherRing, otherEdge, point } = crossing
  const first = (rings[ring]?.sourceIndexes[edge] ?? edge) + 1
  const second = (rings[otherRing]?.sourceIndexes[otherEdge] ?? otherEdge) + 1
  const place = `（${point.map((value) => Number(value.toFixed(9))).join(', ')}）`
  const path = `${rings[ring]?.path ?? 'geometry.coordinates'}[${first - 1}]`
  return ring === otherRing
    ? failure(
        path,
        'self_intersection',
        `边界自相交：第 ${first} 条边与第 ${second} 条边在${place}处相遇，请移动顶点使边界不交叉、不重叠`,
      )
    : failure(
        path,
        'rings_cross',
        `两个环的边界在${place}处相交或重叠，请移动顶点将它们分开，或合并为一个图形`,
      )
}

function notArray(path: string): Result<never> {
  return failure(path, 'not_array', '坐标应为数组，请重新绘制或导出')
}

function emptyShape(path: string): Result<never> {
  return failure(path, 'empty', '图形没有坐标，请重新绘制或删除该图形')
}

function tooManyRings(path: string): Result<never> {
  return failure(path, 'too_many_rings', `环数超过 ${MAX_RINGS} 个，请拆成多个图形`)
}
