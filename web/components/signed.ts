/**
 * A change with its sign in front: a real minus, as wide as the plus. What rounds to 0 has none.
 * Shape: `format` writes an amount of 0 and more
 */
export function signed(change: number, format: (amount: number) => string): string {
  const amount = format(Math.abs(change))
  if (amount === format(0)) return amount
  return `${change < 0 ? '−' : '+'}${amount}`
}
