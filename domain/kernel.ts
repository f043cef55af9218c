/** Density kernels (核函数): how far the weight of one point is spread over the ground. */
export type Kernel = 'gaussian' | 'quartic'

/** Beyond this many bandwidths a Gaussian counts as nothing: exp(−8) = 0.034 % of it is lost. */
const GAUSSIAN_CUT = 4

/**
 * The density that a weight of 1 makes at a distance (核密度).
 * Units: distance and bandwidth in ground metres → 1/km². Over the whole plane it adds up to 1
 *   for the quartic and 0.99966 for the Gaussian, which is cut and not raised to make up for it,
 *   so that its height stays the textbook value
 * Errors: RangeError when bandwidthMeters is not above 0
 * Source: Silverman 1986, Density Estimation, eq. 4.3 and 4.5 (bivariate normal; quartic K2) [K]
 */
export function kernelValue(
  kernel: Kernel,
  distanceMeters: number,
  bandwidthMeters: number,
): number {
  if (distanceMeters >= kernelReachMeters(kernel, bandwidthMeters)) return 0
  const bandwidthKm = bandwidthMeters / 1000
  const ratio = distanceMeters / bandwidthMeters
  const squared = ratio * ratio
  const perArea = 1 / (Math.PI * bandwidthKm * bandwidthKm)
  return kernel === 'gaussian'
    ? 0.5 * perArea * Math.exp(-0.5 * squared)
    : 3 * perArea * (1 - squared) * (1 - squared)
}

/**
 * The distance from which a point adds nothing (影响半径).
 * Units: metres; four bandwidths for the Gaussian (σ = bandwidth), one for the quartic
 * Errors: RangeError when bandwidthMeters is not above 0
 */
export function kernelReachMeters(kernel: Kernel, bandwidthMeters: number): number {
  if (!(bandwidthMeters > 0 && Number.isFinite(bandwidthMeters)))
    throw new RangeError(`expected a bandwidth above 0 m, got ${bandwidthMeters}`)
  return kernel === 'gaussian' ? GAUSSIAN_CUT * bandwidthMeters : bandwidthMeters
}
