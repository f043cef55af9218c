/**
 * The density of a moment less that of an earlier day (密度差), as one field: weights are whole units,
 * so that what both days hold cancels to the bit, and a tile of differences costs what one of a
 * density does.
 *
 * One pass over the nodes of the earlier lattice; the field holds the blocks of it in which
 * anything differs, 3.1 kB each, and shares those that the later day alone has. Kept as long as the
 * two lattices are, once for each two.
 */
import type { ColumnSelection } from '../columns/column-selection.ts'
import { densityField } from './density-field.ts'
import type { DensityOptions, SubjectField } from './density-field.ts'
import type { DifferenceField, Field } from '../lattice/field.ts'
import type { WeightedLattice } from '../lattice/weighted-lattice.ts'

/** The same question at an earlier day: what a density is set against (对比日). */
export interface Earlier {
  readonly day: string
  readonly selection: ColumnSelection
}

/** A density, the one it is set against, and what the first has more. */
export interface DensityDifference {
  readonly now: SubjectField
  readonly before: Field
  readonly field: DifferenceField
}

const differencesOf = new WeakMap<WeightedLattice, WeakMap<WeightedLattice, DifferenceField>>()

/**
 * The density of a selection less that of an earlier day (密度差), made once for each two lattices.
 * Units: weighted rows per km²
 * Errors: RangeError when the bandwidth is not above 0
 */
export async function densityDifference(
  selection: ColumnSelection,
  earlier: Earlier,
  options: DensityOptions,
): Promise<DensityDifference> {
  const now = await densityField(selection, options)
  const then = await densityField(earlier.selection, options)
  const known = differencesOf.get(now.lattice) ?? new WeakMap<WeightedLattice, DifferenceField>()
  differencesOf.set(now.lattice, known)
  const field = known.get(then.lattice) ?? now.lattice.differenceFrom(then.lattice)
  known.set(then.lattice, field)
  return { now, before: then.field, field }
}
