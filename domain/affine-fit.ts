import type { PlanePoint } from './local-plane.ts'
import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/** A linear map of the plane with a shift, and its inverse. */
export interface PlaneTransform {
  forward(point: PlanePoint): PlanePoint
  inverse(point: PlanePoint): PlanePoint
}

type Pair = readonly [from: PlanePoint, to: PlanePoint]

/** Points within a millimetre on the ground are one point. */
const MIN_GROUND_SPREAD_METERS = 0.001

/** Points whose spread one way is below this share of the other way lie on a line. */
const COLLINEAR_SHARE = 1e-3

/**
 * The similarity (相似变换: scale, turn, shift; never a mirror) that fits best.
 * Shape: 2 or more pairs; least squares of the distances in the target plane
 * Errors: coincident
 * Source: complex linear regression; same result as Umeyama 1991 without reflection [K]
 */
export function fitSimilarity(pairs: readonly Pair[]): Result<PlaneTransform> {
  const { from, to } = spreads(pairs)
  if (isPoint(from, 0) || isPoint(to, MIN_GROUND_SPREAD_METERS)) return coincident()
  const { origin, target } = centers(pairs)
  let [real, imaginary] = [0, 0]
  for (const [[x, y], [u, v]] of centered(pairs, origin, target)) {
    real += x * u + y * v
    imaginary += x * v - y * u
  }
  real /= from.xx + from.yy
  imaginary /= from.xx + from.yy
  // Control points that contradict each other fully leave no scale at all.
  if (Math.hypot(real, imaginary) <= 1e-9 * Math.sqrt((to.xx + to.yy) / (from.xx + from.yy)))
    return coincident()
  return success(transformOf([real, -imaginary, imaginary, real], origin, target))
}

/**
 * The affine transform (仿射变换) that fits best.
 * Shape: 3 or more pairs; least squares of the distances in the target plane
 * Errors: coincident, collinear, mirrored
 */
export function fitAffine(pairs: readonly Pair[]): Result<PlaneTransform> {
  const { from, to } = spreads(pairs)
  if (isPoint(from, 0) || isPoint(to, MIN_GROUND_SPREAD_METERS)) return coincident()
  if (isLine(from) || isLine(to))
    return failure(
      'controlPoints',
      'collinear',
      '控制点几乎在一条直线上，无法定出仿射变换；请在线外增加控制点，或改用相似变换',
    )
  const { origin, target } = centers(pairs)
  let [xu, yu, xv, yv] = [0, 0, 0, 0]
  for (const [[x, y], [u, v]] of centered(pairs, origin, target)) {
    xu += x * u
    yu += y * u
    xv += x * v
    yv += y * v
  }
  const determinant = from.xx * from.yy - from.xy * from.xy
  const matrix: Matrix = [
    (xu * from.yy - yu * from.xy) / determinant,
    (yu * from.xx - xu * from.xy) / determinant,
    (xv * from.yy - yv * from.xy) / determinant,
    (yv * from.xx - xv * from.xy) / determinant,
  ]
  if (!(matrix[0] * matrix[3] - matrix[1] * matrix[2] > 0))
    return failure(
      'controlPoints',
      'mirrored',
      '按这些控制点图纸会成镜像；请核对控制点是否张冠李戴、图上 y 轴是否朝上',
    )
  return success(transformOf(matrix, origin, target))
}

type Matrix = readonly [a: number, b: number, c: number, d: number]

function transformOf([a, b, c, d]: Matrix, from: PlanePoint, to: PlanePoint): PlaneTransform {
  const determinant = a * d - b * c
  return {
    forward([x, y]) {
      const [dx, dy] = [x - from[0], y - from[1]]
      return [to[0] + a * dx + b * dy, to[1] + c * dx + d * dy]
    },
    inverse([u, v]) {
      const [du, dv] = [u - to[0], v - to[1]]
      return [from[0] + (d * du - b * dv) / determinant, from[1] + (a * dv - c * du) / determinant]
    },
  }
}

/** Second moments about the mean, and how large the coordinates themselves are. */
interface Spread {
  readonly xx: number
  readonly xy: number
  readonly yy: number
  readonly magnitude: number
}

function spreads(pairs: readonly Pair[]): { from: Spread; to: Spread } {
  return { from: spreadOf(pairs.map(([a]) => a)), to: spreadOf(pairs.map(([, b]) => b)) }
}

function spreadOf(points: readonly PlanePoint[]): Spread {
  const [centerX, centerY] = meanOf(points)
  let [xx, xy, yy, magnitude] = [0, 0, 0, 0]
  for (const [x, y] of points) {
    xx += (x - centerX) ** 2
    xy += (x - centerX) * (y - centerY)
    yy += (y - centerY) ** 2
    magnitude = Math.max(magnitude, Math.abs(x), Math.abs(y))
  }
  return { xx, xy, yy, magnitude }
}

function isPoint({ xx, yy, magnitude }: Spread, floor: number): boolean {
  return Math.sqrt(xx + yy) <= Math.max(floor, magnitude * 1e-12)
}

/** By the two principal spreads, the square roots of the eigenvalues of the moments. */
function isLine({ xx, xy, yy }: Spread): boolean {
  const middle = (xx + yy) / 2
  const swing = Math.hypot((xx - yy) / 2, xy)
  return Math.sqrt(Math.max(0, middle - swing)) <= COLLINEAR_SHARE * Math.sqrt(middle + swing)
}

function meanOf(points: readonly PlanePoint[]): PlanePoint {
  let [x, y] = [0, 0]
  for (const point of points) {
    x += point[0] / points.length
    y += point[1] / points.length
  }
  return [x, y]
}

function centers(pairs: readonly Pair[]): { origin: PlanePoint; target: PlanePoint } {
  return { origin: meanOf(pairs.map(([a]) => a)), target: meanOf(pairs.map(([, b]) => b)) }
}

function centered(pairs: readonly Pair[], origin: PlanePoint, target: PlanePoint): Pair[] {
  return pairs.map(([[x, y], [u, v]]) => [
    [x - origin[0], y - origin[1]],
    [u - target[0], v - target[1]],
  ])
}

function coincident(): Result<never> {
  return failure(
    'controlPoints',
    'coincident',
    '控制点重合或互相矛盾，无法定出图纸位置；请另选相距较远的控制点并核对经纬度',
  )
}
