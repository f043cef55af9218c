import checkModeTable from '#data/codes/check-modes.json' with { type: 'json' }
import deadlineTable from '#data/codes/deadlines.json' with { type: 'json' }
import categoryTable from '#data/codes/hazard-categories.json' with { type: 'json' }
import majorRuleTable from '#data/codes/major-hazard-rules.json' with { type: 'json' }
import levelTable from '#data/codes/hazard-levels.json' with { type: 'json' }
import manageTypeTable from '#data/codes/hazard-manage-types.json' with { type: 'json' }
import sourceTable from '#data/codes/hazard-sources.json' with { type: 'json' }
import { itemOf, type NormItem, type NormTable } from './table.ts'

/** A mode of checking (检查方式); ACCT (责任追查) follows a failure and is no check itself. */
export interface CheckMode extends NormItem {
  readonly code: 'SELF' | 'EXPERT' | 'DEPT' | 'GOV' | 'ACCT'
  readonly actor: string
  readonly isCheck: boolean
}

export interface HazardLevelItem extends NormItem {
  readonly code: 'general' | 'major'
  /** Its number in the exchange of chemical enterprises; converted at the edge only. */
  readonly exchangeCode: string
}

/** A way to treat a hazard (治理类型). */
export interface HazardManageTypeItem extends NormItem {
  readonly code: 'immediate' | 'deadline'
  readonly exchangeCode: string
}

/** A default time limit (期限) of the hazard loop. */
export interface Deadline extends NormItem {
  readonly value: number
  readonly unit: 'hour' | 'day' | 'working-day' | 'month' | 'day-of-month' | 'time'
}

/** Modes of checking (检查方式). */
export const checkModes = checkModeTable as NormTable<CheckMode>

/** Grades of a hazard (隐患等级), not to be taken for risk levels. */
export const hazardLevels = levelTable as NormTable<HazardLevelItem>

/** Ways to treat a hazard (治理类型: 即查即改, 限期整改). */
export const hazardManageTypes = manageTypeTable as NormTable<HazardManageTypeItem>

/** Kinds of hazard (隐患类别). */
export const hazardCategories = categoryTable as NormTable<NormItem>

/** Where a hazard was found from (隐患来源). */
export const hazardSources = sourceTable as NormTable<NormItem>

/** A clause (判定条款) by which a hazard is major; `name` is a summary, never the official text. */
export interface MajorHazardRule extends NormItem {
  readonly standard: string
}

/** Clauses by which a hazard is judged major (重大事故隐患判定标准); others may be cited in words. */
export const majorHazardRules = majorRuleTable as NormTable<MajorHazardRule>

/** Default time limits (期限默认值) of the hazard loop; a tenant may set its own. */
export const deadlines = deadlineTable as NormTable<Deadline>

/**
 * One default time limit (期限) of the hazard loop.
 * Units: as its `unit` says
 * Errors: RangeError when the table has no such code
 */
export function deadline(code: string): Deadline {
  return itemOf(deadlines, code)
}
