import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/** A place on the ground (坐标): longitude, then latitude, WGS 84 degrees. */
export type Position = readonly [lng: number, lat: number]

/** West, south, east, north in WGS 84 degrees; never across the antimeridian. */
export type BoundingBox = readonly [west: number, south: number, east: number, north: number]

/** What a position is checked against: the county (县域) it is said to lie in. */
export interface CountyExtent {
  readonly name: string
  readonly bbox: BoundingBox
}

/** Mean radius of the Earth. Source: IUGG mean radius R1 of the GRS 80 ellipsoid [K]. */
const EARTH_RADIUS_METERS = 6_371_008.8

/** A plant may straddle the border or the bbox be rough; farther out is a mistake. */
const COUNTY_MARGIN_METERS = 5_000

const DEGREE = Math.PI / 180

/**
 * Ground length of one degree on the mean sphere, the sphere of distanceMeters.
 * Units: latitude in degrees → metres per degree of longitude and of latitude
 */
export function metersPerDegree(latitude: number): { lng: number; lat: number } {
  const lat = EARTH_RADIUS_METERS * DEGREE
  return { lng: lat * Math.cos(latitude * DEGREE), lat }
}

/**
 * Great-circle distance (地面距离) by the haversine formula; within 0.6 % of the ellipsoid.
 * Units: metres
 */
export function distanceMeters(a: Position, b: Position): number {
  const sinLat = Math.sin(((b[1] - a[1]) * DEGREE) / 2)
  const sinLng = Math.sin(((b[0] - a[0]) * DEGREE) / 2)
  const h = sinLat * sinLat + Math.cos(a[1] * DEGREE) * Math.cos(b[1] * DEGREE) * sinLng * sinLng
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Tell whether a position lies in a box, edges included. */
export function bboxContains(bbox: BoundingBox, position: Position): boolean {
  const [lng, lat] = position
  return lng >= bbox[0] && lng <= bbox[2] && lat >= bbox[1] && lat <= bbox[3]
}

/**
 * The smallest box that holds every position within a radius by distanceMeters.
 * Units: metres; clipped to the world, all longitudes when the circle reaches a pole
 * Errors: RangeError when the radius is negative or not finite
 */
export function bboxAround(position: Position, radiusMeters: number): BoundingBox {
  if (!(radiusMeters >= 0 && Number.isFinite(radiusMeters)))
    throw new RangeError(`expected a radius ≥ 0, got ${radiusMeters}`)
  const [lng, lat] = position
  const angle = radiusMeters / EARTH_RADIUS_METERS
  const south = Math.max(-90, lat - angle / DEGREE)
  const north = Math.min(90, lat + angle / DEGREE)
  const widest = Math.sin(Math.min(angle, Math.PI / 2)) / Math.cos(lat * DEGREE)
  if (south === -90 || north === 90 || widest >= 1) return [-180, south, 180, north]
  const reach = Math.asin(widest) / DEGREE
  return [Math.max(-180, lng - reach), south, Math.min(180, lng + reach), north]
}

/**
 * Check a pair of unknown origin and say which of the usual mistakes (坐标常见错误) it is.
 * Shape: anything × anything → the position untouched, or one issue; nothing is ever repaired.
 * A GCJ-02 or BD-09 offset of some hundred metres cannot be seen in a single pair.
 * Errors: codes missing, not_a_number, zero, projected, swapped, out_of_range, outside_county;
 *   without a county neither the region nor a swap within ±90° outside China is checked
 */
export function diagnosePosition(
  lng: unknown,
  lat: unknown,
  county: CountyExtent | null,
): Result<Position> {
  const values = [
    ['lng', '经度', lng],
    ['lat', '纬度', lat],
  ] as const
  for (const [path, name, value] of values) {
    if (value === undefined || value === null || value === '')
      return failure(path, 'missing', `缺少${name}，请补填（单位：度，如 114.197、35.607）`)
    if (typeof value !== 'number' || !Number.isFinite(value))
      return failure(path, 'not_a_number', `${name}不是数字，请改填十进制度数，如 114.197`)
  }
  const x = lng as number
  const y = lat as number
  if (x === 0 && y === 0)
    return failure('position', 'zero', '坐标为 0,0，多为未定位时的缺省值，请重新定位或补填经纬度')
  if (Math.abs(x) >= 100_000 && Math.abs(y) >= 100_000)
    return failure('position', 'projected', projectedMessage(x, y, county))
  if (looksSwapped(x, y, county))
    return failure(
      'position',
      'swapped',
      `疑似经纬度颠倒：经度为 ${x}、纬度为 ${y}，请核对并对调两列后重新提交`,
    )
  if (Math.abs(x) > 180)
    return failure('lng', 'out_of_range', `经度 ${x} 超出 -180～180，请核对数值和单位（度）`)
  if (Math.abs(y) > 90)
    return failure('lat', 'out_of_range', `纬度 ${y} 超出 -90～90，请核对数值和单位（度）`)
  if (county !== null) {
    const outside = distanceToBbox([x, y], county.bbox)
    if (outside > COUNTY_MARGIN_METERS)
      return failure(
        'position',
        'outside_county',
        `坐标位于${county.name}范围外约 ${(outside / 1000).toFixed(outside < 100_000 ? 1 : 0)} 公里，` +
          '请核对经纬度、坐标系和所属区县',
      )
  }
  return success([x + 0, y + 0])
}

function looksSwapped(lng: number, lat: number, county: CountyExtent | null): boolean {
  if (county !== null && distanceToBbox([lng, lat], county.bbox) <= COUNTY_MARGIN_METERS)
    return false
  // China's own extent: latitudes 3–54, longitudes 73–136.
  if (lng >= 3 && lng <= 54 && lat >= 73 && lat <= 136) return true
  if (Math.abs(lng) > 90 || Math.abs(lat) > 180) return false
  if (county !== null && distanceToBbox([lat, lng], county.bbox) <= COUNTY_MARGIN_METERS)
    return true
  return Math.abs(lat) > 90
}

function distanceToBbox([lng, lat]: Position, [west, south, east, north]: BoundingBox): number {
  const nearest: Position = [
    Math.min(Math.max(lng, west), east),
    Math.min(Math.max(lat, south), north),
  ]
  return distanceMeters([lng, lat], nearest)
}

/** Which system the metres may be in; codes follow from the regular numbering of the zones. */
function projectedMessage(x: number, y: number, county: CountyExtent | null): string {
  const easting = Math.max(x, y)
  const zone = Math.floor(easting / 1_000_000)
  let guess = ''
  if (zone >= 25 && zone <= 45) guess = `，疑为 CGCS2000 3 度带第 ${zone} 带 epsg:${4488 + zone}`
  else if (zone >= 16 && zone <= 23)
    guess = `，疑为 CGCS2000 6 度带第 ${zone} 带 epsg:${4478 + zone}`
  else if (zone <= 6 && county !== null) {
    const meridian = Math.round((county.bbox[0] + county.bbox[2]) / 6) * 3
    guess = `，如为 CGCS2000 3 度带（中央经线 ${meridian}°）则用 epsg:${4509 + meridian / 3}`
  }
  return (
    `坐标疑似投影坐标（单位为米）${guess}；` +
    '请在导入时指明坐标系（如 epsg:4547），x 为东坐标、y 为北坐标'
  )
}
