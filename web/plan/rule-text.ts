import type { Why } from '#domain/assess/why.ts'

/**
 * The rule of a grade as one types it (判定式): `D = 3 × 6 × 40 = 720 ≥ 320（LEC4_LO）`.
 * Shape: where the score stands between two bounds they follow the product: `… = 240，160 ≤ 240 < 320`
 */
export function ruleText({ formula, comparison, cutoffSet }: Why): string {
  if (cutoffSet === null) return `${formula}；${comparison}`
  const score = /= (\S+)$/.exec(formula)?.[1]
  const continues = score !== undefined && comparison.startsWith(`${score} `)
  const rule = continues
    ? `${formula}${comparison.slice(score.length)}`
    : `${formula}，${comparison}`
  return `${rule}（${cutoffSet}）`
}
