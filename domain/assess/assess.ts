import {
  cutoffSetsOf,
  defaultCutoffSet,
  findCutoffSet,
  type CutoffSet,
} from '../norms/cutoff-sets.ts'
import type { ScoringMethod } from '../norms/factors.ts'
import { failure, type Result } from '../result.ts'
import { assessDirect } from './direct.ts'
import { assessLec } from './lec.ts'
import { assessLs } from './ls.ts'
import { assessMes } from './mes.ts'
import { echo } from './params.ts'
import type { Assessed, AssessmentParams } from './why.ts'

/** An assessment as it is asked for: parameters straight from JSON. */
export interface AssessmentRequest {
  readonly method: string
  readonly params: unknown
  /** Id of a set of cut-offs; the method's default when left out. */
  readonly cutoffSet?: string | undefined
}

const scorers: Readonly<
  Record<ScoringMethod, (params: AssessmentParams, cutoffSet: CutoffSet) => Result<Assessed>>
> = { LEC: assessLec, LS: assessLs, MES: assessMes }

function isScoringMethod(method: string): method is ScoringMethod {
  return Object.hasOwn(scorers, method)
}

function isParams(params: unknown): params is AssessmentParams {
  return typeof params === 'object' && params !== null && !Array.isArray(params)
}

/**
 * Assess a risk by any of the methods (风险评价).
 * Shape: { method, params, cutoffSet? } → value, level, band, why
 * Errors: those of the method; `unknown_method`, `invalid_params`, `unknown_cutoff_set`,
 *   `cutoff_set_of_other_method`
 */
export function assess(request: AssessmentRequest): Result<Assessed> {
  const { method, params } = request
  if (!isScoringMethod(method) && method !== 'DIRECT') {
    return failure(
      'method',
      'unknown_method',
      `没有评价方法 ${echo(method)}；请从 LEC、LS、MES、DIRECT 中选择`,
    )
  }
  if (!isParams(params)) {
    return failure('params', 'invalid_params', '参数 params 应为一个对象；请按“参数名: 取值”填写')
  }
  if (method === 'DIRECT') {
    if (request.cutoffSet === undefined) return assessDirect(params)
    return failure(
      'cutoffSet',
      'cutoff_set_of_other_method',
      '直接判定不用分级界值；请去掉 cutoffSet',
    )
  }
  const cutoffSet =
    request.cutoffSet === undefined ? defaultCutoffSet(method) : findCutoffSet(request.cutoffSet)
  if (cutoffSet === null) {
    const known = cutoffSetsOf(method).map((set) => set.code)
    return failure(
      'cutoffSet',
      'unknown_cutoff_set',
      `没有分级界值 ${echo(request.cutoffSet)}；${method} 法可用 ${known.join('、')}`,
    )
  }
  return scorers[method](params, cutoffSet)
}
