/**
 * The density field of a selection (密度场), made when it is first asked for: one for each subject,
 * basis, kernel and bandwidth.
 *
 * It is a lattice of the selected rows, 3.1 kB a block of nodes with any point, patched from the
 * nearest that `question.ts` keeps of the same scope. Fields of all selections are kept in 32 MiB, blocks
 * that lattices share counted with each; the one longest not asked for goes first, so that whoever
 * asks for a thousand bandwidths takes no more. Who must not see single enterprises gets one made
 * of units of the guarded grid, for which all rows are looked at and one point a unit is put in.
 */
import { LRUCache } from 'lru-cache'
import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
import { allIds } from '../columns/id-column.ts'
import type { Field, FieldOptions } from '../lattice/field.ts'
import type { GuardedGrid, GuardedUnit } from '../tiles/guarded-grid.ts'
import { subjectLattice } from '../lattice/subject-lattice.ts'
import { subjectRows, unplacedRows } from '../lattice/subject-rows.ts'
import type { SubjectChoice } from '../lattice/subject-rows.ts'
import { latticeOf } from '../lattice/weighted-lattice.ts'
import type { WeightedLattice } from '../lattice/weighted-lattice.ts'

export interface DensityOptions extends FieldOptions, SubjectChoice {}

/** A density field and how many rows lie nowhere, so that they are not in it. */
export interface SubjectField {
  readonly field: Field
  /** What the field is read from. */
  readonly lattice: WeightedLattice
  readonly unplaced: number
  /** Rows left out (未显示) so that no enterprise is singled out. */
  readonly withheld: number
}

/** Of all selections together; one that falls out is made again when it is asked for. */
const KEPT_BYTES = 32 * 2 ** 20
/** What a field takes beside its lattice's blocks. */
const ENTRY_BYTES = 2_000

/** Fields by selection and choice. */
const kept = new LRUCache<string, SubjectField>({
  maxSize: KEPT_BYTES,
  sizeCalculation: ({ lattice }) => Math.min(KEPT_BYTES, ENTRY_BYTES + lattice.bytes),
})
/** Those being made, so that who asks meanwhile waits for the same. */
const making = new Map<string, Promise<SubjectField>>()

/** What the fields of all selections take, those of equal lattices counted with each (占用). Units: bytes */
export function keptFieldBytes(): number {
  return kept.calculatedSize
}

const numbers = new WeakMap<ColumnSelection, number>()
let lastNumber = 0

/** Tells selections of this process apart. */
function selectionNumber(selection: ColumnSelection): number {
  let number = numbers.get(selection)
  if (number === undefined) {
    number = lastNumber += 1
    numbers.set(selection, number)
  }
  return number
}

/**
 * The density field of a selection (密度场), made or known.
 * Shape: under a guarded grid the field is made of its units, all weight of one at its mean place
 * Units: weighted rows per km²; weights of the domain's table
 * Errors: RangeError when the bandwidth is not above 0
 */
export function densityField(
  selection: ColumnSelection,
  options: DensityOptions,
  guard: GuardedGrid | null = null,
): Promise<SubjectField> {
  const { subject, basis, kernel, bandwidthMeters } = options
  const choice = [subject, basis, kernel, bandwidthMeters, guard !== null].join()
  const key = `${selectionNumber(selection)} ${choice}`
  const known = kept.get(key)
  if (known !== undefined) return Promise.resolve(known)
  const begun = making.get(key)
  if (begun !== undefined) return begun
  const made = makeField(selection, options, guard, choice)
    .then((field) => {
      kept.set(key, field)
      return field
    })
    // A failure is told to all who asked, and not kept.
    .finally(() => making.delete(key))
  making.set(key, made)
  return made
}

async function makeField(
  selection: ColumnSelection,
  options: DensityOptions,
  guard: GuardedGrid | null,
  choice: string,
): Promise<SubjectField> {
  return guard === null
    ? openField(selection, options, choice)
    : guardedField(selection, options, guard)
}

async function openField(
  { parts, question }: ColumnSelection,
  options: DensityOptions,
  choice: string,
): Promise<SubjectField> {
  const near = question?.lattices.near(question, choice) ?? []
  const made = await subjectLattice(parts, options, near)
  question?.lattices.keep(question, choice, made)
  const unplaced = parts.reduce((sum, part) => sum + unplacedRows(part, options), 0)
  return { field: made.lattice.field(), lattice: made.lattice, unplaced, withheld: 0 }
}

interface UnitWeight {
  rows: number
  weight: number
  readonly enterprises: Set<string>
}

/** The units that rows of three enterprises stand in, each as one point of all their weight. */
function guardedField(
  { parts }: ColumnSelection,
  options: DensityOptions,
  guard: GuardedGrid,
): SubjectField {
  const units = new Map<GuardedUnit | undefined, UnitWeight>()
  for (const part of parts) {
    const { rows, enterprise, weightOf } = subjectRows(part, options)
    const ids = allIds(part.at.segment.enterprises.ids)
    const unitOf = ids.map((id) => guard.unitOf(id))
    for (const row of rows) {
      const number = enterprise[row] as number
      const unit = unitOf[number]
      const own = units.get(unit) ?? { rows: 0, weight: 0, enterprises: new Set<string>() }
      units.set(unit, own)
      own.rows += 1
      own.weight += weightOf(row)
      own.enterprises.add(ids[number] ?? '')
    }
  }
  const points = []
  let withheld = 0
  for (const [unit, { rows, weight, enterprises }] of units)
    if (unit === undefined || enterprises.size < LEAST_ENTERPRISES) withheld += rows
    else points.push({ position: unit.position, weight })
  const lattice = latticeOf(points, options)
  return { field: lattice.field(), lattice, unplaced: 0, withheld }
}
