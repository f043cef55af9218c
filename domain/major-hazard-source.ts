import {
  exposureBands,
  gradeBands,
  namedSubstances,
  substanceClasses,
} from './norms/major-hazard-source.ts'
import { findItem } from './norms/table.ts'
import { failure, success, type Issue, type Result } from './result.ts'

/** One substance (危险化学品) of a unit, with its threshold and factor. */
export interface StoredSubstance {
  readonly name: string
  /** Design maximum (设计最大量), not what is there today; null when nobody has entered it. */
  readonly quantityTons: number | null
  /** Q (临界量). */
  readonly thresholdTons: number
  /** β (校正系数). */
  readonly beta: number
}

/** A production or storage unit (生产单元, 储存单元). */
export interface HazardousUnit {
  readonly substances: readonly StoredSubstance[]
  /** Persons within 500 m outside the plant's boundary; null when not counted yet. */
  readonly exposedPersons: number | null
}

export type MajorHazardSource =
  /** Nothing entered, or a quantity is missing: neither yes nor no. */
  | { readonly status: 'data-missing'; readonly missing: readonly string[] }
  | { readonly status: 'not-constituted'; readonly s: number }
  /** α, R and grade stay null until the exposed persons are counted. */
  | {
      readonly status: 'constituted'
      readonly s: number
      readonly alpha: number | null
      readonly r: number | null
      readonly grade: 1 | 2 | 3 | 4 | null
    }

/** Ten tenths add up to 0.999…9 in binary; sums are compared after nine decimals. */
function rounded(sum: number): number {
  return Math.round(sum * 1e9) / 1e9
}

function unitIssues(unit: HazardousUnit): Issue[] {
  const issues: Issue[] = []
  unit.substances.forEach(({ name, quantityTons, thresholdTons, beta }, index) => {
    const refuse = (field: string, code: string, message: string): void => {
      issues.push({ path: `substances.${index}.${field}`, code, message: `${name}：${message}` })
    }
    if (quantityTons !== null && !(quantityTons >= 0 && quantityTons < Infinity)) {
      refuse('quantityTons', 'quantity_out_of_range', '设计最大量应为不小于 0 的吨数；请更正')
    }
    if (!(thresholdTons > 0 && thresholdTons < Infinity)) {
      refuse('thresholdTons', 'threshold_out_of_range', '临界量应为大于 0 的吨数；请查表更正')
    }
    if (!(beta > 0 && beta < Infinity)) {
      refuse('beta', 'beta_out_of_range', '校正系数 β 应大于 0；请查表更正')
    }
  })
  const persons = unit.exposedPersons
  if (persons !== null && !(Number.isSafeInteger(persons) && persons >= 0)) {
    issues.push({
      path: 'exposedPersons',
      code: 'persons_out_of_range',
      message: '暴露人员数应为不小于 0 的整数；请更正',
    })
  }
  return issues
}

/**
 * α (暴露人员校正系数) for persons within 500 m outside the plant's boundary.
 * Errors: RangeError when persons is not a number from 0
 * Source: GB 18218-2018 [V]
 */
export function exposureFactor(persons: number): number {
  const band = exposureBands.items.find((row) => persons >= row.fromPersons)
  if (band === undefined) throw new RangeError(`expected persons ≥ 0, got ${persons}`)
  return band.alpha
}

/**
 * Q and β of a substance (临界量与校正系数), by name where the norm lists it, else by hazard class.
 * Shape: code of the substance, and of its hazard class where the name alone does not settle it;
 *   null as the substance goes by class only
 * Errors: `unknown_substance`, `unknown_hazard_class`, `hazard_class_needed`
 * Source: GB 18218-2018 [V]
 */
export function substanceThreshold(
  substanceCode: string | null,
  hazardClass?: string,
): Result<{ readonly thresholdTons: number; readonly beta: number }> {
  const named = substanceCode === null ? null : findItem(namedSubstances, substanceCode)
  if (substanceCode !== null && named === null) {
    return failure(
      'substance',
      'unknown_substance',
      '物质不在名称表中；请从表中选择，或改按危险性类别',
    )
  }
  const classCode = hazardClass ?? named?.hazardClass
  const byClass = classCode === undefined ? null : findItem(substanceClasses, classCode)
  if (classCode !== undefined && byClass === null) {
    const known = substanceClasses.items.map((row) => row.code).join('、')
    return failure(
      'hazardClass',
      'unknown_hazard_class',
      `没有这个危险性类别；请从 ${known} 中选择`,
    )
  }
  const thresholdTons = named?.thresholdTons ?? byClass?.thresholdTons
  const beta = named?.beta ?? byClass?.beta
  if (thresholdTons === undefined || beta === undefined) {
    return failure(
      'hazardClass',
      'hazard_class_needed',
      `${named?.name ?? '该物质'}的临界量或 β 须按危险性类别取值；请选择危险性类别`,
    )
  }
  return success({ thresholdTons, beta })
}

/**
 * Tell whether a unit is a major hazard source (重大危险源), and its grade.
 * Shape: S = Σ q/Q, constituted from S ≥ 1; R = α · Σ β·q/Q gives the grade, 1 the worst
 * Units: q and Q in t; S and R without unit
 * Errors: `quantity_out_of_range`, `threshold_out_of_range`, `beta_out_of_range`,
 *   `persons_out_of_range`
 * Source: GB 18218-2018 [V]
 */
export function assessMajorHazardSource(unit: HazardousUnit): Result<MajorHazardSource> {
  const issues = unitIssues(unit)
  if (issues.length > 0) return { ok: false, issues }
  const missing = unit.substances.filter((substance) => substance.quantityTons === null)
  if (unit.substances.length === 0 || missing.length > 0) {
    return success({ status: 'data-missing', missing: missing.map((substance) => substance.name) })
  }
  let sum = 0
  let weightedSum = 0
  for (const { quantityTons, thresholdTons, beta } of unit.substances) {
    const share = (quantityTons ?? 0) / thresholdTons
    sum += share
    weightedSum += beta * share
  }
  const s = rounded(sum)
  if (s < 1) return success({ status: 'not-constituted', s })
  if (unit.exposedPersons === null) {
    return success({ status: 'constituted', s, alpha: null, r: null, grade: null })
  }
  const alpha = exposureFactor(unit.exposedPersons)
  const r = rounded(alpha * weightedSum)
  const grade = gradeBands.items.find((band) => band.from === null || r >= band.from)?.grade ?? 4
  return success({ status: 'constituted', s, alpha, r, grade })
}
