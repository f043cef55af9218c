import { kernelReachMeters } from '#domain/kernel.ts'
import type { Kernel } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { BoundingBox, Position } from '#domain/position.ts'
import { createLatticeField } from './lattice-field.ts'
import { SHARE_REACH_BANDWIDTHS } from './node-lattice.ts'
import { createPointField } from './point-field.ts'
import { createPointGrid, growBox } from './point-grid.ts'
import type { PointGrid, WeightedPoint } from './point-grid.ts'
import { WIDEST_TILE } from './spread.ts'

/** The kernel and its width that a field is made with (核函数, 带宽). */
export interface FieldOptions {
  readonly kernel: Kernel
  readonly bandwidthMeters: number
}

/** What a field answers, however it is computed. Units: 1/km² */
export interface FieldValues {
  valueAt(position: Position): number
  tile(z: number, x: number, y: number, size: number): Promise<Float64Array | null>
  peak(): Promise<number>
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
   * The greatest density at any of the points, or at the lattice node next to it. Units: 1/km²
   * Between points that stand closer than a bandwidth the field can rise a little above it.
   */
  peak(): Promise<number>
}

/** Places from which a lattice is cheaper than taking each by itself, for a tile of 256 pixels. */
const MANY_PLACES = 600

/**
 * The density field of weighted points (核密度场): few points one by one, many by a lattice, which
 * for a Gaussian tells the same within 0.04 % of its height. One field is all of one kind, so that
 * its tiles fit.
 * Units: bandwidth in ground metres, densities in 1/km²
 * Errors: RangeError when the bandwidth is not above 0, or a weight is below 0
 */
export function createField(points: Iterable<WeightedPoint>, options: FieldOptions): Field {
  const { kernel, bandwidthMeters } = options
  const metersPerLat = metersPerDegree(0).lat
  const reachLat = kernelReachMeters(kernel, bandwidthMeters) / metersPerLat
  const grid = createPointGrid(points, reachLat)
  const isLattice = kernel === 'gaussian' && grid.count > MANY_PLACES
  const values = isLattice
    ? createLatticeField(grid, bandwidthMeters)
    : createPointField(grid, options)
  const shareLat = isLattice ? (SHARE_REACH_BANDWIDTHS * bandwidthMeters) / metersPerLat : 0

  let peakOnce: Promise<number> | undefined
  return {
    kernel,
    bandwidthMeters,
    totalWeight: grid.weight.reduce((sum, weight) => sum + weight, 0),
    bounds: boundsOf(grid, reachLat + shareLat),
    valueAt: (position) => values.valueAt(position),
    tile: async (z, x, y, size = 256) => {
      if (!(size >= 1 && size <= WIDEST_TILE))
        throw new RangeError(`expected a tile of 1 to ${WIDEST_TILE} pixels, got ${size}`)
      return values.tile(z, x, y, size)
    },
    peak: () => (peakOnce ??= values.peak()),
  }
}

function boundsOf(grid: PointGrid, reachLat: number): BoundingBox | null {
  if (grid.count === 0) return null
  const edge = (column: Float64Array, pick: (a: number, b: number) => number) =>
    column.reduce((a, b) => pick(a, b))
  const box = growBox(
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
