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
import { columnPlace, latticeSteps, rowPlace } from './lattice-steps.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { BLOCK_SIDE, NodeBlocks } from './node-blocks.ts'
import { splineParts } from './spline-parts.ts'
import { UNITS_TO_A_WEIGHT } from './weight-units.ts'

/** A place and what it counts (加权点). */
export interface WeightedPoint {
  readonly position: Position
  readonly weight: number
}

/** Places of points and what they count, by rows. */
export interface WeightedRows {
  readonly lng: Float64Array
  readonly lat: Float64Array
  readonly weightOf: (row: number) => number
}

/** Sums stay whole numbers up to here. */
const MOST_WEIGHT = 2 ** 53 / UNITS_TO_A_WEIGHT

/** Added and taken off again, it rounds to a whole number: a quarter of the time of Math.round. */
const ROUNDER = 1.5 * 2 ** 52

/** The parts of a point along its four columns, then along its four rows; kept between points. */
const parts = new Float64Array(8)

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
  #count: number
  #units: number

  private constructor(steps: LatticeSteps, blocks: NodeBlocks, count: number, units: number) {
    this.#steps = steps
    this.#blocks = blocks
    this.#count = count
    this.#units = units
  }

  /** An empty lattice. Errors: RangeError when the bandwidth is not above 0 */
  static of(options: FieldOptions): WeightedLattice {
    const steps = latticeSteps(options)
    return new WeightedLattice(steps, new NodeBlocks(steps.columns), 0, 0)
  }

  get kernel() {
    return this.#steps.kernel
  }

  get bandwidthMeters() {
    return this.#steps.bandwidthMeters
  }

  /** Points in it; those of weight 0 are not. */
  get count(): number {
    return this.#count
  }

  get totalWeight(): number {
    return this.#units / UNITS_TO_A_WEIGHT
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
    return new WeightedLattice(this.#steps, this.#blocks.fork(), this.#count, this.#units)
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

  /** One loop for all: what it adds up is written to the lattice once, and not for each point. */
  #put({ lng, lat, weightOf }: WeightedRows, rows: Uint32Array, sign: 1 | -1): void {
    const steps = this.#steps
    const blocks = this.#blocks
    const { columns } = steps
    let count = this.#count
    let sum = this.#units
    for (let index = 0; index < rows.length; index += 1) {
      const at = rows[index] as number
      const pointLng = lng[at] as number
      const pointLat = lat[at] as number
      const weight = weightOf(at)
      if (!(weight >= 0 && sum / UNITS_TO_A_WEIGHT + weight < MOST_WEIGHT))
        throw new RangeError(`expected a finite weight ≥ 0, got ${weight}`)
      if (!(Number.isFinite(pointLng) && Math.abs(pointLat) <= 90))
        throw new RangeError(`expected a position, got ${pointLng}, ${pointLat}`)
      const units = sign * Math.round(weight * UNITS_TO_A_WEIGHT)
      if (units === 0) continue
      let place = columnPlace(steps, pointLng)
      if (!(place >= 0 && place < columns)) place -= Math.floor(place / columns) * columns
      const column = Math.min(columns - 1, Math.floor(place))
      const rowAt = rowPlace(steps, pointLat)
      const row = Math.floor(rowAt)
      const block = blocks.writable(row, column)
      block.points += sign
      if (block.points <= 0) blocks.drop(row, column)
      if (block.points < 0)
        throw new RangeError(`no point to take away at ${pointLng}, ${pointLat}`)
      splineParts(place - column, parts, 0)
      splineParts(rowAt - row, parts, 4)
      share(block.cells, (row & 15) * BLOCK_SIDE + (column & 15), units)
      block.rowMask |= 15 << (row & 15)
      count += sign
      sum += units
    }
    this.#count = count
    this.#units = sum
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

/** Add the parts of a point, rounded; what rounding leaves goes to the nearest of the nodes. */
function share(cells: Float64Array, at: number, units: number): void {
  const west = parts[0] as number
  const left = parts[1] as number
  const right = parts[2] as number
  const east = parts[3] as number
  let rest = units
  let cell = at
  for (let up = 4; up < 8; up += 1, cell += BLOCK_SIDE) {
    const ofRow = units * (parts[up] as number)
    const first = ofRow * west + ROUNDER - ROUNDER
    const second = ofRow * left + ROUNDER - ROUNDER
    const third = ofRow * right + ROUNDER - ROUNDER
    const fourth = ofRow * east + ROUNDER - ROUNDER
    rest -= first + second + third + fourth
    cells[cell] = (cells[cell] as number) + first
    cells[cell + 1] = (cells[cell + 1] as number) + second
    cells[cell + 2] = (cells[cell + 2] as number) + third
    cells[cell + 3] = (cells[cell + 3] as number) + fourth
  }
  const upper = (parts[6] as number) > (parts[5] as number) ? 2 : 1
  const nearest = at + upper * BLOCK_SIDE + (right > left ? 2 : 1)
  cells[nearest] = (cells[nearest] as number) + rest
}
