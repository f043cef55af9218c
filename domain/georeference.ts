import type { Geometry } from './geometry.ts'
import { fitAffine, fitSimilarity } from './affine-fit.ts'
import type { PlaneTransform } from './affine-fit.ts'
import { localPlane } from './local-plane.ts'
import type { PlanePoint } from './local-plane.ts'
import { diagnosePosition } from './position.ts'
import type { Position } from './position.ts'
import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/** Scale, turn and shift only; or also a stretch and a slant, as scanned drawings have. */
export type GeoreferenceKind = 'similarity' | 'affine'

/** One place known both in the plan's frame and on the ground (控制点). */
export interface ControlPoint {
  readonly plan: PlanePoint
  readonly lngLat: Position
}

/** How a plan lies on the ground (图纸配准): the control points are the whole truth of it. */
export interface Georeference {
  readonly kind: GeoreferenceKind
  readonly controlPoints: readonly (ControlPoint & { readonly residualMeters: number })[]
  readonly rmsMeters: number
}

/** Both directions of a georeference, worked out once. */
export interface PlanProjection {
  toLngLat(point: PlanePoint): Position
  toPlan(position: Position): PlanePoint
}

const MAX_CONTROL_POINTS = 100

/** A plant is some kilometres wide; farther apart one control point is in the wrong place. */
const MAX_SPAN_METERS = 50_000

/**
 * Lay a plan on the ground by least squares over its control points (最小二乘配准).
 * Shape: 2 or more points for a similarity, 3 or more for an affine transform
 * Units: residuals in ground metres in a plane at the middle of the control points
 * Errors: too_few_points, too_many_points, not_a_number, those of diagnosePosition, too_far_apart,
 *   coincident, collinear, mirrored
 */
export function fitGeoreference(
  kind: GeoreferenceKind,
  controlPoints: readonly ControlPoint[],
): Result<Georeference> {
  const needed = kind === 'similarity' ? 2 : 3
  if (controlPoints.length < needed)
    return failure('controlPoints', 'too_few_points', `至少需要 ${needed} 个控制点，请补充`)
  if (controlPoints.length > MAX_CONTROL_POINTS)
    return failure(
      'controlPoints',
      'too_many_points',
      `控制点不超过 ${MAX_CONTROL_POINTS} 个，请保留分布均匀、位置可靠的点`,
    )
  for (const [index, { plan, lngLat }] of controlPoints.entries()) {
    if (!Number.isFinite(plan[0]) || !Number.isFinite(plan[1]))
      return failure(
        `controlPoints[${index}].plan`,
        'not_a_number',
        `第 ${index + 1} 个控制点的图上坐标不是数字，请重新选点`,
      )
    const position = diagnosePosition(lngLat[0], lngLat[1], null)
    const issue = position.ok ? undefined : position.issues[0]
    if (issue !== undefined)
      return failure(
        `controlPoints[${index}].lngLat`,
        issue.code,
        `第 ${index + 1} 个控制点：${issue.message}`,
      )
  }
  const plane = planeOf(controlPoints)
  const pairs = pairsOf(controlPoints, plane)
  if (pairs.some(([, ground]) => Math.hypot(...ground) > MAX_SPAN_METERS))
    return failure(
      'controlPoints',
      'too_far_apart',
      '控制点相距过远，有控制点的经纬度可能填错，请逐个核对',
    )
  const fitted = kind === 'similarity' ? fitSimilarity(pairs) : fitAffine(pairs)
  if (!fitted.ok) return fitted
  const residuals = pairs.map(([plan, [x, y]]) => {
    const [fittedX, fittedY] = fitted.value.forward(plan)
    return Math.hypot(fittedX - x, fittedY - y)
  })
  return success({
    kind,
    controlPoints: controlPoints.map(({ plan, lngLat }, index) => ({
      plan: [plan[0], plan[1]],
      lngLat: [lngLat[0], lngLat[1]],
      residualMeters: residuals[index] ?? 0,
    })),
    rmsMeters: Math.sqrt(
      residuals.reduce((sum, residual) => sum + residual * residual, 0) / residuals.length,
    ),
  })
}

/**
 * Work out both directions of a georeference, for many points at once.
 * Errors: RangeError when its control points do not determine it
 */
export function planProjection(georeference: Georeference): PlanProjection {
  const plane = planeOf(georeference.controlPoints)
  const pairs = pairsOf(georeference.controlPoints, plane)
  const fitted = georeference.kind === 'similarity' ? fitSimilarity(pairs) : fitAffine(pairs)
  if (!fitted.ok)
    throw new RangeError(`control points fix no plan: ${fitted.issues[0]?.code ?? 'unknown'}`)
  const transform: PlaneTransform = fitted.value
  return {
    toLngLat: (point) => plane.toPosition(transform.forward(point)),
    toPlan: (position) => transform.inverse(plane.toMeters(position)),
  }
}

/** The position of one place of a plan. Errors: as planProjection */
export function planToLngLat(georeference: Georeference, point: PlanePoint): Position {
  return planProjection(georeference).toLngLat(point)
}

/** The place of one position on a plan. Errors: as planProjection */
export function lngLatToPlan(georeference: Georeference, position: Position): PlanePoint {
  return planProjection(georeference).toPlan(position)
}

/**
 * A plan geometry on the ground (图形投影), rounded to 9 decimals of a degree.
 * Errors: as planProjection
 */
export function projectGeometry<T extends Geometry>(georeference: Georeference, geometry: T): T {
  const projection = planProjection(georeference)
  const place = ([x = NaN, y = NaN]: readonly number[]) =>
    projection.toLngLat([x, y]).map((value) => Math.round(value * 1e9) / 1e9)
  const project = (): Geometry => {
    switch (geometry.type) {
      case 'Point':
        return { type: 'Point', coordinates: place(geometry.coordinates) }
      case 'LineString':
        return { type: 'LineString', coordinates: geometry.coordinates.map(place) }
      case 'Polygon':
        return { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(place)) }
      case 'MultiPolygon':
        return {
          type: 'MultiPolygon',
          coordinates: geometry.coordinates.map((part) => part.map((ring) => ring.map(place))),
        }
    }
  }
  return project() as T
}

/**
 * The scale of a plan from one length that is known (比例标定).
 * Units: metres per unit of the plan's frame
 * Errors: not_a_number, coincident
 */
export function scaleFromKnownLength(a: PlanePoint, b: PlanePoint, meters: number): Result<number> {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1])
  if (!Number.isFinite(length) || !(meters > 0 && Number.isFinite(meters)))
    return failure('meters', 'not_a_number', '实际长度应为大于 0 的米数，请重新填写')
  if (length === 0) return failure('b', 'coincident', '标定线段的两个端点重合，请在图上另选两个点')
  return success(meters / length)
}

function planeOf(controlPoints: readonly ControlPoint[]) {
  const count = controlPoints.length
  const mean = (axis: 0 | 1) =>
    controlPoints.reduce((sum, { lngLat }) => sum + lngLat[axis] / count, 0)
  return localPlane([mean(0), mean(1)])
}

function pairsOf(
  controlPoints: readonly ControlPoint[],
  plane: ReturnType<typeof planeOf>,
): (readonly [plan: PlanePoint, ground: PlanePoint])[] {
  return controlPoints.map(({ plan, lngLat }) => [plan, plane.toMeters(lngLat)])
}
