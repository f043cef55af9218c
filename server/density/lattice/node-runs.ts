/**
 * Points of an owner and a kind shared out once (合计节点), so that a lattice takes all of them in at
 * once and not point by point: what they have on the nodes of one block is a run.
 *
 * 17 bytes a run and 10 a node in it, 4 an owner; a hundred points that lie within some 300 m are four
 * kinds of some dozen nodes of 250 m: 0.6 kB. While it is made, 3 kB for each run of the owner at
 * hand.
 */
import { float64s, uint16s, uint32s, uint8s } from '../growing.ts'
import type { LatticeSteps } from './lattice-steps.ts'
import { BLOCK_SIDE } from './node-blocks.ts'
import { shareRows } from './share-rows.ts'
import type { Shared, ShareTarget, WeightedRows } from './share-rows.ts'

/** What owners have on nodes, in runs of one owner, kind and block. */
export interface NodeRuns {
  /** Runs of owner number n are starts[n] to before starts[n + 1]. */
  readonly starts: Uint32Array
  readonly kind: Uint8Array
  /** A first node of its block. */
  readonly row: Uint32Array
  readonly column: Uint32Array
  readonly points: Uint32Array
  readonly rowMask: Uint32Array
  /** Nodes of a run are entries cellStart[run] to before cellStart[run + 1]. */
  readonly cellStart: Uint32Array
  /** Number of the node in its block. */
  readonly cell: Uint16Array
  readonly units: Float64Array
  /** What one point of each kind weighs. Units: 2⁻²⁴ of a weight */
  readonly unitsOfKind: Float64Array
}

/** A block of the owner and kind at hand. */
interface OpenRun {
  row: number
  column: number
  points: number
  rowMask: number
  readonly cells: Float64Array
}

/** Blocks of one owner and kind, made once and used for all of them in turn. */
class OpenRuns implements ShareTarget {
  readonly #room: OpenRun[] = []
  #count = 0

  writable(row: number, column: number): OpenRun {
    const [firstRow, firstColumn] = [row >> 4, column >> 4]
    for (let at = 0; at < this.#count; at += 1) {
      const run = this.#room[at] as OpenRun
      if (run.row >> 4 === firstRow && run.column >> 4 === firstColumn) return run
    }
    const run = (this.#room[this.#count] ??= {
      ...{ row: 0, column: 0, points: 0, rowMask: 0 },
      cells: new Float64Array(BLOCK_SIDE * BLOCK_SIDE),
    })
    this.#count += 1
    run.row = row
    run.column = column
    return run
  }

  /** Points are only added. */
  drop(): void {
    throw new RangeError('a run is never dropped')
  }

  /** Hand over what there is and begin anew. */
  take(told: (run: OpenRun) => void): void {
    for (let at = 0; at < this.#count; at += 1) {
      const run = this.#room[at] as OpenRun
      told(run)
      run.cells.fill(0)
      run.points = 0
      run.rowMask = 0
    }
    this.#count = 0
  }
}

/** Gathers runs (合计节点), owner by owner. */
export class NodeRunsBuilder {
  readonly #steps: LatticeSteps
  readonly #unitsOfKind: Float64Array
  readonly #starts = uint32s()
  readonly #kind = uint8s()
  readonly #row = uint32s()
  readonly #column = uint32s()
  readonly #points = uint32s()
  readonly #rowMask = uint32s()
  readonly #cellStart = uint32s()
  readonly #cell = uint16s()
  readonly #units = float64s()
  readonly #open = new OpenRuns()
  readonly #shared: Shared = { count: 0, units: 0 }

  /** Shape: what one point of each kind weighs, by its number. Units: 2⁻²⁴ of a weight */
  constructor(steps: LatticeSteps, unitsOfKind: Float64Array) {
    this.#steps = steps
    this.#unitsOfKind = unitsOfKind
  }

  /** Begin the next owner; the points that are added from now on are its. */
  beginOwner(): void {
    this.#starts.push(this.#kind.length)
  }

  /** Share out the points of a kind, all of one weight. Errors: those of shareRows */
  add(kind: number, points: WeightedRows, rows: Uint32Array): void {
    shareRows(this.#steps, this.#open, points, rows, 1, this.#shared)
    this.#open.take((run) => {
      this.#kind.push(kind)
      this.#row.push(run.row)
      this.#column.push(run.column)
      this.#points.push(run.points)
      this.#rowMask.push(run.rowMask)
      this.#cellStart.push(this.#cell.length)
      const { cells } = run
      for (let cell = 0; cell < cells.length; cell += 1) {
        const units = cells[cell] as number
        if (units === 0) continue
        this.#cell.push(cell)
        this.#units.push(units)
      }
    })
  }

  /** The runs of all owners. The builder is used up. */
  seal(): NodeRuns {
    this.#starts.push(this.#kind.length)
    this.#cellStart.push(this.#cell.length)
    return {
      starts: this.#starts.cut(),
      kind: this.#kind.cut(),
      row: this.#row.cut(),
      column: this.#column.cut(),
      points: this.#points.cut(),
      rowMask: this.#rowMask.cut(),
      cellStart: this.#cellStart.cut(),
      cell: this.#cell.cut(),
      units: this.#units.cut(),
      unitsOfKind: this.#unitsOfKind,
    }
  }
}
