const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** What is above a round number by less than this part of it is that number, written in binary. */
const ROUNDING = 1e-9

/** The top of a colour scale: the next round number at or above the field's own maximum. */
export function scaleMaximum(maximum: number): number {
  if (!(maximum > 0)) return 1
  const exponent = Math.floor(Math.log10(maximum))
  const tops = STEPS.map((step) => Number(`${step}e${exponent}`))
  return tops.find((top) => top >= maximum * (1 - ROUNDING)) ?? Number(`1e${exponent + 1}`)
}
