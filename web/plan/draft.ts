import type { PlanDocument, PlanFrame, PlanImage, PlanInput, ZoneInput } from '#domain/plan.ts'
import type { PlanSymbol, Structure } from '#domain/plan.ts'
import { pointInPolygon } from '#domain/geometry/measure.ts'
import { zoneFinder } from '#domain/zone-membership.ts'

/** A place in a plan's own frame, y up. */
export type PlanPoint = readonly [x: number, y: number]

/** A risk point as it is drawn; its levels are facts of the server and stand outside the draft. */
export interface DraftRiskPoint {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly zoneId: string | null
  readonly position: PlanPoint
  /** Placed here and not yet known to the server. */
  readonly isNew: boolean
  /** Which point of a template it answers, while it is new: its events follow from it. */
  readonly suggestion?: string
}

/** What a person edits of a plan (图纸草稿): one value, replaced and never mutated. */
export interface PlanDraft {
  readonly name: string
  readonly frame: PlanFrame
  readonly image: PlanImage | null
  readonly structures: readonly Structure[]
  readonly zones: readonly ZoneInput[]
  readonly riskPoints: readonly DraftRiskPoint[]
  readonly symbols: readonly PlanSymbol[]
}

export type ItemKind = 'zone' | 'structure' | 'risk-point' | 'symbol'

/** One thing drawn on a plan. */
export interface ItemRef {
  readonly kind: ItemKind
  readonly id: string
}

/** Tell whether two references name the same thing. */
export function isSameItem(a: ItemRef | null, b: ItemRef | null): boolean {
  return a?.kind === b?.kind && a?.id === b?.id
}

/** The part of a plan document that is edited (图纸草稿). */
export function draftOf(document: PlanDocument): PlanDraft {
  return {
    name: document.name,
    frame: document.frame,
    image: document.image,
    structures: document.structures,
    zones: document.zones.map(({ id, name, kind, department, personId, geometry }) => ({
      id,
      name,
      kind,
      department,
      personId,
      geometry,
    })),
    riskPoints: document.riskPoints.map(({ id, number, name, zoneId, position }) => ({
      id,
      number,
      name,
      zoneId,
      position,
      isNew: false,
    })),
    symbols: document.symbols,
  }
}

/** The body of a save; points the server does not know are left out. */
export function planInputOf(draft: PlanDraft): PlanInput {
  const { name, frame, image, structures, zones, symbols } = draft
  const riskPoints = draft.riskPoints.flatMap(({ id, position, zoneId, isNew }) =>
    isNew ? [] : [{ id, position, zoneId }],
  )
  return { name, frame, image, structures, zones, riskPoints, symbols }
}

/** The draft with every point the server knows no longer new, whoever entered it. */
export function withKnownPoints(draft: PlanDraft, known: ReadonlySet<string>): PlanDraft {
  if (!draft.riskPoints.some(({ id, isNew }) => isNew && known.has(id))) return draft
  return {
    ...draft,
    riskPoints: draft.riskPoints.map((point) => {
      const { suggestion: _answered, ...rest } = point
      return point.isNew && known.has(point.id) ? { ...rest, isNew: false } : point
    }),
  }
}

/** The zone (风险分区) a place lies in; of several the smallest. */
export function zoneAt(zones: readonly ZoneInput[], point: PlanPoint): ZoneInput | null {
  return zoneFinder(zones)(point)
}

/** A list with one row put in place of the one with its id, or added at its end. */
function put<T extends { readonly id: string }>(rows: readonly T[], row: T): readonly T[] {
  return rows.some(({ id }) => id === row.id)
    ? rows.map((one) => (one.id === row.id ? row : one))
    : [...rows, row]
}

/**
 * Put a zone on the plan, or in place of its earlier self; points follow its shape.
 * Shape: a point bound to it that now lies outside goes to the zone it lies in, loose ones inside
 *   are taken up; points of other zones stay theirs
 */
export function putZone(draft: PlanDraft, zone: ZoneInput): PlanDraft {
  const before = draft.zones.find(({ id }) => id === zone.id)
  const zones = put(draft.zones, zone)
  if (before?.geometry === zone.geometry) return { ...draft, zones }
  return {
    ...draft,
    zones,
    riskPoints: draft.riskPoints.map((point) => {
      const isMine = point.zoneId === zone.id
      const isInside = pointInPolygon(point.position, zone.geometry)
      if (isMine && !isInside)
        return { ...point, zoneId: zoneAt(zones, point.position)?.id ?? null }
      return point.zoneId === null && isInside ? { ...point, zoneId: zone.id } : point
    }),
  }
}

/** Put a structure (构筑物) on the plan, or in place of its earlier self. */
export function putStructure(draft: PlanDraft, structure: Structure): PlanDraft {
  return { ...draft, structures: put(draft.structures, structure) }
}

/** Put a symbol (图上标识) on the plan, or in place of its earlier self. */
export function putSymbol(draft: PlanDraft, symbol: PlanSymbol): PlanDraft {
  return { ...draft, symbols: put(draft.symbols, symbol) }
}

/** Put a risk point (风险点) on the plan; where it lies decides its zone. */
export function putRiskPoint(draft: PlanDraft, point: Omit<DraftRiskPoint, 'zoneId'>): PlanDraft {
  const zoneId = zoneAt(draft.zones, point.position)?.id ?? null
  return { ...draft, riskPoints: put(draft.riskPoints, { ...point, zoneId }) }
}

/** Take a thing off the plan; points of a removed zone go to the zone they still lie in. */
export function removeItem(draft: PlanDraft, item: ItemRef): PlanDraft {
  const without = <T extends { readonly id: string }>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ id }) => id !== item.id)
  switch (item.kind) {
    case 'structure':
      return { ...draft, structures: without(draft.structures) }
    case 'symbol':
      return { ...draft, symbols: without(draft.symbols) }
    case 'risk-point':
      return { ...draft, riskPoints: without(draft.riskPoints) }
    case 'zone': {
      const zones = without(draft.zones)
      const riskPoints = draft.riskPoints.map((point) =>
        point.zoneId === item.id
          ? { ...point, zoneId: zoneAt(zones, point.position)?.id ?? null }
          : point,
      )
      return { ...draft, zones, riskPoints }
    }
  }
}

/** A number for the next risk point: one past the largest there is, in the same style. */
export function nextPointNumber(points: readonly { readonly number: string }[]): string {
  let best: { prefix: string; digits: string } | null = null
  for (const { number } of points) {
    const match = /^(.*?)(\d{1,9})$/.exec(number)
    const [, prefix, digits] = match ?? []
    if (prefix === undefined || digits === undefined) continue
    if (best === null || Number(digits) > Number(best.digits)) best = { prefix, digits }
  }
  if (best === null) return '1'
  return best.prefix + String(Number(best.digits) + 1).padStart(best.digits.length, '0')
}

/** The short form of a point's number that fits its mark: `FX-012` is 12. */
export function shortPointNumber(number: string): string {
  const digits = /(\d{1,6})$/.exec(number)?.[1]
  return digits === undefined ? number.slice(0, 3) : String(Number(digits))
}
