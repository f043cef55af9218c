/**
 * What a density field answers (密度场), and a field of differences: a value at a place, a tile of
 * pixels, bounds, and the greatest value.
 *
 * A field is a record over the blocks of nodes that it shares with its lattice, and has no room of
 * its own. A value looks at 4 × 4 nodes, a tile at those about its pixels; bounds and extremes are
 * found once and kept as long as the field.
 */
import type { Kernel } from '#domain/kernel.ts'
import type { BoundingBox, Position } from '#domain/position.ts'

/** The kernel and its width that a field is made with (核函数, 带宽). */
export interface FieldOptions {
  readonly kernel: Kernel
  readonly bandwidthMeters: number
}

/** The least and the greatest of a field that may lie below 0. Units: 1/km² */
export interface Extremes {
  readonly min: number
  readonly max: number
}

/** What one density field has more than another (密度差): below 0 where it has less. */
export interface DifferenceField extends FieldOptions {
  /** Outside it nothing differs; null when nothing does at all. */
  readonly bounds: BoundingBox | null
  /** The difference at one place. Units: 1/km² */
  valueAt(position: Position): number
  /** As a density field's, but of differences; null when nothing differs in the tile. */
  tile(z: number, x: number, y: number, size?: number): Promise<Float64Array | null>
  /** Found at the nodes of the lattice and between them; both 0 when nothing differs. */
  extremes(): Promise<Extremes>
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
