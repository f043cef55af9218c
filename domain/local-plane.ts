import type { Position } from './position.ts'

/** Metres east and north of an origin. */
export type PlanePoint = readonly [x: number, y: number]

/** A plane that touches the ellipsoid at its origin (局部切平面坐标系), with both directions. */
export interface LocalPlane {
  readonly origin: Position
  toMeters(position: Position): PlanePoint
  toPosition(point: PlanePoint): Position
}

const SEMI_MAJOR_METERS = 6_378_137
const FLATTENING = 1 / 298.257223563
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)
const DEGREE = Math.PI / 180

/** The meridian (子午圈) and prime vertical (卯酉圈) radii of curvature at a latitude. */
function radii(latitude: number): { meridian: number; primeVertical: number } {
  const sin = Math.sin(latitude)
  const w = 1 - ECCENTRICITY_SQUARED * sin * sin
  return {
    meridian: (SEMI_MAJOR_METERS * (1 - ECCENTRICITY_SQUARED)) / (w * Math.sqrt(w)),
    primeVertical: SEMI_MAJOR_METERS / Math.sqrt(w),
  }
}

/**
 * A plane for the surroundings of one plant: transverse Mercator with the origin's meridian,
 * cut after the terms that matter within 10 km (there within 0.1 mm of the full series).
 * Units: metres of the WGS 84 ellipsoid; the two directions undo each other to 0.1 µm
 * Errors: RangeError within 1° of a pole
 * Source: series in the longitude difference as in Snyder 1987, Map Projections, eq. 8-9, 8-10 [K]
 */
export function localPlane(origin: Position): LocalPlane {
  const [lng0, lat0] = origin
  if (!(Math.abs(lat0) <= 89)) throw new RangeError(`no local plane at latitude ${lat0}`)

  function toMeters([lng, lat]: Position): PlanePoint {
    const phi = lat * DEGREE
    const { primeVertical } = radii(phi)
    const cos = Math.cos(phi)
    const tangentSquared = Math.tan(phi) ** 2
    const a = (lng - lng0) * DEGREE * cos
    // The radius at the middle latitude makes this arc exact to the third order.
    const arc = radii(((lat + lat0) / 2) * DEGREE).meridian * (lat - lat0) * DEGREE
    return [
      primeVertical * (a + ((1 - tangentSquared) * a ** 3) / 6),
      arc + (primeVertical * Math.tan(phi) * a * a) / 2,
    ]
  }

  function toPosition([x, y]: PlanePoint): Position {
    const { meridian, primeVertical } = radii(lat0 * DEGREE)
    const metersPerLng = primeVertical * Math.cos(lat0 * DEGREE) * DEGREE
    const metersPerLat = meridian * DEGREE
    let lng = lng0 + x / metersPerLng
    let lat = lat0 + y / metersPerLat
    // Each round shrinks the error by the plane's size over the Earth's: six are plenty.
    for (let round = 0; round < 6; round++) {
      const [reachedX, reachedY] = toMeters([lng, lat])
      lng += (x - reachedX) / metersPerLng
      lat += (y - reachedY) / metersPerLat
    }
    return [lng, lat]
  }

  return { origin, toMeters, toPosition }
}
