import type { MultiPolygon, Polygon } from 'geojson'
import { planProjection, projectGeometry } from '#domain/georeference.ts'
import type { Georeference } from '#domain/georeference.ts'
import type { PlanDocument, PlanInput } from '#domain/plan.ts'
import { distanceMeters } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import type { Issue, Result } from '#domain/result.ts'
import type { PlanOnEarth } from '#server/store/plan.ts'

const NOWHERE: PlanOnEarth = { zones: new Map(), riskPoints: new Map() }

/** A plant is some kilometres wide: what lies farther from the control points was misdrawn. */
const FARTHEST_METERS = 50_000

/**
 * Where a plan's content lies on the earth (图上内容投影); nowhere before it is georeferenced.
 * Errors: `far_from_control_points` with the zone or point that would lie in another county
 */
export function placeOnEarth(
  plan: Pick<PlanInput, 'frame' | 'zones' | 'riskPoints'>,
): Result<PlanOnEarth> {
  const { georeference } = plan.frame
  if (georeference === null) return { ok: true, value: NOWHERE }
  const projection = planProjection(georeference)
  const isNear = nearTo(georeference)
  const zones = new Map<string, Polygon | MultiPolygon>()
  for (const [index, { id, geometry }] of plan.zones.entries()) {
    const onEarth = projectGeometry(georeference, geometry)
    if (!outerVertices(onEarth).every(isNear)) return { ok: false, issues: [far('zones', index)] }
    zones.set(id, onEarth)
  }
  const riskPoints = new Map<string, Position>()
  for (const [index, { id, position }] of plan.riskPoints.entries()) {
    const onEarth = rounded(projection.toLngLat(position))
    if (!isNear(onEarth)) return { ok: false, issues: [far('riskPoints', index)] }
    riskPoints.set(id, onEarth)
  }
  return { ok: true, value: { zones, riskPoints } }
}

/** A plan (图纸) with every coordinate as WGS 84, the frame left as it is. */
export function projectPlan(plan: PlanDocument, georeference: Georeference): PlanDocument {
  const projection = planProjection(georeference)
  return {
    ...plan,
    structures: plan.structures.map((structure) => ({
      ...structure,
      geometry: projectGeometry(georeference, structure.geometry),
    })),
    zones: plan.zones.map((zone) => ({
      ...zone,
      geometry: projectGeometry(georeference, zone.geometry),
    })),
    riskPoints: plan.riskPoints.map((point) => ({
      ...point,
      position: rounded(projection.toLngLat(point.position)),
    })),
    symbols: plan.symbols.map((symbol) => ({
      ...symbol,
      geometry: projectGeometry(georeference, symbol.geometry),
    })),
  }
}

function nearTo({ controlPoints }: Georeference): (position: readonly number[]) => boolean {
  const [first] = controlPoints
  if (first === undefined) throw new RangeError('a georeference without control points')
  return ([lng = NaN, lat = NaN]) => distanceMeters(first.lngLat, [lng, lat]) <= FARTHEST_METERS
}

function outerVertices(area: Polygon | MultiPolygon): readonly number[][] {
  const parts = area.type === 'Polygon' ? [area.coordinates] : area.coordinates
  return parts.flatMap(([outer]) => outer ?? [])
}

/** A position as it is kept: 9 decimals of a degree, less than a millimetre (坐标取整). */
export function rounded([lng, lat]: Position): Position {
  return [Math.round(lng * 1e9) / 1e9, Math.round(lat * 1e9) / 1e9]
}

function far(key: 'zones' | 'riskPoints', index: number): Issue {
  return {
    path: `${key}[${index}].${key === 'zones' ? 'geometry' : 'position'}`,
    code: 'far_from_control_points',
    message: '按控制点配准后，此处离图纸过远；请核对该处的图上坐标，或检查控制点',
  }
}
