import table from '#data/codes/cutoff-sets.json' with { type: 'json' }
import type { RiskLevel } from '../risk-level.ts'
import type { ScoringMethod } from './factors.ts'
import { findItem, itemOf, type Mark, type NormItem, type NormTable } from './table.ts'

/** One band of values (分级区间): everything from its lower bound to the band above it. */
export interface CutoffBand {
  readonly name: string
  readonly level: RiskLevel
  /** Lower bound; null on the last band, which takes the rest. */
  readonly from: number | null
  /** Whether the lower bound itself belongs to the band. */
  readonly inclusive: boolean
}

/** A set of cut-offs (分级界值): bands from the worst down. */
export interface CutoffSet extends NormItem {
  readonly method: ScoringMethod
  readonly isDefault: boolean
  readonly edition: string
  readonly source: string
  readonly mark: Mark
  readonly bands: readonly CutoffBand[]
}

/** All sets of cut-offs (分级界值). */
export const cutoffSets = table as NormTable<CutoffSet>

/** Find a set of cut-offs (分级界值) by its id; null when there is none. */
export function findCutoffSet(id: string): CutoffSet | null {
  return findItem(cutoffSets, id)
}

/**
 * A set of cut-offs (分级界值) that the caller knows to exist.
 * Errors: RangeError when there is no such set
 */
export function cutoffSet(id: string): CutoffSet {
  return itemOf(cutoffSets, id)
}

/** The sets of cut-offs (分级界值) of one method, the default first. */
export function cutoffSetsOf(method: ScoringMethod): readonly CutoffSet[] {
  return cutoffSets.items
    .filter((set) => set.method === method)
    .sort((one, other) => Number(other.isDefault) - Number(one.isDefault))
}

/** The set of cut-offs (分级界值) a method uses unless told otherwise. */
export function defaultCutoffSet(method: ScoringMethod): CutoffSet {
  const [set] = cutoffSetsOf(method)
  if (set === undefined) throw new RangeError(`no set of cut-offs for ${method}`)
  return set
}
