import type { Geometry } from '#domain/geometry.ts'
import { planProjection } from '#domain/georeference.ts'
import type { PlanFrame } from '#domain/plan.ts'
import type { PlanPoint } from './draft.ts'
import type { Box } from './measure.ts'

/** A rectangle on paper, in millimetres from the upper left corner. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Scales a drawing office uses, as the number under 1. */
const SCALES = [50, 100, 150, 200, 250, 300, 400, 500, 600, 750, 800, 1000, 1250, 1500, 2000, 2500]
const LARGER_SCALES = [3000, 4000, 5000, 7500, 10_000, 20_000, 50_000]

/** How a plan lies on paper: its scale, and the way from its frame to millimetres. */
export interface PaperPlacement {
  /** The number under 1, or null for a plan without scale, which only fits. */
  readonly scale: number | null
  readonly millimetersPerUnit: number
  readonly toPaper: (point: PlanPoint) => readonly [x: number, y: number]
}

/**
 * Lay a plan on paper (图幅布置), centred, at the largest usual scale that fits.
 * Units: plan units → millimetres, y down
 */
export function paperPlacement(box: Box, frame: PlanFrame, area: Rectangle): PaperPlacement {
  const [width, height] = [Math.max(box.maxX - box.minX, 1e-6), Math.max(box.maxY - box.minY, 1e-6)]
  const fitting = Math.min(area.width / width, area.height / height)
  const metersPerUnit = frame.unit === 'meter' ? 1 : frame.metersPerUnit
  const scale =
    metersPerUnit === null
      ? null
      : ([...SCALES, ...LARGER_SCALES].find(
          (candidate) => (1000 * metersPerUnit) / candidate <= fitting,
        ) ?? null)
  const millimetersPerUnit =
    scale === null || metersPerUnit === null ? fitting : (1000 * metersPerUnit) / scale
  const left = area.x + (area.width - width * millimetersPerUnit) / 2
  const bottom = area.y + (area.height + height * millimetersPerUnit) / 2
  return {
    scale,
    millimetersPerUnit,
    toPaper: ([x, y]) => [
      left + (x - box.minX) * millimetersPerUnit,
      bottom - (y - box.minY) * millimetersPerUnit,
    ],
  }
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** A geometry as the `d` of an SVG path on paper; points give none. */
export function paperPath(placement: PaperPlacement, geometry: Geometry): string {
  const line = (positions: readonly (readonly number[])[], isClosed: boolean): string => {
    const points = isClosed ? positions.slice(0, -1) : positions
    const words = points.map(([x = NaN, y = NaN]) =>
      placement.toPaper([x, y]).map(rounded).join(' '),
    )
    return `M${words.join('L')}${isClosed ? 'Z' : ''}`
  }
  switch (geometry.type) {
    case 'Point':
      return ''
    case 'LineString':
      return line(geometry.coordinates, false)
    case 'Polygon':
      return geometry.coordinates.map((ring) => line(ring, true)).join('')
    case 'MultiPolygon':
      return geometry.coordinates
        .flat()
        .map((ring) => line(ring, true))
        .join('')
  }
}

/**
 * Where true north lies on a plan (真北方向): degrees clockwise from the top of the sheet.
 * Shape: null while the plan is not georeferenced
 */
export function trueNorth(frame: PlanFrame, center: PlanPoint): number | null {
  if (frame.georeference === null) return null
  const projection = planProjection(frame.georeference)
  const [lng, lat] = projection.toLngLat(center)
  const [x, y] = projection.toPlan([lng, lat + 0.001])
  const degrees = (Math.atan2(x - center[0], y - center[1]) * 180) / Math.PI
  return Math.round(degrees * 10) / 10 + 0
}

/** A bar of round lengths for a scale (比例尺条): its step in metres, and how long that is on paper. */
export function scaleBar(
  scale: number,
  longest: number,
): { readonly stepMeters: number; readonly stepMillimeters: number; readonly steps: number } {
  const steps = 4
  const most = (longest * scale) / 1000 / steps
  const magnitude = 10 ** Math.floor(Math.log10(most))
  const stepMeters = magnitude * ([5, 2, 1].find((digit) => digit * magnitude <= most) ?? 1)
  return { stepMeters, stepMillimeters: (stepMeters * 1000) / scale, steps }
}

/** How wide a text is set, in millimetres: a Chinese sign is a square, a Latin one a bit over half. */
export function textWidth(text: string, size: number): number {
  let ems = 0
  for (const sign of text) ems += (sign.codePointAt(0) ?? 0) > 0x2e7f ? 1 : 0.58
  return ems * size
}
