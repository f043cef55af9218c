import { pointInPolygon, polygonsOverlapArea } from '#domain/geometry/measure.ts'
import type { Polygon } from 'geojson'
import type { Structure, ZoneInput } from '#domain/plan.ts'
import type { ItemRef, PlanDraft } from './draft.ts'
import { levelOfPoint, pointsByZone, type PointLevels } from './levels.ts'
import { boxOf, verticesOf, type Box } from './measure.ts'

export type FindingCode =
  | 'scale-missing'
  | 'zone-unnamed'
  | 'zones-overlap'
  | 'point-outside-fence'
  | 'point-outside-zones'
  | 'zone-empty'
  | 'zone-unowned'
  | 'point-ungraded'
  | 'georeference-missing'

/** One thing to mend on a plan (检查结果); a click on it selects `item`. */
export interface Finding {
  readonly code: FindingCode
  readonly severity: 'error' | 'reminder'
  readonly item: ItemRef | null
  readonly names: Readonly<Record<string, string>>
}

/** Slivers below this come from drawing by hand and from rounding. */
const MIN_OVERLAP_SQUARE_METERS = 0.1

function apart(a: Box, b: Box): boolean {
  return a.maxX <= b.minX || b.maxX <= a.minX || a.maxY <= b.minY || b.maxY <= a.minY
}

function overlaps(draft: PlanDraft): Finding[] {
  const scale = draft.frame.metersPerUnit
  const boxed = draft.zones.flatMap((zone) => {
    const box = boxOf(verticesOf(zone.geometry))
    return box === null ? [] : [{ zone, box }]
  })
  const found: Finding[] = []
  for (const [index, { zone, box }] of boxed.entries())
    for (const other of boxed.slice(index + 1)) {
      if (apart(box, other.box)) continue
      const area = polygonsOverlapArea(zone.geometry, other.zone.geometry) * (scale ?? 1) ** 2
      if (area < MIN_OVERLAP_SQUARE_METERS) continue
      found.push({
        code: 'zones-overlap',
        severity: 'error',
        item: { kind: 'zone', id: zone.id },
        names: {
          name: zone.name,
          other: other.zone.name,
          area: `${area.toFixed(1)} ${scale === null ? 'px²' : 'm²'}`,
        },
      })
    }
  return found
}

/** Fences as areas: closed lines and polygons; an open line encloses nothing. */
function fenceAreas(structures: readonly Structure[]): readonly Polygon[] {
  return structures.flatMap(({ kind, geometry }): Polygon[] => {
    if (kind !== 'fence') return []
    if (geometry.type === 'Polygon') return [geometry]
    if (geometry.type !== 'LineString' || geometry.coordinates.length < 4) return []
    const [first, last] = [geometry.coordinates[0], geometry.coordinates.at(-1)]
    const isClosed = first?.[0] === last?.[0] && first?.[1] === last?.[1]
    return isClosed ? [{ type: 'Polygon', coordinates: [geometry.coordinates] }] : []
  })
}

function zoneFindings(zone: ZoneInput, isEmpty: boolean): Finding[] {
  const item: ItemRef = { kind: 'zone', id: zone.id }
  const names = { name: zone.name }
  const isUnnamed = zone.name.trim() === ''
  return [
    ...(isUnnamed ? [{ code: 'zone-unnamed', severity: 'error', item, names } as const] : []),
    ...(isEmpty ? [{ code: 'zone-empty', severity: 'reminder', item, names } as const] : []),
    ...(zone.personId === null
      ? [{ code: 'zone-unowned', severity: 'reminder', item, names } as const]
      : []),
  ]
}

/**
 * Check a plan (图纸检查): what is wrong, and what is left to do, errors first.
 * Shape: draft and point levels → findings, each with the thing it is about
 */
export function planFindings(draft: PlanDraft, levels: PointLevels): readonly Finding[] {
  const byZone = pointsByZone(draft)
  const fences = fenceAreas(draft.structures)
  const findings: Finding[] = []
  const { unit, metersPerUnit, georeference } = draft.frame
  if (unit === 'pixel' && metersPerUnit === null)
    findings.push({ code: 'scale-missing', severity: 'error', item: null, names: {} })
  for (const zone of draft.zones) findings.push(...zoneFindings(zone, !byZone.has(zone.id)))
  findings.push(...overlaps(draft))
  for (const point of draft.riskPoints) {
    const item: ItemRef = { kind: 'risk-point', id: point.id }
    const names = { number: point.number, name: point.name }
    const isOutside = !fences.some((fence) => pointInPolygon(point.position, fence))
    if (fences.length > 0 && isOutside)
      findings.push({ code: 'point-outside-fence', severity: 'error', item, names })
    else if (point.zoneId === null)
      findings.push({ code: 'point-outside-zones', severity: 'reminder', item, names })
    if (levelOfPoint(levels, point.id).inherent === null)
      findings.push({ code: 'point-ungraded', severity: 'reminder', item, names })
  }
  if (georeference === null)
    findings.push({ code: 'georeference-missing', severity: 'reminder', item: null, names: {} })
  return [...findings].sort(
    (a, b) => Number(a.severity !== 'error') - Number(b.severity !== 'error'),
  )
}
