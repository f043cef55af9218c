import { cutOff } from '#domain/geometry/cut.ts'
import {
  pointInPolygon,
  polygonAreaSquareMeters,
  polygonCentroid,
} from '#domain/geometry/measure.ts'
import type { ZoneInput } from '#domain/plan.ts'
import { putRiskPoint, putZone, type PlanDraft } from './draft.ts'
import type { Finding } from './findings.ts'

/** Findings that can be mended without asking anything more (可直接修正). */
export type FixKind = 'trim' | 'move-inside' | 'name'

/** A mended draft, and what was done to it. */
export interface Fix {
  readonly kind: FixKind
  readonly draft: PlanDraft
}

/** The larger zone gives way: what is small was drawn on purpose. */
function trim(draft: PlanDraft, id: string, otherName: string): PlanDraft | null {
  const zone = draft.zones.find((one) => one.id === id)
  const other = draft.zones.find((one) => one.id !== id && one.name === otherName)
  if (zone === undefined || other === undefined) return null
  const size = ({ geometry }: ZoneInput) => polygonAreaSquareMeters(geometry)
  const [large, small] = size(zone) >= size(other) ? [zone, other] : [other, zone]
  const geometry = cutOff(large.geometry, small.geometry)
  return geometry === null ? null : putZone(draft, { ...large, geometry })
}

/** Into the nearest zone, where its middle is inside of it. */
function moveInside(draft: PlanDraft, id: string): PlanDraft | null {
  const point = draft.riskPoints.find((one) => one.id === id)
  if (point === undefined) return null
  const [x, y] = point.position
  const middles = draft.zones.flatMap((zone) => {
    const middle = polygonCentroid(zone.geometry)
    const distance = Math.hypot(middle[0] - x, middle[1] - y)
    return pointInPolygon(middle, zone.geometry) ? [{ middle, distance }] : []
  })
  const [nearest] = middles.sort((a, b) => a.distance - b.distance)
  return nearest === undefined ? null : putRiskPoint(draft, { ...point, position: nearest.middle })
}

/** By the structure under it, else by counting on. */
function nameZone(draft: PlanDraft, id: string, word: string): PlanDraft | null {
  const zone = draft.zones.find((one) => one.id === id)
  if (zone === undefined) return null
  const middle = polygonCentroid(zone.geometry)
  const under = draft.structures.find(
    ({ name, geometry }) =>
      name !== '' && geometry.type === 'Polygon' && pointInPolygon(middle, geometry),
  )
  const taken = new Set(draft.zones.map(({ name }) => name))
  let index = 1
  while (taken.has(`${word}${index}`)) index += 1
  return putZone(draft, { ...zone, name: under?.name ?? `${word}${index}` })
}

/**
 * Mend a finding (修正问题) where that is safe and can be taken back; null where a person must decide.
 * Shape: draft and finding → the mended draft; `word` names zones that stand over nothing
 */
export function fixOf(draft: PlanDraft, finding: Finding, word: string): Fix | null {
  const { item, code, names } = finding
  if (item === null) return null
  const fixed = (kind: FixKind, next: PlanDraft | null): Fix | null =>
    next === null ? null : { kind, draft: next }
  switch (code) {
    case 'zones-overlap':
      return fixed('trim', trim(draft, item.id, names.other ?? ''))
    case 'point-outside-fence':
    case 'point-outside-zones':
      return fixed('move-inside', moveInside(draft, item.id))
    case 'zone-unnamed':
      return fixed('name', nameZone(draft, item.id, word))
    default:
      return null
  }
}
