import { shanghaiDay } from './day.ts'
import type { EnterpriseAt, EnterpriseRecord, HazardAt, RiskPointAt } from './facts.ts'
import type { LevelBasis } from './filter-keys.ts'
import type { Filter } from './filter.ts'
import { effectiveCurrent } from './grading.ts'
import { isTurnOf } from './hazard-transition.ts'
import { currentAccidentCategory } from './norms/accident-categories.ts'
import { supervisingDepartment } from './norms/enterprise-codes.ts'
import { isIndustryWithin } from './norms/industries.ts'
import type { LevelPair, RiskLevel } from './risk-level.ts'

/**
 * Tell whether an enterprise passes a filter by what it is itself: place, sector, industry, size,
 * flag, id, risk level and text. What its hazards and points decide is for `selectFacts`.
 */
export function matchEnterprise(filter: Filter, enterprise: EnterpriseAt): boolean {
  return (
    matchOwner(filter, enterprise) &&
    matchLevel(filter, enterprise.level) &&
    (filter.q === null || hasText(filter.q, enterpriseTexts(enterprise)))
  )
}

/**
 * Tell whether a risk point passes a filter by what it and its enterprise are: its own risk level,
 * accident categories and day of assessment, its enterprise's place and kind.
 */
export function matchRiskPoint(filter: Filter, riskPoint: RiskPointAt): boolean {
  return (
    matchOwner(filter, riskPoint.enterprise) &&
    matchLevel(filter, riskPoint.level) &&
    matchAccidents(filter, riskPoint.accidents) &&
    matchDay(filter, riskPoint.assessedAt?.getTime() ?? null) &&
    (filter.q === null ||
      hasText(filter.q, [riskPoint.name, ...enterpriseTexts(riskPoint.enterprise)]))
  )
}

/**
 * Tell whether a hazard passes a filter, closed ones included while `status` names none;
 * `level` is that of its risk point, and a hazard without a point is unassessed.
 */
export function matchHazard(filter: Filter, hazard: HazardAt): boolean {
  return (
    isIn(filter.hazardLevel, hazard.hazardLevel) &&
    isIn(filter.status, hazard.state) &&
    isIn(filter.checkMode, hazard.checkMode) &&
    (filter.turn.length === 0 ||
      filter.turn.some((role) => isTurnOf(hazard, hazard.enterprise.size, role))) &&
    (filter.responsible.length === 0 ||
      isIn(filter.responsible, hazard.responsibleDepartment ?? '')) &&
    isIn(filter.overdue, hazard.overdue ? 'true' : 'false') &&
    matchOwner(filter, hazard.enterprise) &&
    matchLevel(filter, hazard.riskPoint?.level ?? null) &&
    matchAccidents(filter, hazard.accident === null ? [] : [hazard.accident]) &&
    matchDay(filter, hazard.foundTime) &&
    (filter.q === null ||
      hasText(filter.q, [
        hazard.description,
        hazard.riskPoint?.name ?? '',
        ...enterpriseTexts(hazard.enterprise),
      ]))
  )
}

/** Tell whether a hazard that passes counts (计数口径): the unclosed ones, unless `status` says which. */
export function hazardCounts(filter: Filter, hazard: HazardAt): boolean {
  return hazard.open || filter.status.length > 0
}

/** Tell whether a filter asks enterprises and risk points for a hazard of theirs. */
export function needsHazards(filter: Filter): boolean {
  return (
    filter.hazardLevel.length > 0 ||
    filter.status.length > 0 ||
    filter.overdue.length > 0 ||
    filter.checkMode.length > 0 ||
    filter.turn.length > 0 ||
    filter.responsible.length > 0
  )
}

/** The level a basis means: inherent (固有), or current (现有) with the inherent standing in. */
export function levelByBasis(level: LevelPair, basis: LevelBasis): RiskLevel | null {
  return basis === 'inherent' ? level.inherent : effectiveCurrent(level)
}

/** The keys that an enterprise decides for all its rows. */
export function matchOwner(filter: Filter, enterprise: EnterpriseRecord): boolean {
  return matchOwnerGroup(filter, enterprise) && matchOwnerItself(filter, enterprise)
}

/** Those of them that enterprises of one place and sector decide alike. */
export function matchOwnerGroup(
  filter: Filter,
  { township, village, sector }: Pick<EnterpriseRecord, 'township' | 'village' | 'sector'>,
): boolean {
  return (
    isWithin(filter.township, township ?? village) &&
    isIn(filter.sector, sector) &&
    (filter.department.length === 0 || isIn(filter.department, supervisingDepartment(sector) ?? ''))
  )
}

/** Those that each decides by itself. */
export function matchOwnerItself(filter: Filter, enterprise: EnterpriseRecord): boolean {
  return (
    isWithin(filter.village, enterprise.village) &&
    matchIndustry(filter.industry, enterprise.industry) &&
    isIn(filter.size, enterprise.size) &&
    // An id costs more to read than all else.
    (filter.enterprise.length === 0 || filter.enterprise.includes(enterprise.id)) &&
    (filter.flag.length === 0 || enterprise.flags.some((flag) => filter.flag.includes(flag)))
  )
}

/** Tell whether a filter sets a key of `matchOwnerItself`: without one it lets every enterprise through. */
export function needsOwnerItself({ village, industry, size, enterprise, flag }: Filter): boolean {
  return [village, industry, size, enterprise, flag].some((wanted) => wanted.length > 0)
}

/** Tell whether a level passes a filter's `level`; null is unassessed. */
export function matchLevel(filter: Filter, level: LevelPair | null): boolean {
  if (filter.level.length === 0) return true
  const value = level === null ? null : levelByBasis(level, filter.basis)
  return filter.level.includes(value === null ? 'none' : `${value}`)
}

function matchIndustry(wanted: readonly string[], industry: string | null): boolean {
  if (wanted.length === 0) return true
  return industry !== null && wanted.some((ancestor) => isIndustryWithin(industry, ancestor))
}

/** Tell whether one of some accident categories passes a filter's `accident`. */
export function matchAccidents(filter: Filter, accidents: readonly string[]): boolean {
  return (
    filter.accident.length === 0 ||
    accidents.some((accident) => isAccidentIn(filter.accident, accident))
  )
}

function matchDay(filter: Filter, time: number | null): boolean {
  if (filter.from === null && filter.to === null) return true
  if (time === null) return false
  const day = shanghaiDay(new Date(time))
  return (filter.from === null || day >= filter.from) && (filter.to === null || day <= filter.to)
}

/** Tell whether one of some texts holds the text looked for, whatever the case of its letters. */
export function hasText(text: string, texts: readonly string[]): boolean {
  const wanted = text.toLowerCase()
  return texts.some((own) => own.toLowerCase().includes(wanted))
}

/** The texts of an enterprise that `q` looks through. */
export function enterpriseTexts(enterprise: EnterpriseRecord): string[] {
  return [enterprise.name, enterprise.uscc ?? '']
}

function isIn<Value extends string>(wanted: readonly Value[], value: Value): boolean {
  return wanted.length === 0 || wanted.includes(value)
}

function isWithin(wanted: readonly string[], code: string | null): boolean {
  return wanted.length === 0 || (code !== null && wanted.some((outer) => code.startsWith(outer)))
}

/** Rows entered under the older edition are found by the category that succeeded theirs. */
function isAccidentIn(wanted: readonly string[], accident: string): boolean {
  if (wanted.includes(accident)) return true
  const current = currentAccidentCategory(accident)
  return current !== null && wanted.includes(current.code)
}
