/**
 * How a place is shared among the four nodes about it on one axis (三次 B 样条). A dozen operations,
 * and four numbers written where they are wanted; nothing is allocated.
 */

/** How far, in steps squared, sharing by a cubic spline widens what is shared: its variance. */
export const SPLINE_VARIANCE = 1 / 3

/**
 * The parts of the four nodes about a place (三次 B 样条): none below 0, they add up to 1 and keep
 * the place.
 * Shape: a place between 0 and 1 → four numbers written from `at` on
 */
export function splineParts(place: number, into: Float64Array, at: number): void {
  const rest = 1 - place
  const first = (rest * rest * rest) / 6
  const last = (place * place * place) / 6
  const second = 2 / 3 + place * place * (0.5 * place - 1)
  into[at] = first
  into[at + 1] = second
  into[at + 2] = 1 - first - second - last
  into[at + 3] = last
}
