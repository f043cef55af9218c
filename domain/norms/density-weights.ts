import table from '#data/codes/density-weights.json' with { type: 'json' }
import { itemOf, type NormItem, type NormTable } from './table.ts'

/** What one hazard or risk point weighs in the density field (密度权重). */
export interface DensityWeight extends NormItem {
  readonly weight: number
}

/** Weights of the density field (密度权重), this product's own [D]. */
export const densityWeights = table as NormTable<DensityWeight>

/**
 * One weight or factor of the density field (密度权重).
 * Errors: RangeError when the table has no such code
 */
export function densityWeight(code: string): number {
  return itemOf(densityWeights, code).weight
}
