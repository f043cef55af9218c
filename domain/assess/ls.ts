import type { CutoffSet } from '../norms/cutoff-sets.ts'
import type { Result } from '../result.ts'
import { readFactor, unknownParams } from './params.ts'
import { grade, inputOf } from './score.ts'
import type { Assessed, AssessmentParams } from './why.ts'

/**
 * Assess by the matrix of likelihood and severity (风险矩阵分析, LS 法): R = L × S.
 * Shape: { L, S } from data/codes/ls-factors.json, cut-offs → value, level, why
 * Errors: `missing_param`, `not_in_table`, `unknown_param`, `cutoff_set_of_other_method`
 * Source: tables as public implementations have them [V]; the standard's text was not seen
 */
export function assessLs(params: AssessmentParams, cutoffSet: CutoffSet): Result<Assessed> {
  const issues = unknownParams('LS 法', params, ['L', 'S'])
  const likelihood = readFactor('LS', params, 'L', issues)
  const severity = readFactor('LS', params, 'S', issues)
  if (issues.length > 0 || likelihood === null || severity === null) return { ok: false, issues }
  return grade(
    {
      method: 'LS',
      inputs: [inputOf('L', likelihood), inputOf('S', severity)],
      terms: [likelihood, severity].map(({ value }) => ({ value, printed: String(value) })),
    },
    cutoffSet,
  )
}
