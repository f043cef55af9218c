/**
 * The density field of a selection (密度场), made when it is first asked for and kept as long as the
 * selection: one for each subject, basis, kernel and bandwidth.
 *
 * It is a lattice of the selected rows, 3.1 kB a block of nodes with any point, patched from the
 * nearest that `question.ts` keeps of the same scope; what this file adds is a record. Who must not
 * see single enterprises gets one made of units of the guarded grid, for which all rows are looked
 * at and one point a unit is put in.
 */
import { LEAST_ENTERPRISES } from '#domain/small-groups.ts'
import type { ColumnSelection } from '../columns/column-selection.ts'
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

const fieldsOf = new WeakMap<ColumnSelection, Map<string, Promise<SubjectField>>>()

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
  const fields = fieldsOf.get(selection) ?? new Map<string, Promise<SubjectField>>()
  fieldsOf.set(selection, fields)
  const { subject, basis, kernel, bandwidthMeters } = options
  const key = [subject, basis, kernel, bandwidthMeters, guard !== null].join()
  let made = fields.get(key)
  if (made === undefined) {
    made =
      guard === null
        ? openField(selection, options, key)
        : Promise.resolve(guardedField(selection, options, guard))
    fields.set(key, made)
    // A failure is told to all who asked, and not kept.
    made.catch(() => fields.delete(key))
  }
  return made
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
    const owners = part.at.segment.enterprises
    const unitOf = owners.map(({ id }) => guard.unitOf(id))
    for (const row of rows) {
      const number = enterprise[row] as number
      const unit = unitOf[number]
      const own = units.get(unit) ?? { rows: 0, weight: 0, enterprises: new Set<string>() }
      units.set(unit, own)
      own.rows += 1
      own.weight += weightOf(row)
      own.enterprises.add(owners[number]?.id ?? '')
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
