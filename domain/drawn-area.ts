import type { Polygon } from 'geojson'
import { scanGeometry } from './geometry.ts'
import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/** What figures are asked for: corners set by hand, or a division's boundary by its code. */
export type AreaChoice =
  | { readonly kind: 'drawn'; readonly polygon: Polygon }
  | { readonly kind: 'region'; readonly code: string }

/** More corners than anyone sets by hand, and few enough for an address. */
export const MOST_CORNERS = 200

/** Five decimals are 1 m on the ground. */
const DECIMALS = 5

const REGION_CODE = /^\d{6}(?:\d{3})?$/

/**
 * Make an area of the corners somebody set (画的区域), in any winding, the last joined to the first.
 * Shape: lng and lat of each corner → a closed polygon of five decimals
 * Errors: too_many_vertices, too_few_points, zero_area, self_intersection, out_of_range
 */
export function areaOfCorners(corners: readonly (readonly number[])[]): Result<Polygon> {
  if (corners.length > MOST_CORNERS)
    return failure('area', 'too_many_vertices', `区域最多 ${MOST_CORNERS} 个角点，请减少后重试`)
  const ring = corners.map(([lng = NaN, lat = NaN]) => [rounded(lng), rounded(lat)])
  return scanGeometry(
    { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] },
    { types: ['Polygon'], maxVertices: MOST_CORNERS + 1, bounds: 'wgs84' },
  )
}

/** The corners of an area's outer boundary, without the last that repeats the first. */
export function cornersOf({ coordinates: [ring = []] }: Polygon): readonly (readonly number[])[] {
  return ring.slice(0, -1)
}

/**
 * Write an area as an address carries it (网址中的区域).
 * Shape: `114.1,35.6_114.2,35.6_…` for corners, the code for a division
 */
export function formatArea(choice: AreaChoice): string {
  if (choice.kind === 'region') return choice.code
  return cornersOf(choice.polygon)
    .map((corner) => corner.map(rounded).join(','))
    .join('_')
}

/**
 * Read an area out of an address.
 * Errors: not_an_area for what `formatArea` never wrote; those of areaOfCorners
 */
export function parseArea(text: string): Result<AreaChoice> {
  if (REGION_CODE.test(text)) return success({ kind: 'region', code: text })
  const corners = text.split('_').map((corner) => corner.split(',').map(numberOf))
  if (corners.some((corner) => corner.length !== 2 || corner.some(Number.isNaN)))
    return failure('area', 'not_an_area', '网址中的区域无法识别，请重新画一个')
  const made = areaOfCorners(corners)
  return made.ok ? success({ kind: 'drawn', polygon: made.value }) : made
}

function numberOf(text: string): number {
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS))
}
