import { kernelReachMeters, kernelValue } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { tileBounds } from '#domain/tile.ts'
import type { FieldOptions, FieldValues } from './field.ts'
import { createPace } from './pace.ts'
import { growBox } from './point-grid.ts'
import type { PointGrid } from './point-grid.ts'
import { pixelLattice, spreadOver } from './spread.ts'

/** Points between two looks at the clock: a look costs less than 1 % of the work. */
const POINTS_PER_LOOK = 16

/**
 * The field of points taken one by one (逐点核密度).
 *
 * Distances are taken in the plane that touches the sphere at each point's own latitude, by tiles
 * and single places alike. Against the great circle that is 0.1 % off at 4 km and 35° of latitude,
 * and the mass of each point is kept, since the error is odd about the point.
 * Units: bandwidth in ground metres, densities in 1/km²
 */
export function createPointField(grid: PointGrid, options: FieldOptions): FieldValues {
  const { kernel, bandwidthMeters } = options
  const metersPerLat = metersPerDegree(0).lat
  const reachLat = kernelReachMeters(kernel, bandwidthMeters) / metersPerLat
  const metersPerLng = grid.lat.map((lat) => metersPerDegree(lat).lng)
  const valueOf = kernelOfSquare(options)

  function valueAt([lng, lat]: Position): number {
    let sum = 0
    for (const { start, end, shiftDegrees } of grid.runs(growBox([lng, lat, lng, lat], reachLat))) {
      for (let index = start; index < end; index += 1) {
        const east =
          (lng - shiftDegrees - (grid.lng[index] as number)) * (metersPerLng[index] as number)
        const north = (lat - (grid.lat[index] as number)) * metersPerLat
        sum += (grid.weight[index] as number) * valueOf(east * east + north * north)
      }
    }
    return sum
  }

  async function tile(z: number, x: number, y: number, size: number): Promise<Float64Array | null> {
    const box = growBox(tileBounds(z, x, y), reachLat)
    const runs = grid.runs(box)
    if (runs.length === 0) return null
    const lattice = pixelLattice(z, x, y, size)
    const values = new Float64Array(size * size)
    const pace = createPace()
    for (const { start, end, shiftDegrees } of runs) {
      for (let index = start; index < end; index += 1) {
        if (index % POINTS_PER_LOOK === 0) await pace()
        const pointLat = grid.lat[index] as number
        if (pointLat < box[1] || pointLat > box[3]) continue
        const pointLng = (grid.lng[index] as number) + shiftDegrees
        const weight = grid.weight[index] as number
        spreadOver(values, lattice, { pointLng, pointLat, weight }, options)
      }
    }
    return values
  }

  async function peak(): Promise<number> {
    const pace = createPace()
    let greatest = 0
    for (let index = 0; index < grid.count; index += 1) {
      if (index % POINTS_PER_LOOK === 0) await pace()
      const place = [grid.lng[index] as number, grid.lat[index] as number] as const
      greatest = Math.max(greatest, valueAt(place))
    }
    return greatest
  }

  return { valueAt, tile, peak }
}

/** The domain's kernel by squared metres: a root and a check less for each pair of places. */
function kernelOfSquare({ kernel, bandwidthMeters }: FieldOptions): (squared: number) => number {
  const height = kernelValue(kernel, 0, bandwidthMeters)
  const bandwidthSquared = bandwidthMeters ** 2
  const reachSquared = kernelReachMeters(kernel, bandwidthMeters) ** 2
  if (kernel === 'gaussian')
    return (squared) =>
      squared < reachSquared ? height * Math.exp(squared / (-2 * bandwidthSquared)) : 0
  return (squared) => (squared < reachSquared ? height * (1 - squared / bandwidthSquared) ** 2 : 0)
}
