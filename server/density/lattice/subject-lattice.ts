/**
 * The lattice of what a density counts (密度格网), made from the nearest of those kept of its scope by
 * the rows that differ: adding is exact, so that it comes out as if made anew.
 *
 * Parts that are the same are not looked at. Points told by their enterprise and level are counted
 * by enterprise, other rows compared as ascending lists, for each lattice there is to begin from.
 * Then of such points what their enterprises have on nodes is added, some hundred nodes each, where
 * that is kept; else 4 bytes are taken for each row that differs and its 16 nodes written, with a
 * look at the clock every so many. The result is kept by `question.ts`, with its parts by reference.
 */
import { createPace } from '../pace.ts'
import type { Pace } from '../pace.ts'
import { levelsOf, ownerNodes } from './owner-nodes.ts'
import { placedRows } from '../columns/placed-rows.ts'
import { countOfGroups } from '../columns/point-counts.ts'
import { groupsLess, pointsByOwner } from '../columns/select-points.ts'
import type { PointGroups } from '../columns/select-points.ts'
import { subjectRows, subjectWeights } from './subject-rows.ts'
import type { SubjectChoice } from './subject-rows.ts'
import type { SelectedSegment } from '../columns/select-segment.ts'
import { WeightedLattice } from './weighted-lattice.ts'
import type { FieldOptions } from './field.ts'

/** Rows, and enterprises, between two looks at the clock. */
const ROWS_A_LOOK = 4_096
const OWNERS_A_LOOK = 256

/** A lattice with the parts of segments that are in it. */
export interface SubjectLattice {
  readonly lattice: WeightedLattice
  readonly parts: readonly SelectedSegment[]
}

/**
 * The lattice of some selected parts, made from the one of those there are that is nearest to it (密度格网):
 * of the same question a moment before, or of another that most of its rows are in, too.
 * Shape: `known` ones are left as they are
 */
export async function subjectLattice(
  parts: readonly SelectedSegment[],
  options: SubjectChoice & FieldOptions,
  known: readonly SubjectLattice[],
): Promise<SubjectLattice> {
  let lattice = null
  let steps = stepsBetween([], parts, options)
  for (const other of known) {
    const own = stepsBetween(other.parts, parts, options)
    if (rowsIn(own) >= rowsIn(steps)) continue
    steps = own
    lattice = other.lattice
  }
  lattice = lattice === null ? WeightedLattice.of(options) : lattice.fork()
  const pace = createPace()
  for (const step of steps) {
    await pace()
    if (await putOwners(lattice, step, options, pace)) continue
    const { part, rows, isGone } = step
    const own = rows()
    const weighted = subjectWeights(part, options)
    for (let start = 0; start < own.length; start += ROWS_A_LOOK) {
      await pace()
      const some = own.subarray(start, start + ROWS_A_LOOK)
      if (isGone) lattice.removeRows(weighted, some)
      else lattice.addRows(weighted, some)
    }
  }
  return { lattice, parts }
}

/**
 * Take a step by what enterprises have on nodes.
 * Shape: false, and nothing done, where enterprise and level alone do not decide, or that is not kept
 */
async function putOwners(
  lattice: WeightedLattice,
  { part: { at }, groups, isGone }: Step,
  options: SubjectChoice & FieldOptions,
  pace: Pace,
): Promise<boolean> {
  const levels = groups === null ? null : levelsOf(groups, options.basis)
  const runs = levels === null ? null : ownerNodes(at, options)
  if (groups === null || levels === null || runs === null) return false
  const { enterprises } = groups
  for (let number = 0; number < enterprises.length; number += 1) {
    if (number % OWNERS_A_LOOK === 0) await pace()
    if (enterprises[number] === 0) continue
    const [from, to] = [runs.starts[number] as number, runs.starts[number + 1] as number]
    lattice.putRuns(runs, from, to, levels, isGone ? -1 : 1)
  }
  return true
}

/** Rows of one part to add, or to take away. */
interface Step {
  readonly part: SelectedSegment
  /** What they are selected by, where they are points told by their enterprise and level. */
  readonly groups: PointGroups | null
  /** How many they are, those without a place included. */
  readonly count: number
  /** Those with a place. */
  readonly rows: () => Uint32Array
  readonly isGone: boolean
}

function rowsIn(steps: readonly Step[]): number {
  return steps.reduce((sum, { count }) => sum + count, 0)
}

function stepsBetween(
  before: readonly SelectedSegment[],
  after: readonly SelectedSegment[],
  choice: SubjectChoice,
): Step[] {
  const steps: Step[] = []
  for (const part of after) {
    const old = before.find((other) => weighAlike(other, part, choice))
    if (old === part) continue
    steps.push(...stepsOf(part, old, choice, false))
    if (old !== undefined) steps.push(...stepsOf(old, part, choice, true))
  }
  for (const part of before)
    if (!after.some((other) => weighAlike(other, part, choice)))
      steps.push(...stepsOf(part, undefined, choice, true))
  return steps.filter(({ count }) => count > 0)
}

/** Whether a row of one part is the same row of another, of the same weight. */
function weighAlike(one: SelectedSegment, other: SelectedSegment, { subject }: SubjectChoice) {
  return subject === 'hazards' ? one.at === other.at : one.at.pair === other.at.pair
}

/** The rows of a part that are not those of another. */
function stepsOf(
  part: SelectedSegment,
  other: SelectedSegment | undefined,
  choice: SubjectChoice,
  isGone: boolean,
): Step[] {
  if (choice.subject === 'risk-points' && part.groups !== null) {
    if (other === undefined) return [groupStep(part, part.groups, isGone)]
    if (other.groups !== null)
      return groupsLess(part.groups, other.groups).map((groups) => groupStep(part, groups, isGone))
  }
  const own = subjectRows(part, choice)
  const left = other === undefined ? own.rows : without(own.rows, subjectRows(other, choice).rows)
  const rows = () => placedRows(own, left)
  return [{ part, groups: null, count: left.length, rows, isGone }]
}

/** Points told by their enterprise and level are counted without being listed. */
function groupStep(part: SelectedSegment, groups: PointGroups, isGone: boolean): Step {
  const { at } = part
  const count = countOfGroups(at, groups)
  return { part, groups, count, rows: () => pointsByOwner(at, groups, count), isGone }
}

/** Of some ascending rows those that are not among others, ascending too. */
function without(rows: Uint32Array, others: Uint32Array): Uint32Array {
  if (others.length === 0) return rows
  const left = new Uint32Array(rows.length)
  let count = 0
  let at = 0
  for (let index = 0; index < rows.length; index += 1) {
    const row = rows[index] as number
    while (at < others.length && (others[at] as number) < row) at += 1
    if (others[at] !== row) left[count++] = row
  }
  return left.slice(0, count)
}
