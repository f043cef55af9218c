/**
 * Share a whole number out by weights, so that the parts add up to it exactly.
 * Shape: weights → whole parts; each gets `least` where the total allows it
 */
export function shareOut(weights: readonly number[], total: number, least = 0): number[] {
  const floor = total >= least * weights.length ? least : 0
  const rest = total - floor * weights.length
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let passed = 0
  let given = 0
  return weights.map((weight, index) => {
    passed += weight
    const upTo = index === weights.length - 1 ? rest : Math.round((rest * passed) / whole)
    const part = upTo - given
    given = upTo
    return floor + part
  })
}
