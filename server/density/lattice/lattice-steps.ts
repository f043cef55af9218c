/**
 * Where the nodes of a lattice lie (格网节点): a quarter of the bandwidth apart for the Gaussian, an
 * eighth for the quartic, on a lattice that depends on these two alone, so that every point falls
 * to the same nodes whatever other points there are.
 *
 * A record of six fields a lattice. A place costs a division along each axis, the width of a row's
 * columns a cosine; no node is looked at.
 */
import type { Kernel } from '#domain/kernel.ts'
import { kernelReachMeters } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { FieldOptions } from './field.ts'

/** Nodes along a side of the blocks that nodes are kept in. */
export const BLOCK = 16

/**
 * Nodes to a bandwidth. A Gaussian taken through splines of this step is off by 0.004 % of its
 * height; the quartic, which has an edge, needs finer ones to stay within 0.5 %.
 */
const NODES_TO_A_BANDWIDTH: Readonly<Record<Kernel, number>> = { gaussian: 4, quartic: 8 }

/** Rows this near to a pole keep their width, so that no step is 0. */
const WIDTH_KEPT_FROM = 89

/** Where the nodes of a lattice (格网节点) lie: rows from the south pole, columns from 180° west. */
export interface LatticeSteps extends FieldOptions {
  readonly stepLat: number
  readonly stepLng: number
  /** Ground length between two rows. */
  readonly rowMeters: number
  /** Columns round the world, a multiple of a block's side; column c + columns is column c. */
  readonly columns: number
}

/**
 * The lattice of a kernel and bandwidth (格网).
 * Units: degrees; a column's step is as long on the ground as a row's at the equator, or a little less
 * Errors: RangeError when the bandwidth is not above 0
 */
export function latticeSteps({ kernel, bandwidthMeters }: FieldOptions): LatticeSteps {
  kernelReachMeters(kernel, bandwidthMeters)
  const rowMeters = bandwidthMeters / NODES_TO_A_BANDWIDTH[kernel]
  const stepLat = rowMeters / metersPerDegree(0).lat
  const columns = Math.ceil(360 / stepLat / BLOCK) * BLOCK
  return { kernel, bandwidthMeters, stepLat, stepLng: 360 / columns, rowMeters, columns }
}

/** Where a latitude falls between rows: its whole part numbers the first of the four rows about it. */
export function rowPlace({ stepLat }: LatticeSteps, lat: number): number {
  return (lat + 90) / stepLat
}

/** Where a longitude falls between columns, as rowPlace; beyond ±180° it runs on. */
export function columnPlace({ stepLng }: LatticeSteps, lng: number): number {
  return (lng + 180) / stepLng
}

/** The latitude of a row: the four rows about a place begin one south of it. */
export function rowLat({ stepLat }: LatticeSteps, row: number): number {
  return (row - 1) * stepLat - 90
}

/** The longitude of a column. */
export function columnLng({ stepLng }: LatticeSteps, column: number): number {
  return (column - 1) * stepLng - 180
}

/** Ground length between two columns on a row. Units: metres */
export function columnMeters(steps: LatticeSteps, row: number): number {
  const lat = Math.min(WIDTH_KEPT_FROM, Math.abs(rowLat(steps, row)))
  return steps.stepLng * metersPerDegree(lat).lng
}
