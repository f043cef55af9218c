import { failure, success } from '../result.ts'
import type { Result } from '../result.ts'
import { signedArea } from './orientation.ts'

/** What a scan may still take; `remaining` goes down as vertices are read. */
export interface ReadLimits {
  readonly bounds: 'wgs84' | 'plane'
  remaining: number
}

/** Vertices read, with repeated ones dropped, and where in the source each one stood. */
export interface Vertices {
  readonly path: string
  readonly points: [number, number][]
  readonly sourceIndexes: readonly number[]
}

/** Room for projected coordinates with a zone number (8 digits before the point). */
const PLANE_LIMIT = 100_000_000

/** Nine decimals are 0.1 mm on the ground, and what the drawing tool takes. */
const DECIMALS = 1e9

/** Beyond this a number has no nine decimals to round. */
const ROUNDABLE = 2 ** 52 / DECIMALS

/** A ring thinner than this against its own extent is a line. */
const MIN_AREA_SHARE = 1e-9

/**
 * Read one position: finite, within bounds, z dropped, rounded to 9 decimals, −0 to 0.
 * Errors: not_array, position_length, depth, not_number, not_finite, out_of_range
 */
export function readPosition(
  value: unknown,
  path: string,
  bounds: ReadLimits['bounds'],
): Result<[number, number]> {
  if (!Array.isArray(value))
    return failure(path, 'not_array', '坐标应为 [x, y] 数组，请重新绘制或导出')
  if (value.length < 2 || value.length > 4)
    return failure(path, 'position_length', '一个坐标应有 2 个数（高程可省略），请检查数据')
  for (let index = 0; index < value.length; index++) {
    const refused = refuseNumber(value[index], `${path}[${index}]`)
    if (refused !== null) return refused
  }
  const [x, y] = value as [number, number]
  const [limitX, limitY] = bounds === 'wgs84' ? [180, 90] : [PLANE_LIMIT, PLANE_LIMIT]
  if (Math.abs(x) > limitX || Math.abs(y) > limitY)
    return failure(
      path,
      'out_of_range',
      bounds === 'wgs84'
        ? `坐标 ${x}, ${y} 超出经度 ±180、纬度 ±90，请核对经纬度顺序和坐标系`
        : `坐标 ${x}, ${y} 超出图纸范围，请核对单位和原点`,
    )
  return success([rounded(x), rounded(y)])
}

function refuseNumber(value: unknown, path: string): Result<never> | null {
  if (Array.isArray(value))
    return failure(path, 'depth', '坐标嵌套层数过多，与几何类型不符，请检查数据')
  if (typeof value !== 'number')
    return failure(path, 'not_number', '坐标应为数字，不能是文字或空值，请检查数据')
  if (!Number.isFinite(value)) return failure(path, 'not_finite', '坐标不是有限的数，请检查数据')
  return null
}

function rounded(value: number): number {
  return Math.abs(value) < ROUNDABLE ? Math.round(value * DECIMALS) / DECIMALS + 0 : value
}

/**
 * Read a list of positions, dropping vertices that repeat the one before.
 * Errors: those of readPosition; too_many_vertices
 */
export function readVertices(value: unknown, path: string, limits: ReadLimits): Result<Vertices> {
  if (!Array.isArray(value)) return failure(path, 'not_array', '坐标应为数组，请重新绘制或导出')
  if (value.length > limits.remaining)
    return failure(path, 'too_many_vertices', '顶点数超过上限，请简化图形或拆成多个后重试')
  limits.remaining -= value.length
  const points: [number, number][] = []
  const sourceIndexes: number[] = []
  let previousX = NaN
  let previousY = NaN
  for (let index = 0; index < value.length; index++) {
    const position = readPosition(value[index], `${path}[${index}]`, limits.bounds)
    if (!position.ok) return position
    const [x, y] = position.value
    if (x === previousX && y === previousY) continue
    points.push(position.value)
    sourceIndexes.push(index)
    previousX = x
    previousY = y
  }
  return success({ path, points, sourceIndexes })
}

/**
 * Read a closed ring that encloses something.
 * Errors: those of readVertices; too_few_points, not_closed, zero_area
 */
export function readRing(value: unknown, path: string, limits: ReadLimits): Result<Vertices> {
  const read = readVertices(value, path, limits)
  if (!read.ok) return read
  const { points } = read.value
  const first = points[0]
  const last = points.at(-1)
  if (first === undefined || last === undefined || points.length < 3)
    return failure(path, 'too_few_points', '面至少要有三个不同的顶点，请补画')
  if (first[0] !== last[0] || first[1] !== last[1])
    return failure(
      `${path}[${read.value.sourceIndexes.at(-1) ?? 0}]`,
      'not_closed',
      '边界没有闭合，请使最后一个顶点与第一个相同',
    )
  if (points.length < 4) return failure(path, 'too_few_points', '面至少要有三个不同的顶点，请补画')
  if (Math.abs(signedArea(points)) <= MIN_AREA_SHARE * squaredExtent(points))
    return failure(path, 'zero_area', '面积为零，顶点都在一条线上，请重新绘制')
  return read
}

function squaredExtent(points: readonly (readonly [number, number])[]): number {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [x, y] of points) {
    west = Math.min(west, x)
    east = Math.max(east, x)
    south = Math.min(south, y)
    north = Math.max(north, y)
  }
  return (east - west) ** 2 + (north - south) ** 2
}
