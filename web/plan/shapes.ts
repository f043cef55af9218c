import type { Position } from 'geojson'
import { scaleFromKnownLength } from '#domain/georeference.ts'
import type { Geometry } from '#domain/geometry.ts'
import type { PlanImage, Structure, ZoneInput } from '#domain/plan.ts'
import { failure, success, type Result } from '#domain/result.ts'
import type { PlanDraft, PlanPoint } from './draft.ts'
import { boxOf, verticesOf } from './measure.ts'

type Place = (point: PlanPoint) => PlanPoint

/** A geometry with every vertex moved by a rule. */
export function mapVertices<T extends Geometry>(geometry: T, place: Place): T {
  const put = ([x = NaN, y = NaN]: Position): Position => [...place([x, y])]
  const moved = (): Geometry => {
    switch (geometry.type) {
      case 'Point':
        return { type: 'Point', coordinates: put(geometry.coordinates) }
      case 'LineString':
        return { type: 'LineString', coordinates: geometry.coordinates.map(put) }
      case 'Polygon':
        return { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(put)) }
      case 'MultiPolygon':
        return {
          type: 'MultiPolygon',
          coordinates: geometry.coordinates.map((part) => part.map((ring) => ring.map(put))),
        }
    }
  }
  return moved() as T
}

/** Every place of a draft moved by one rule: shapes, points and the plan side of control points. */
function mapDraft(draft: PlanDraft, place: Place): PlanDraft {
  const shaped = <T extends { readonly geometry: Geometry }>(rows: readonly T[]): T[] =>
    rows.map((row) => ({ ...row, geometry: mapVertices(row.geometry, place) }))
  const { georeference } = draft.frame
  return {
    ...draft,
    frame: {
      ...draft.frame,
      georeference:
        georeference === null
          ? null
          : {
              ...georeference,
              controlPoints: georeference.controlPoints.map((control) => ({
                ...control,
                plan: place(control.plan),
              })),
            },
    },
    structures: shaped(draft.structures),
    zones: shaped(draft.zones),
    symbols: shaped(draft.symbols),
    riskPoints: draft.riskPoints.map((point) => ({ ...point, position: place(point.position) })),
  }
}

/** A zone (风险分区) of a structure's shape and name (由建筑生成分区); null for lines and points. */
export function zoneFromStructure(structure: Structure, id: string): ZoneInput | null {
  const { geometry, name, kind } = structure
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return null
  return {
    id,
    name,
    kind: kind === 'tank' ? 'tank-farm' : kind === 'building' ? 'production' : 'outdoor',
    department: null,
    personId: null,
    geometry: mapVertices(geometry, (point) => point),
  }
}

/**
 * Set the scale of a plan by one length that is known (比例标定).
 * Shape: a pixel plan gets its metres per pixel; a plan in metres is stretched about its origin
 * Errors: those of scaleFromKnownLength; has_image for a metre plan that stands on a picture
 */
export function calibrate(
  draft: PlanDraft,
  a: PlanPoint,
  b: PlanPoint,
  meters: number,
): Result<PlanDraft> {
  const scale = scaleFromKnownLength(a, b, meters)
  if (!scale.ok) return scale
  if (draft.frame.unit === 'pixel')
    return success({ ...draft, frame: { ...draft.frame, metersPerUnit: scale.value } })
  if (draft.image !== null)
    return failure('frame', 'has_image', '米制图纸的底图已按比例放置，不能再次标定；请先移除底图')
  return success(mapDraft(draft, ([x, y]) => [x * scale.value, y * scale.value]))
}

/**
 * Lay a picture (底图) under the plan.
 * Shape: the frame becomes the picture's pixels; shapes already drawn in metres are scaled to lie
 *   within it and keep their sizes, until a known length corrects the scale
 */
export function withImage(draft: PlanDraft, image: PlanImage): PlanDraft {
  if (draft.frame.unit === 'pixel') return { ...draft, image }
  const box = boxOf([
    ...[...draft.structures, ...draft.zones, ...draft.symbols].flatMap(({ geometry }) =>
      verticesOf(geometry),
    ),
    ...draft.riskPoints.map(({ position }) => position),
  ])
  if (box === null)
    return {
      ...draft,
      image,
      frame: { unit: 'pixel', metersPerUnit: null, georeference: null },
    }
  const span = Math.max((box.maxX - box.minX) / image.width, (box.maxY - box.minY) / image.height)
  const metersPerUnit = span > 0 ? span : 1
  const scaled = mapDraft(draft, ([x, y]) => [
    (x - box.minX) / metersPerUnit,
    (y - box.minY) / metersPerUnit,
  ])
  return { ...scaled, image, frame: { ...scaled.frame, unit: 'pixel', metersPerUnit } }
}

/** A geometry shifted as a whole. */
export function shifted<T extends Geometry>(geometry: T, dx: number, dy: number): T {
  return mapVertices(geometry, ([x, y]) => [x + dx, y + dy])
}
