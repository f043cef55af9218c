import type { Geometry } from '#domain/geometry.ts'
import type { PlanFrame, PlanImage } from '#domain/plan.ts'
import type { PlanPoint } from '#web/plan/draft.ts'
import { mapVertices } from '#web/plan/shapes.ts'

/** Metres of one degree where the plan is laid: at 0,0, where Web Mercator neither stretches nor bends. */
const METERS_PER_DEGREE = (Math.PI * 6_378_137) / 180

/** What a pixel counts for on the screen while no scale is known. */
const ASSUMED_METERS_PER_PIXEL = 0.1

/** The drawing tool refuses coordinates with more decimals: 0.1 mm here. */
const DEGREE_STEPS = 1e9

/** A plan keeps tenths of a millimetre (of a pixel: less than can be seen). */
const PLAN_STEPS = 1e4

/** The way between a plan's frame and the map that draws it: flat, north up, its origin at 0,0. */
export interface PlanPlacement {
  readonly metersPerUnit: number
  toLngLat(point: PlanPoint): [lng: number, lat: number]
  toPlan(lngLat: readonly [lng: number, lat: number]): PlanPoint
}

/**
 * Lay a plan's frame near 0,0 of the map (平面模式).
 * Units: plan units ↔ degrees; one plan unit is `metersPerUnit` of the map, 0.1 while unknown
 */
export function planPlacement(frame: PlanFrame): PlanPlacement {
  const metersPerUnit =
    frame.metersPerUnit ?? (frame.unit === 'meter' ? 1 : ASSUMED_METERS_PER_PIXEL)
  const degreesPerUnit = metersPerUnit / METERS_PER_DEGREE
  const toDegrees = (value: number) =>
    Math.round(value * degreesPerUnit * DEGREE_STEPS) / DEGREE_STEPS + 0
  const toUnits = (value: number) =>
    Math.round((value / degreesPerUnit) * PLAN_STEPS) / PLAN_STEPS + 0
  return {
    metersPerUnit,
    toLngLat: ([x, y]) => [toDegrees(x), toDegrees(y)],
    toPlan: ([lng, lat]) => [toUnits(lng), toUnits(lat)],
  }
}

/** A plan geometry as the map draws it, rounded to what the drawing tool takes. */
export function geometryToMap<T extends Geometry>(placement: PlanPlacement, geometry: T): T {
  return mapVertices(geometry, (point) => placement.toLngLat(point))
}

/**
 * A geometry of the map back in the plan's frame.
 * Shape: a vertex that was on the plan before comes back exactly as it was, so that walls two shapes
 *   share stay shared; `known` are the plan's vertices the shape may have kept or snapped to
 */
export function geometryToPlan<T extends Geometry>(
  placement: PlanPlacement,
  geometry: T,
  known: Iterable<PlanPoint>,
): T {
  const exact = new Map<string, PlanPoint>()
  for (const point of known) exact.set(placement.toLngLat(point).join(), point)
  return mapVertices(geometry, ([lng, lat]) => {
    return exact.get(`${lng},${lat}`) ?? placement.toPlan([lng, lat])
  })
}

/** The four corners of a plan's picture (底图), from the upper left clockwise, turned about its centre. */
export function pictureCorners(
  placement: PlanPlacement,
  image: PlanImage,
): [[number, number], [number, number], [number, number], [number, number]] {
  const [centerX, centerY] = [image.width / 2, image.height / 2]
  const turn = (-image.rotation * Math.PI) / 180
  const corner = (x: number, y: number) => {
    const [dx, dy] = [x - centerX, y - centerY]
    return placement.toLngLat([
      centerX + dx * Math.cos(turn) - dy * Math.sin(turn),
      centerY + dx * Math.sin(turn) + dy * Math.cos(turn),
    ])
  }
  return [
    corner(0, image.height),
    corner(image.width, image.height),
    corner(image.width, 0),
    corner(0, 0),
  ]
}
