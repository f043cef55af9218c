import type { LineString, Point, Polygon } from 'geojson'
import type { Georeference } from '#domain/georeference.ts'
import type { PlanFrame, PlanInput } from '#domain/plan.ts'
import type { Site, SiteArea } from './layout/site.ts'

interface Parts {
  readonly site: Site
  readonly zones: readonly {
    readonly id: string
    readonly area: SiteArea
    readonly personId: string
  }[]
  readonly frame: PlanFrame
  readonly unitsPerMeter: number
  readonly newId: () => string
}

/** The frame of a sample plan: metres, or a scan's pixels whose scale nobody has measured yet. */
export function scaleFrame(isPixel: boolean, georeference: Georeference | null): PlanFrame {
  return isPixel
    ? { unit: 'pixel', metersPerUnit: null, georeference: null }
    : { unit: 'meter', metersPerUnit: 1, georeference }
}

/** A drawn site as a plan document without what is computed; risk points are written with themselves. */
export function scaledPlan({ site, zones, frame, unitsPerMeter, newId }: Parts): PlanInput {
  const scaled = <T extends Polygon | LineString | Point>(geometry: T): T =>
    unitsPerMeter === 1 ? geometry : scaleGeometry(geometry, unitsPerMeter)
  return {
    name: '总平面图（示例）',
    frame,
    image: null,
    structures: site.structures.map(({ kind, name, geometry }) => ({
      id: newId(),
      kind,
      name,
      geometry: scaled(geometry),
    })),
    zones: zones.map(({ id, area, personId }) => ({
      id,
      name: area.name,
      kind: area.kind,
      department: area.department,
      personId,
      geometry: scaled(area.geometry),
    })),
    riskPoints: [],
    symbols: site.symbols.map(({ kind, text, geometry }) => ({
      id: newId(),
      kind,
      text,
      geometry: scaled(geometry),
    })),
  }
}

function scaleGeometry<T extends Polygon | LineString | Point>(geometry: T, by: number): T {
  const place = (at: number[]): number[] => at.map((value) => Math.round(value * by * 1000) / 1000)
  const scaled = (): Polygon | LineString | Point => {
    switch (geometry.type) {
      case 'Point':
        return { type: 'Point', coordinates: place(geometry.coordinates) }
      case 'LineString':
        return { type: 'LineString', coordinates: geometry.coordinates.map(place) }
      case 'Polygon':
        return { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(place)) }
    }
  }
  return scaled() as T
}
