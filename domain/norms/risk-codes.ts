import controlTierTable from '#data/codes/control-tiers.json' with { type: 'json' }
import directRuleTable from '#data/codes/direct-rules.json' with { type: 'json' }
import hazardFactorTable from '#data/codes/hazard-factors.json' with { type: 'json' }
import measureTable from '#data/codes/measure-categories.json' with { type: 'json' }
import type { RiskLevel } from '../risk-level.ts'
import { itemOf, type NormItem, type NormTable } from './table.ts'

/** A category of control measures (管控措施类别). */
export interface MeasureCategoryItem extends NormItem {
  readonly code: 'ENG' | 'MGT' | 'EDU' | 'PPE' | 'EMG'
  /** What classify1 of the chemical enterprises' exchange may hold for it. */
  readonly exchangeClasses: readonly string[]
}

/** A circumstance that makes a risk major without scoring (直接判定情形). */
export interface DirectRule extends NormItem {
  readonly code: 'LAW' | 'HISTORY' | 'MAJOR_HAZARD' | 'CROWD10' | 'OTHER'
}

/** Categories of control measures (管控措施类别), from the most to the least effective. */
export const measureCategories = measureTable as NormTable<MeasureCategoryItem>

/** Circumstances that make a risk major without scoring (直接判定情形). */
export const directRules = directRuleTable as NormTable<DirectRule>

/** Top classes of hazardous and harmful factors (危险和有害因素). */
export const hazardFactors = hazardFactorTable as NormTable<NormItem>

/** Tiers of control (管控层级) by level; a higher tier leaves the lower ones responsible too. */
export const controlTiers = controlTierTable as NormTable<NormItem>

/** The tier of control (管控层级) of a level; null while nothing is assessed. */
export function controlTier(level: RiskLevel | null): string | null {
  return level === null ? null : itemOf(controlTiers, String(level)).name
}
