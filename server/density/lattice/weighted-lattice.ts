/**
 * Weights on the nodes of a regular lattice (加权格网): every point is shared out to the 4 × 4 nodes
 * about it in the parts of a cubic spline, whole multiples of 2⁻²⁴, so that a write patches a field
 * instead of making it anew.
 *
 * A point costs 16 additions in one block of nodes and is not kept itself; N points take at most 16
 * N nodes, far fewer where they stand close, in blocks of 3.1 kB. A copy costs an entry a sheet of
 * blocks, a difference as many steps as the earlier lattice has nodes.
 */
import type { Position } from '#domain/position.ts'
import type { DifferenceField, Field, FieldOptions } from './field.ts'
import { createDifferenceField, createLatticeField } from './lattice-field.ts'
import { latticeSteps } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { NodeBlocks } from './node-blocks.ts'
import type { NodeRuns } from './node-runs.ts'
import { MOST_WEIGHT, shareRows } from './share-rows.ts'
import type { Shared, WeightedRows } from './share-rows.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

/** A place and what it counts (加权点). */
export interface WeightedPoint {
  readonly position: Position
  readonly weight: number
}

/**
 * Weights on the nodes of a regular lattice (加权格网).
 *
 * Parts of a point add up to its weight, so that adding and taking away are inverse to the bit, and
 * the lattice is the same whatever order its points came in.
 * Units: weights as multiples of 2⁻²⁴; all together below 2²⁹
 */
export class WeightedLattice implements FieldOptions {
  readonly #steps: LatticeSteps
  readonly #blocks: NodeBlocks
  readonly #shared: Shared

  private constructor(steps: LatticeSteps, blocks: NodeBlocks, shared: Shared) {
    this.#steps = steps
    this.#blocks = blocks
    this.#shared = shared
  }

  /** An empty lattice. Errors: RangeError when the bandwidth is not above 0 */
  static of(options: FieldOptions): WeightedLattice {
    const steps = latticeSteps(options)
    return new WeightedLattice(steps, new NodeBlocks(steps.columns), { count: 0, units: 0 })
  }

  get kernel() {
    return this.#steps.kernel
  }

  get bandwidthMeters() {
    return this.#steps.bandwidthMeters
  }

  /** Points in it; those of weight 0 are not. */
  get count(): number {
    return this.#shared.count
  }

  get totalWeight(): number {
    return this.#shared.units / UNITS_TO_A_WEIGHT
  }

  /** What it takes in memory, blocks shared with copies included. */
  get bytes(): number {
    return this.#blocks.bytes
  }

  /**
   * Add a point.
   * Errors: RangeError for a weight below 0, a sum of weights of 2²⁹, or anything not finite
   */
  add(lng: number, lat: number, weight: number): void {
    this.#put(onePoint(lng, lat, weight), ONE_ROW, 1)
  }

  /** Take a point away that was added. Errors: as add, and when there is no point near there */
  remove(lng: number, lat: number, weight: number): void {
    this.#put(onePoint(lng, lat, weight), ONE_ROW, -1)
  }

  /** Add points row by row. Errors: as add; the lattice is of no use then */
  addRows(points: WeightedRows, rows: Uint32Array): void {
    this.#put(points, rows, 1)
  }

  /** Take points away row by row. Errors: as remove; the lattice is of no use then */
  removeRows(points: WeightedRows, rows: Uint32Array): void {
    this.#put(points, rows, -1)
  }

  /** A copy that shares what neither of the two changes. */
  fork(): WeightedLattice {
    return new WeightedLattice(this.#steps, this.#blocks.fork(), { ...this.#shared })
  }

  /** The density field of the points it holds now; later points do not change it. */
  field(): Field {
    return createLatticeField(this.#blocks.fork(), this.#steps, this.totalWeight)
  }

  /**
   * What its field has more than an earlier lattice's (密度差); later points change neither.
   * Shape: what both hold goes, to the bit
   * Errors: RangeError when the two are not of one kernel and bandwidth
   */
  differenceFrom(earlier: WeightedLattice): DifferenceField {
    const { kernel, bandwidthMeters } = this.#steps
    if (kernel !== earlier.kernel || bandwidthMeters !== earlier.bandwidthMeters)
      throw new RangeError('expected lattices of one kernel and bandwidth')
    const blocks = this.#blocks.fork()
    for (const { row, column, block } of earlier.#blocks.all()) {
      const { cells } = blocks.writable(row, column)
      for (let cell = 0; cell < cells.length; cell += 1)
        cells[cell] = (cells[cell] as number) - (block.cells[cell] as number)
      blocks.writable(row, column).rowMask |= block.rowMask
      if (cells.every((units) => units === 0)) blocks.drop(row, column)
    }
    return createDifferenceField(blocks, this.#steps)
  }

  /**
   * Add points that were shared out before (合计节点), or take them away: as doing so row by row.
   * Shape: runs `from` to before `to`, those whose kind is wanted
   * Errors: RangeError for a sum of weights of 2²⁹, and when there are no points to take away; the
   *   lattice is of no use then
   */
  putRuns(runs: NodeRuns, from: number, to: number, wanted: Uint8Array, sign: 1 | -1): void {
    const { kind, row, column, points, rowMask, cellStart, cell, units } = runs
    for (let run = from; run < to; run += 1) {
      const own = kind[run] as number
      if (wanted[own] !== 1) continue
      const [firstRow, firstColumn] = [row[run] as number, column[run] as number]
      const block = this.#blocks.writable(firstRow, firstColumn)
      const { cells } = block
      const end = cellStart[run + 1] as number
      for (let at = cellStart[run] as number; at < end; at += 1) {
        const node = cell[at] as number
        cells[node] = (cells[node] as number) + sign * (units[at] as number)
      }
      const change = sign * (points[run] as number)
      block.points += change
      block.rowMask |= rowMask[run] as number
      this.#shared.count += change
      this.#shared.units += change * (runs.unitsOfKind[own] as number)
      if (block.points <= 0) this.#blocks.drop(firstRow, firstColumn)
      if (block.points < 0) throw new RangeError('there are no such points to take away')
    }
    if (this.totalWeight >= MOST_WEIGHT)
      throw new RangeError(`expected weights of less than ${MOST_WEIGHT} together`)
  }

  #put(points: WeightedRows, rows: Uint32Array, sign: 1 | -1): void {
    shareRows(this.#steps, this.#blocks, points, rows, sign, this.#shared)
  }
}

const ONE_ROW = Uint32Array.of(0)

function onePoint(lng: number, lat: number, weight: number): WeightedRows {
  return { lng: Float64Array.of(lng), lat: Float64Array.of(lat), weightOf: () => weight }
}

/** A lattice of given points. Errors: as WeightedLattice.add */
export function latticeOf(points: Iterable<WeightedPoint>, options: FieldOptions): WeightedLattice {
  const lattice = WeightedLattice.of(options)
  for (const { position, weight } of points) lattice.add(position[0], position[1], weight)
  return lattice
}
