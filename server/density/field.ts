import { kernelReachMeters, kernelValue } from '#domain/kernel.ts'
import type { Kernel } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { BoundingBox, Position } from '#domain/position.ts'
import { pixelCenterLngLat, tileBounds } from '#domain/tile.ts'
import { createPace } from './pace.ts'
import { createPointGrid } from './point-grid.ts'
import type { PointGrid, WeightedPoint } from './point-grid.ts'
import { WIDEST_TILE, spreadOver } from './spread.ts'
import type { PixelLattice } from './spread.ts'

/** The kernel and its width that a field is made with (核函数, 带宽). */
export interface FieldOptions {
  readonly kernel: Kernel
  readonly bandwidthMeters: number
}

/** A measured density field (密度场): Σ weight · K(d / h) / h², the same at every zoom. */
export interface Field extends FieldOptions {
  /** Sum of all weights, which the field's integral over the ground comes to. */
  readonly totalWeight: number
  /** Outside it the density is 0; null when there is no point at all. */
  readonly bounds: BoundingBox | null
  /** The density at one place. Units: 1/km² */
  valueAt(position: Position): number
  /**
   * Densities at the centres of a tile's pixels, row by row from the north-west.
   * Units: 1/km²; null when nothing reaches the tile
   * Errors: RangeError when there is no such tile
   */
  tile(z: number, x: number, y: number, size?: number): Promise<Float64Array | null>
  /**
   * The greatest density at any of the points. Units: 1/km²
   * Between points that stand closer than a bandwidth the field can rise a little above it.
   */
  peak(): Promise<number>
}

/** Points between two looks at the clock: a look costs less than 1 % of the work. */
const POINTS_PER_LOOK = 16

/**
 * The density field of weighted points (核密度场).
 *
 * Distances are taken in the plane that touches the sphere at each point's own latitude, by tiles
 * and single places alike. Against the great circle that is 0.1 % off at 4 km and 35° of latitude,
 * and the mass of each point is kept, since the error is odd about the point.
 * Units: bandwidth in ground metres, densities in 1/km²
 * Errors: RangeError when the bandwidth is not above 0, or a weight is below 0
 */
export function createField(points: Iterable<WeightedPoint>, options: FieldOptions): Field {
  const { kernel, bandwidthMeters } = options
  const reachMeters = kernelReachMeters(kernel, bandwidthMeters)
  const metersPerLat = metersPerDegree(0).lat
  const reachLat = reachMeters / metersPerLat
  const grid = createPointGrid(points, reachLat)

  const metersPerLng = grid.lat.map((lat) => metersPerDegree(lat).lng)
  const valueOf = kernelOfSquare(options)

  function valueAt([lng, lat]: Position): number {
    let sum = 0
    for (const { start, end, shiftDegrees } of grid.runs(grow([lng, lat, lng, lat], reachLat))) {
      for (let index = start; index < end; index += 1) {
        const east =
          (lng - shiftDegrees - (grid.lng[index] as number)) * (metersPerLng[index] as number)
        const north = (lat - (grid.lat[index] as number)) * metersPerLat
        sum += (grid.weight[index] as number) * valueOf(east * east + north * north)
      }
    }
    return sum
  }

  async function tile(z: number, x: number, y: number, size = 256): Promise<Float64Array | null> {
    if (!(size >= 1 && size <= WIDEST_TILE))
      throw new RangeError(`expected a tile of 1 to ${WIDEST_TILE} pixels, got ${size}`)
    const box = grow(tileBounds(z, x, y), reachLat)
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

  let peakOnce: Promise<number> | undefined
  return {
    kernel,
    bandwidthMeters,
    totalWeight: grid.weight.reduce((sum, weight) => sum + weight, 0),
    bounds: boundsOf(grid, reachLat),
    valueAt,
    tile,
    peak: () => (peakOnce ??= peak()),
  }
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

function boundsOf(grid: PointGrid, reachLat: number): BoundingBox | null {
  if (grid.count === 0) return null
  const edge = (column: Float64Array, pick: (a: number, b: number) => number) =>
    column.reduce((a, b) => pick(a, b))
  const box = grow(
    [
      edge(grid.lng, Math.min),
      edge(grid.lat, Math.min),
      edge(grid.lng, Math.max),
      edge(grid.lat, Math.max),
    ],
    reachLat,
  )
  // A field that reaches over ±180° has its bounds run round the world.
  if (box[0] < -180 || box[2] > 180) return [-180, box[1], 180, box[3]]
  return box
}

/** A box made larger on all sides so that every point whose weight reaches into it is inside. */
function grow([west, south, east, north]: BoundingBox, reachLat: number): BoundingBox {
  const highest = Math.min(89, Math.max(Math.abs(south), Math.abs(north)) + reachLat)
  const reachLng = Math.min(180, reachLat / Math.cos((highest * Math.PI) / 180))
  return [west - reachLng, south - reachLat, east + reachLng, north + reachLat]
}

function pixelLattice(z: number, x: number, y: number, size: number): PixelLattice {
  const [firstLng] = pixelCenterLngLat(z, x, y, 0, 0, size)
  const lats = Float64Array.from({ length: size }, (_, row) => {
    return pixelCenterLngLat(z, x, y, 0, row, size)[1]
  })
  return { size, firstLng, stepLng: 360 / (2 ** z * size), lats }
}
