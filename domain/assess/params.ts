import { factorsOf, factorTable, type Factor, type ScoringMethod } from '../norms/factors.ts'
import type { Issue } from '../result.ts'
import type { AssessmentParams } from './why.ts'

const longestEcho = 40

/** A refused value as a message may repeat it, cut so that no input can flood the answer. */
export function echo(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined)
  const whole = text ?? String(value)
  return whole.length > longestEcho ? `${whole.slice(0, longestEcho)}…` : whole
}

/** Whether a parameter was given at all. */
export function isGiven(params: AssessmentParams, symbol: string): boolean {
  return Object.hasOwn(params, symbol) && params[symbol] !== undefined
}

/**
 * The table row that a parameter names (取值), or an issue added to `issues`.
 * Shape: `parameter` is the table's column, when the symbol sent is another (MES: E1 and E2 of E)
 * Errors: `missing_param`, `not_in_table`
 */
export function readFactor(
  method: ScoringMethod,
  params: AssessmentParams,
  symbol: string,
  issues: Issue[],
  parameter = symbol,
): Factor | null {
  const factors = factorsOf(method, parameter)
  const value = isGiven(params, symbol) ? params[symbol] : undefined
  const found = factors.find((factor) => factor.value === value)
  if (found !== undefined) return found
  const name = factorTable(method).parameters.find((item) => item.code === parameter)?.name ?? ''
  const remedy = `请从 ${factors.map((factor) => factor.value).join('、')} 中选择`
  issues.push(
    value === undefined
      ? {
          path: `params.${symbol}`,
          code: 'missing_param',
          message: `缺少参数 ${symbol}（${name}）；${remedy}`,
        }
      : {
          path: `params.${symbol}`,
          code: 'not_in_table',
          message: `参数 ${symbol}（${name}）的取值 ${echo(value)} 不在取值表中；${remedy}`,
        },
  )
  return null
}

/**
 * One issue for each parameter that the method does not know (未知参数).
 * Errors: `unknown_param`
 */
export function unknownParams(
  method: string,
  params: AssessmentParams,
  known: readonly string[],
): Issue[] {
  return Object.keys(params)
    .filter((symbol) => !known.includes(symbol))
    .map((symbol) => ({
      path: `params.${echo(symbol)}`,
      code: 'unknown_param',
      message: `${method} 没有参数 ${echo(symbol)}；可用的参数是 ${known.join('、')}，请去掉多余的参数`,
    }))
}
