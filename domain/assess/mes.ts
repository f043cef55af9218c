import type { CutoffSet } from '../norms/cutoff-sets.ts'
import type { Factor } from '../norms/factors.ts'
import type { Issue, Result } from '../result.ts'
import { isGiven, readFactor, unknownParams } from './params.ts'
import { grade, inputOf, type Term } from './score.ts'
import type { Assessed, AssessmentParams, WhyInput } from './why.ts'

interface Exposure {
  readonly term: Term
  readonly inputs: readonly WhyInput[]
}

/** E as the larger of persons' exposure E1 and the dangerous state's occurrence E2. */
function largerExposure(
  params: AssessmentParams,
  symbols: readonly string[],
  issues: Issue[],
): Exposure | null {
  const read = symbols.map((symbol) => ({
    symbol,
    factor: readFactor('MES', params, symbol, issues, 'E'),
  }))
  const found = read.filter(
    (entry): entry is { symbol: string; factor: Factor } => entry.factor !== null,
  )
  if (found.length < read.length) return null
  const values = found.map(({ factor }) => factor.value)
  const value = Math.max(...values)
  if (isGiven(params, 'E') && params.E !== value) {
    issues.push({
      path: 'params.E',
      code: 'conflicting_params',
      message: `参数 E 与 ${symbols.join('、')} 的较大者 ${value} 不一致；请只给 E，或只给 E1 和 E2`,
    })
    return null
  }
  return {
    term: { value, printed: values.length > 1 ? `max(${values.join(', ')})` : String(value) },
    inputs: found.map(({ symbol, factor }) => inputOf(symbol, factor)),
  }
}

function readExposure(params: AssessmentParams, issues: Issue[]): Exposure | null {
  const parts = ['E1', 'E2'].filter((symbol) => isGiven(params, symbol))
  if (parts.length > 0) return largerExposure(params, parts, issues)
  const factor = readFactor('MES', params, 'E', issues)
  if (factor === null) return null
  return {
    term: { value: factor.value, printed: String(factor.value) },
    inputs: [inputOf('E', factor)],
  }
}

/**
 * Assess by control, exposure and consequence (MES 法): R = M × E × S.
 * Shape: { M, E, S }, or E1 (人员暴露) and E2 (危险状态出现) for E, whose larger one counts
 * Errors: `missing_param`, `not_in_table`, `unknown_param`, `conflicting_params`,
 *   `cutoff_set_of_other_method`
 * Source: tables as public implementations have them [V]; cut-offs of the DB37 tradition [K]
 */
export function assessMes(params: AssessmentParams, cutoffSet: CutoffSet): Result<Assessed> {
  const issues = unknownParams('MES 法', params, ['M', 'E', 'E1', 'E2', 'S'])
  const control = readFactor('MES', params, 'M', issues)
  const exposure = readExposure(params, issues)
  const consequence = readFactor('MES', params, 'S', issues)
  if (issues.length > 0 || control === null || exposure === null || consequence === null) {
    return { ok: false, issues }
  }
  return grade(
    {
      method: 'MES',
      inputs: [inputOf('M', control), ...exposure.inputs, inputOf('S', consequence)],
      terms: [
        { value: control.value, printed: String(control.value) },
        exposure.term,
        { value: consequence.value, printed: String(consequence.value) },
      ],
    },
    cutoffSet,
  )
}
