import { accidentCategories } from './accident-categories.ts'
import accidentSigns from '#data/codes/accident-signs.json' with { type: 'json' }
import { cutoffSets } from './cutoff-sets.ts'
import { densityWeights } from './density-weights.ts'
import { emergencySteps } from './emergency-steps.ts'
import { flags, sectors, sizes } from './enterprise-codes.ts'
import { factorTable } from './factors.ts'
import {
  checkModes,
  deadlines,
  hazardCategories,
  hazardLevels,
  hazardManageTypes,
  hazardSources,
  majorHazardRules,
} from './hazard-codes.ts'
import { industries } from './industries.ts'
import {
  exposureBands,
  gradeBands,
  namedSubstances,
  substanceClasses,
} from './major-hazard-source.ts'
import { controlTiers, directRules, hazardFactors, measureCategories } from './risk-codes.ts'
import type { NormItem, NormTable } from './table.ts'

/** A code list (代码表) as it is served: its evidence, and rows with their own further fields. */
export type CodeList = Omit<NormTable<NormItem>, 'id'>

const tables: readonly NormTable<NormItem>[] = [
  accidentCategories('2025'),
  accidentCategories('1986'),
  accidentSigns as NormTable<NormItem>,
  emergencySteps,
  industries,
  sectors,
  flags,
  sizes,
  measureCategories,
  checkModes,
  hazardLevels,
  hazardManageTypes,
  hazardCategories,
  hazardSources,
  majorHazardRules,
  hazardFactors,
  directRules,
  controlTiers,
  factorTable('LEC'),
  factorTable('LS'),
  factorTable('MES'),
  cutoffSets,
  densityWeights,
  deadlines,
  namedSubstances,
  substanceClasses,
  exposureBands,
  gradeBands,
]

/**
 * Every code list (代码表) with its edition and evidence, by list id.
 * Shape: { [listId]: { title, edition, effectiveFrom, source, mark, items: [{ code, name, … }] } }
 */
export function codeLists(): Readonly<Record<string, CodeList>> {
  return Object.fromEntries(tables.map(({ id, ...list }) => [id, list]))
}
