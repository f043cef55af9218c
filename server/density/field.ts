import type { Kernel } from '#domain/kernel.ts'
import type { BoundingBox, Position } from '#domain/position.ts'

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
  /** The greatest density, found at the nodes of its lattice and between them. Units: 1/km² */
  peak(): Promise<number>
}
