import { createPace } from '../pace.ts'
import { subjectRows } from './subject-rows.ts'
import type { SubjectChoice } from './subject-rows.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { WeightedLattice } from './weighted-lattice.ts'
import type { FieldOptions } from './field.ts'

/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 4_096

/** A lattice with the parts of segments that are in it. */
export interface SubjectLattice {
  readonly lattice: WeightedLattice
  readonly parts: readonly SelectedSegment[]
}

/**
 * The lattice of some selected parts, made from that of the same question a moment before (密度格网).
 *
 * Only what differs is added and taken away: adding is exact, so that it comes out as if made anew.
 * Shape: `earlier` null when there was none; it is left as it is
 */
export async function subjectLattice(
  parts: readonly SelectedSegment[],
  options: SubjectChoice & FieldOptions,
  earlier: SubjectLattice | null,
): Promise<SubjectLattice> {
  const steps = stepsBetween(earlier?.parts ?? [], parts, options)
  const anew = stepsBetween([], parts, options)
  const isPatch = earlier !== null && rowsIn(steps) < rowsIn(anew)
  const lattice = isPatch ? earlier.lattice.fork() : WeightedLattice.of(options)
  const pace = createPace()
  for (const { part, rows, isGone } of isPatch ? steps : anew) {
    const { lng, lat, placed, weightOf } = subjectRows(part, options)
    for (let at = 0; at < rows.length; at += 1) {
      if (at % ROWS_A_LOOK === 0) await pace()
      const row = rows[at] as number
      if (row >= placed) continue
      if (isGone) lattice.remove(lng[row] as number, lat[row] as number, weightOf(row))
      else lattice.add(lng[row] as number, lat[row] as number, weightOf(row))
    }
  }
  return { lattice, parts }
}

/** Rows of one part to add, or to take away. */
interface Step {
  readonly part: SelectedSegment
  readonly rows: Uint32Array
  readonly isGone: boolean
}

function rowsIn(steps: readonly Step[]): number {
  return steps.reduce((sum, { rows }) => sum + rows.length, 0)
}

function stepsBetween(
  before: readonly SelectedSegment[],
  after: readonly SelectedSegment[],
  choice: SubjectChoice,
): Step[] {
  const steps: Step[] = []
  for (const part of after) {
    const old = before.find((other) => other.at === part.at)
    if (old === part) continue
    const rows = subjectRows(part, choice).rows
    const oldRows = old === undefined ? new Uint32Array() : subjectRows(old, choice).rows
    steps.push({ part, rows: without(rows, oldRows), isGone: false })
    steps.push({ part, rows: without(oldRows, rows), isGone: true })
  }
  for (const part of before)
    if (!after.some((other) => other.at === part.at))
      steps.push({ part, rows: subjectRows(part, choice).rows, isGone: true })
  return steps.filter(({ rows }) => rows.length > 0)
}

/** Of some ascending rows those that are not among others, ascending too. */
function without(rows: Uint32Array, others: Uint32Array): Uint32Array {
  if (others.length === 0) return rows
  let at = 0
  return rows.filter((row) => {
    while (at < others.length && (others[at] as number) < row) at += 1
    return others[at] !== row
  })
}
