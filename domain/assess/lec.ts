import type { CutoffSet } from '../norms/cutoff-sets.ts'
import type { Result } from '../result.ts'
import { readFactor, unknownParams } from './params.ts'
import { grade, inputOf } from './score.ts'
import type { Assessed, AssessmentParams } from './why.ts'

/**
 * Assess by likelihood, exposure and consequence (作业条件危险性分析, LEC 法): D = L × E × C.
 * Shape: { L, E, C } from data/codes/lec-factors.json, cut-offs → value, level, why
 * Errors: `missing_param`, `not_in_table`, `unknown_param`, `cutoff_set_of_other_method`
 * Source: tables as public implementations have them [V]; the standard's text was not seen
 */
export function assessLec(params: AssessmentParams, cutoffSet: CutoffSet): Result<Assessed> {
  const issues = unknownParams('LEC 法', params, ['L', 'E', 'C'])
  const likelihood = readFactor('LEC', params, 'L', issues)
  const exposure = readFactor('LEC', params, 'E', issues)
  const consequence = readFactor('LEC', params, 'C', issues)
  if (issues.length > 0 || likelihood === null || exposure === null || consequence === null) {
    return { ok: false, issues }
  }
  return grade(
    {
      method: 'LEC',
      inputs: [inputOf('L', likelihood), inputOf('E', exposure), inputOf('C', consequence)],
      terms: [likelihood, exposure, consequence].map(({ value }) => ({
        value,
        printed: String(value),
      })),
    },
    cutoffSet,
  )
}
