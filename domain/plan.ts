import type { LineString, MultiPolygon, Point, Polygon } from 'geojson'
import type { GradeReason } from './grading.ts'
import type { Georeference } from './georeference.ts'
import type { LevelPair } from './risk-level.ts'

/** What a drawn structure is (构筑物): shown, never coloured by risk. */
export const STRUCTURE_KINDS = [
  'building',
  'tank',
  'road',
  'fence',
  'gate',
  'green',
  'water',
  'equipment',
] as const
export type StructureKind = (typeof STRUCTURE_KINDS)[number]

/** What a zone is for (风险分区用途). */
export const ZONE_KINDS = [
  'production',
  'storage',
  'tank-farm',
  'utility',
  'loading',
  'laboratory',
  'office',
  'living',
  'outdoor',
  'other',
] as const
export type ZoneKind = (typeof ZONE_KINDS)[number]

/** Symbols of a plan (图上标识): routes, exits, muster points, fire and rescue means. */
export const SYMBOL_KINDS = [
  'evacuation-route',
  'exit',
  'muster-point',
  'hydrant',
  'extinguisher',
  'emergency-supplies',
  'eyewash',
  'gas-detector',
  'switch-room',
  'confined-space',
  'camera',
  'north-arrow',
  'text',
] as const
export type SymbolKind = (typeof SYMBOL_KINDS)[number]

/** The plan's own frame (图纸坐标系): local metres, or pixels until a scale is known; y up. */
export interface PlanFrame {
  readonly unit: 'meter' | 'pixel'
  /** Metres per unit; 1 for metres, null while a pixel plan has no scale. */
  readonly metersPerUnit: number | null
  readonly georeference: Georeference | null
}

/** The picture a plan is drawn on (底图); its lower left corner is at 0,0 and a pixel is one frame unit of a pixel plan. */
export interface PlanImage {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly opacity: number
  /** Degrees clockwise, about the picture's centre. */
  readonly rotation: number
}

export interface Structure {
  readonly id: string
  readonly kind: StructureKind
  readonly name: string
  readonly geometry: Polygon | MultiPolygon | LineString | Point
}

export interface PlanSymbol {
  readonly id: string
  readonly kind: SymbolKind
  readonly geometry: Point | LineString
  readonly text: string
}

/** What a person writes of a zone (风险分区). */
export interface ZoneInput {
  readonly id: string
  readonly name: string
  readonly kind: ZoneKind
  readonly department: string | null
  readonly personId: string | null
  readonly geometry: Polygon | MultiPolygon
}

/** A zone with the level its inside gives it, and why. */
export interface PlanZone extends ZoneInput {
  readonly level: LevelPair
  readonly why: { readonly inherent: GradeReason | null; readonly current: GradeReason | null }
}

/** A risk point as a plan shows it. */
export interface PlanRiskPoint {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly zoneId: string | null
  readonly position: readonly [x: number, y: number]
  readonly level: LevelPair
}

/** One sheet (图纸): site, workshop or floor, as `GET /api/plans/:id` answers it. */
export interface PlanDocument {
  readonly id: string
  readonly enterpriseId: string
  readonly name: string
  readonly version: number
  readonly frame: PlanFrame
  readonly image: PlanImage | null
  readonly structures: readonly Structure[]
  readonly zones: readonly PlanZone[]
  readonly riskPoints: readonly PlanRiskPoint[]
  readonly symbols: readonly PlanSymbol[]
}

/** What `PUT /api/plans/:id` takes: a plan without what is computed. */
export interface PlanInput {
  readonly name: string
  readonly frame: PlanFrame
  readonly image: PlanImage | null
  readonly structures: readonly Structure[]
  readonly zones: readonly ZoneInput[]
  /** Only their places are written here; the rest goes through the risk point itself. */
  readonly riskPoints: readonly {
    readonly id: string
    readonly position: readonly [x: number, y: number]
    readonly zoneId: string | null
  }[]
  readonly symbols: readonly PlanSymbol[]
}
