const STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The top of a colour scale: the next round number at or above the field's own maximum. */
export function scaleMaximum(maximum: number): number {
  if (!(maximum > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(maximum))
  const step = STEPS.find((candidate) => candidate * power >= maximum) ?? 10
  return Number((step * power).toPrecision(6))
}
