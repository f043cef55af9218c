import type { Feature, FeatureCollection } from 'geojson'
import type { Geometry } from '#domain/geometry.ts'
import { zoneFinder } from '#domain/zone-membership.ts'
import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import type { PlanDraft, PlanPoint } from '#web/plan/draft.ts'
import { shortPointNumber } from '#web/plan/draft.ts'
import { levelOfPoint, pointsByZone, type Basis, type PointLevels } from '#web/plan/levels.ts'
import { verticesOf } from '#web/plan/measure.ts'
import { openPlace } from '#web/plan/open-place.ts'
import { geometryToMap, planPlacement } from './frame.ts'

/** Words the map writes itself, in the reader's language. */
export interface PlanWords {
  readonly unnamedZone: string
  /** As in `红 A · 重大风险`. */
  readonly level: (level: RiskLevel | null) => string
  readonly letter: (level: RiskLevel | null) => string
  /** As in `红A`, beside a zone's name from afar. */
  readonly mark: (level: RiskLevel | null) => string
}

/** What is drawn of a plan, as features of the map. */
export interface PlanFeatures {
  readonly structures: FeatureCollection
  readonly zones: FeatureCollection
  readonly zoneNames: FeatureCollection
  readonly riskPoints: FeatureCollection
  readonly symbols: FeatureCollection
}

const LEVEL_KEY: Readonly<Record<Basis, keyof LevelPair>> = {
  inherent: 'inherent',
  current: 'current',
}

/** Where names stand is dear to find and changes only with a zone's shape and the points in it. */
const places = new WeakMap<object, { readonly key: string; readonly place: PlanPoint }>()

function namePlace(geometry: Parameters<typeof openPlace>[0], inside: readonly PlanPoint[]) {
  const key = inside.join(';')
  const known = places.get(geometry)
  if (known?.key === key) return known.place
  const place = openPlace(geometry, inside)
  places.set(geometry, { key, place })
  return place
}

function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features }
}

/** The turn of a route's last leg, for its arrow: degrees clockwise from up. */
function arrowTurn(vertices: readonly PlanPoint[]): number {
  const [end, before] = [vertices.at(-1), vertices.at(-2)]
  if (end === undefined || before === undefined) return 0
  return (Math.atan2(end[0] - before[0], end[1] - before[1]) * 180) / Math.PI
}

/**
 * A plan draft as map features: structures, zones with their names' places, points and symbols.
 * Shape: draft, point levels by id, zone levels by id, control points being set → five collections in degrees near 0,0
 */
export function planFeatures(
  draft: PlanDraft,
  pointLevels: PointLevels,
  zoneLevels: ReadonlyMap<string, LevelPair>,
  basis: Basis,
  words: PlanWords,
  controls: readonly PlanPoint[] = [],
): PlanFeatures {
  const placement = planPlacement(draft.frame)
  const key = LEVEL_KEY[basis]
  const inside = pointsByZone(draft)
  const levelOfZone = (id: string) => zoneLevels.get(id)?.[key] ?? null
  const findZone = zoneFinder(draft.zones)
  const isCovered = (geometry: Geometry) =>
    verticesOf(geometry).some((vertex) => findZone(vertex) !== null)
  const zoneProperties = (id: string) => ({ id, level: levelOfZone(id) })
  return {
    structures: collection(
      draft.structures.map(({ id, kind, name, geometry }) => ({
        type: 'Feature',
        properties: { id, kind, name, isCovered: isCovered(geometry) },
        geometry: geometryToMap(placement, geometry),
      })),
    ),
    zones: collection(
      draft.zones.map(({ id, geometry }) => ({
        type: 'Feature',
        properties: zoneProperties(id),
        geometry: geometryToMap(placement, geometry),
      })),
    ),
    zoneNames: collection(
      draft.zones.map(({ id, name, geometry }) => {
        const obstacles = (inside.get(id) ?? []).map(({ position }) => position)
        return {
          type: 'Feature',
          properties: {
            ...zoneProperties(id),
            name: name.trim() === '' ? words.unnamedZone : name,
            note: words.level(levelOfZone(id)),
            mark: words.mark(levelOfZone(id)),
          },
          geometry: {
            type: 'Point',
            coordinates: placement.toLngLat(namePlace(geometry, obstacles)),
          },
        }
      }),
    ),
    riskPoints: collection(
      draft.riskPoints.map(({ id, number, name, position }) => {
        const level = levelOfPoint(pointLevels, id)[key]
        return {
          type: 'Feature',
          properties: {
            id,
            level,
            mark: shortPointNumber(number),
            name: `${name} ${words.letter(level)}`.trim(),
          },
          geometry: { type: 'Point', coordinates: placement.toLngLat(position) },
        }
      }),
    ),
    symbols: collection([
      ...controls.map((control, index): Feature => ({
        type: 'Feature',
        properties: { kind: 'control-point', text: String(index + 1) },
        geometry: { type: 'Point', coordinates: placement.toLngLat(control) },
      })),
      ...draft.symbols.flatMap(({ id, kind, text, geometry }): Feature[] => {
        const shape: Feature = {
          type: 'Feature',
          properties: { id, kind, text },
          geometry: geometryToMap(placement, geometry),
        }
        const vertices = verticesOf(geometry)
        const end = vertices.at(-1)
        if (geometry.type !== 'LineString' || end === undefined) return [shape]
        return [
          shape,
          {
            type: 'Feature',
            properties: { id, kind: 'route-end', turn: arrowTurn(vertices), text },
            geometry: { type: 'Point', coordinates: placement.toLngLat(end) },
          },
        ]
      }),
    ]),
  }
}
