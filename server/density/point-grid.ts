import type { BoundingBox, Position } from '#domain/position.ts'

/** A place and what it counts (加权点). */
export interface WeightedPoint {
  readonly position: Position
  readonly weight: number
}

/** Points as columns, in bands of latitude, each band from west to east. */
export interface PointGrid {
  readonly count: number
  readonly lng: Float64Array
  readonly lat: Float64Array
  readonly weight: Float64Array
  /** The columns' parts that hold the points of a box, which may run past ±180°. */
  runs(box: BoundingBox): Run[]
}

/**
 * Neighbours in the columns, from start to before end: inside the box's longitudes once
 * `shiftDegrees` (−360, 0 or 360) is added to theirs, and at most one band off its latitudes.
 */
export interface Run {
  readonly start: number
  readonly end: number
  readonly shiftDegrees: number
}

const SHIFTS_DEGREES = [-360, 0, 360]

/**
 * Sort weighted points into latitude bands, points of one place merged into one; the order is by
 * place alone, so that sums come out the same to the bit whatever order the points came in.
 * Shape: N points → columns of at most N places; weights of 0 are left out
 * Units: bandDegrees is a band's height in degrees
 * Errors: RangeError for a weight below 0 or anything not finite
 */
export function createPointGrid(points: Iterable<WeightedPoint>, bandDegrees: number): PointGrid {
  const places = [...mergePlaces(points).values()]
  const bandOf = (latitude: number) => Math.floor((latitude + 90) / bandDegrees)
  places.sort(
    (a, b) =>
      bandOf(a.position[1]) - bandOf(b.position[1]) ||
      a.position[0] - b.position[0] ||
      a.position[1] - b.position[1],
  )
  const lng = Float64Array.from(places, (place) => place.position[0])
  const lat = Float64Array.from(places, (place) => place.position[1])
  const weight = Float64Array.from(places, (place) => place.weight)
  const bands = bandStarts(lat, bandOf)

  function runs([west, south, east, north]: BoundingBox): Run[] {
    const found: Run[] = []
    for (let band = bandOf(south); band <= bandOf(north); band += 1) {
      const range = bands.get(band)
      if (range === undefined) continue
      for (const shiftDegrees of SHIFTS_DEGREES) {
        const start = firstBeyond(lng, west - shiftDegrees, range.start, range.end)
        const end = firstBeyond(lng, east - shiftDegrees, start, range.end)
        if (start < end) found.push({ start, end, shiftDegrees })
      }
    }
    return found
  }
  return { count: places.length, lng, lat, weight, runs }
}

/** Hazards without a place of their own lie on their enterprise: one place then counts once. */
function mergePlaces(points: Iterable<WeightedPoint>): Map<string, WeightedPoint> {
  const places = new Map<string, WeightedPoint>()
  for (const { position, weight } of points) {
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new RangeError(`expected a finite weight ≥ 0, got ${weight}`)
    if (!Number.isFinite(position[0]) || !Number.isFinite(position[1]))
      throw new RangeError(`expected a finite position, got ${position.join(', ')}`)
    if (weight === 0) continue
    const key = position.join()
    const known = places.get(key)
    places.set(key, { position, weight: weight + (known?.weight ?? 0) })
  }
  return places
}

function bandStarts(
  lat: Float64Array,
  bandOf: (latitude: number) => number,
): Map<number, { start: number; end: number }> {
  const bands = new Map<number, { start: number; end: number }>()
  for (const [index, latitude] of lat.entries()) {
    const band = bands.get(bandOf(latitude))
    if (band === undefined) bands.set(bandOf(latitude), { start: index, end: index + 1 })
    else band.end = index + 1
  }
  return bands
}

/** The first index in a range of ascending longitudes that is not west of one. */
export function firstBeyond(
  lng: Float64Array,
  longitude: number,
  start: number,
  end: number,
): number {
  let low = start
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((lng[middle] as number) < longitude) low = middle + 1
    else high = middle
  }
  return low
}

/** A box made larger on all sides so that every point whose weight reaches into it is inside. */
export function growBox([west, south, east, north]: BoundingBox, reachLat: number): BoundingBox {
  const highest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)) + reachLat)
  const reachLng = Math.min(180, reachLat / Math.cos((highest * Math.PI) / 180))
  return [west - reachLng, south - reachLat, east + reachLng, north + reachLat]
}
