import type { Polygon } from 'geojson'
import type { PlanDocument, PlanZone, Structure } from '#domain/plan.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'

/** An upright rectangle by two opposite corners, counter-clockwise. */
export function box(x: number, y: number, width: number, height: number): Polygon {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
        [x, y],
      ],
    ],
  }
}

export function level(inherent: RiskLevel | null, current: RiskLevel | null = inherent): LevelPair {
  return { inherent, current }
}

export function zone(id: string, geometry: Polygon, over: Partial<PlanZone> = {}): PlanZone {
  return {
    id,
    name: `分区${id}`,
    kind: 'production',
    department: '生产部',
    personId: 'p1',
    geometry,
    level: level(null),
    why: { inherent: null, current: null },
    ...over,
  }
}

export function structure(id: string, over: Partial<Structure> = {}): Structure {
  return { id, kind: 'building', name: `建筑${id}`, geometry: box(0, 0, 10, 10), ...over }
}

export function plan(over: Partial<PlanDocument> = {}): PlanDocument {
  return {
    id: 'plan-1',
    enterpriseId: 'enterprise-1',
    name: '总平面图',
    version: 1,
    frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
    image: null,
    structures: [],
    zones: [],
    riskPoints: [],
    symbols: [],
    ...over,
  }
}

export function point(
  id: string,
  position: readonly [number, number],
  zoneId: string | null = null,
  levels: LevelPair = level(null),
) {
  return { id, number: id, name: `风险点${id}`, zoneId, position, level: levels }
}
