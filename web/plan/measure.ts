import { polygonAreaSquareMeters } from '#domain/geometry/measure.ts'
import type { Geometry } from '#domain/geometry.ts'
import type { PlanFrame } from '#domain/plan.ts'
import type { PlanPoint } from './draft.ts'

export interface Box {
  readonly minX: number
  readonly minY: number
  readonly maxX: number
  readonly maxY: number
}

/** Every vertex of a geometry, in order. */
export function verticesOf(geometry: Geometry): readonly PlanPoint[] {
  const point = ([x = NaN, y = NaN]: readonly number[]): PlanPoint => [x, y]
  switch (geometry.type) {
    case 'Point':
      return [point(geometry.coordinates)]
    case 'LineString':
      return geometry.coordinates.map(point)
    case 'Polygon':
      return geometry.coordinates.flat().map(point)
    case 'MultiPolygon':
      return geometry.coordinates.flat(2).map(point)
  }
}

/** The box around points, or null when there are none. */
export function boxOf(points: Iterable<PlanPoint>): Box | null {
  let box: Box | null = null
  for (const [x, y] of points)
    box =
      box === null
        ? { minX: x, minY: y, maxX: x, maxY: y }
        : {
            minX: Math.min(box.minX, x),
            minY: Math.min(box.minY, y),
            maxX: Math.max(box.maxX, x),
            maxY: Math.max(box.maxY, y),
          }
  return box
}

/** Size and area of a drawn shape (尺寸与面积) in metres, or in pixels while no scale is known. */
export interface Measured {
  readonly width: number | null
  readonly height: number | null
  readonly length: number | null
  readonly area: number | null
  readonly unit: 'm' | 'px'
}

function metersPerUnit(frame: PlanFrame): number | null {
  return frame.unit === 'meter' ? (frame.metersPerUnit ?? 1) : frame.metersPerUnit
}

/** The two sides of a right-angled four-corner ring, however it is turned; null for any other. */
function sidesOf(ring: readonly PlanPoint[]): readonly [number, number] | null {
  const [a, b, c, d, e] = ring
  if (ring.length !== 5 || !a || !b || !c || !d || !e) return null
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]]
  const [first, second] = [Math.hypot(ux, uy), Math.hypot(vx, vy)]
  const isRight = Math.abs(ux * vx + uy * vy) <= 1e-3 * first * second
  const closes = Math.hypot(a[0] + vx - d[0], a[1] + vy - d[1]) <= 1e-3 * (first + second)
  return isRight && closes ? [first, second] : null
}

/**
 * Measure a shape of a plan (量测).
 * Shape: areas → width, height (of the shape itself when it is a rectangle, else of its box) and
 *   area; lines → length; points → nothing
 * Units: metres and m² with a scale, else pixels
 */
export function measureShape(geometry: Geometry, frame: PlanFrame): Measured {
  const scale = metersPerUnit(frame)
  const unit = scale === null ? 'px' : 'm'
  const factor = scale ?? 1
  const vertices = verticesOf(geometry)
  if (geometry.type === 'Point')
    return { width: null, height: null, length: null, area: null, unit }
  if (geometry.type === 'LineString') {
    let length = 0
    for (const [index, [x, y]] of vertices.entries()) {
      const before = vertices[index - 1]
      if (before !== undefined) length += Math.hypot(x - before[0], y - before[1])
    }
    return { width: null, height: null, length: length * factor, area: null, unit }
  }
  const box = boxOf(vertices)
  const sides = geometry.type === 'Polygon' ? sidesOf(vertices) : null
  const [width, height] = sides ?? [
    (box?.maxX ?? 0) - (box?.minX ?? 0),
    (box?.maxY ?? 0) - (box?.minY ?? 0),
  ]
  return {
    width: width * factor,
    height: height * factor,
    length: null,
    area: polygonAreaSquareMeters(geometry) * factor * factor,
    unit,
  }
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1)
}

/** The label beside a shape while it is drawn, as in `24.8 m × 25.8 m · 640 m²`. */
export function measureText(measured: Measured): string {
  const { width, height, length, area, unit } = measured
  if (length !== null) return `${number(length)} ${unit}`
  if (width === null || height === null || area === null) return ''
  return `${number(width)} ${unit} × ${number(height)} ${unit} · ${number(area)} ${unit}²`
}
