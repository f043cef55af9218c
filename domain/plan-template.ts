import type { LineString, MultiPolygon, Point, Polygon } from 'geojson'
import { assess } from './assess/assess.ts'
import type { Assessed } from './assess/why.ts'
import type { Mark } from './norms/table.ts'
import type { PlanInput, StructureKind, SymbolKind, ZoneKind } from './plan.ts'
import { failure, success, type Result } from './result.ts'
import type { MeasureCategory, RiskPointKind } from './risk-point.ts'

/** The three factors of LEC as a template suggests them. */
export interface SuggestedFactors {
  readonly L: number
  readonly E: number
  readonly C: number
}

export interface SuggestedMeasure {
  readonly category: MeasureCategory
  readonly text: string
}

/** What may happen at a suggested point: a proposal to hold against one's own plant. */
export interface SuggestedEvent {
  readonly name: string
  readonly accident: string
  readonly hazardFactor: string
  readonly consequence: string
  readonly inherent: SuggestedFactors
  readonly current: SuggestedFactors
  readonly measures: readonly SuggestedMeasure[]
}

/** A risk point that plants of this kind usually have. */
export interface SuggestedPoint {
  readonly key: string
  /** Key of the template's zone it stands in. */
  readonly zone: string
  readonly name: string
  readonly kind: RiskPointKind
  readonly position: readonly [x: number, y: number]
  readonly events: readonly SuggestedEvent[]
}

/** The sheet of a usual plant of one kind (图纸模板), in metres, as versioned data. */
export interface PlanTemplate {
  readonly id: string
  readonly title: string
  /** Always 示例: nobody's plant. */
  readonly label: string
  readonly edition: string
  readonly effectiveFrom: string | null
  readonly source: string
  readonly mark: Mark
  readonly summary: string
  readonly suits: {
    readonly industries: readonly string[]
    readonly flags: readonly string[]
  }
  readonly size: { readonly width: number; readonly height: number }
  readonly structures: readonly {
    readonly kind: StructureKind
    readonly name: string
    readonly geometry: Polygon | MultiPolygon | LineString | Point
  }[]
  readonly zones: readonly {
    readonly key: string
    readonly name: string
    readonly kind: ZoneKind
    readonly department: string
    readonly geometry: Polygon | MultiPolygon
  }[]
  readonly symbols: readonly {
    readonly kind: SymbolKind
    readonly text: string
    readonly geometry: Point | LineString
  }[]
  readonly riskPoints: readonly SuggestedPoint[]
}

/** A plan that begins with a template: what is drawn, and the points proposed for it. */
export interface AppliedTemplate {
  readonly plan: PlanInput
  /** Not yet on the plan: each waits for its plant's own yes. */
  readonly suggestions: readonly (SuggestedPoint & { readonly zoneId: string })[]
}

/**
 * Lay a template (图纸模板) on an empty plan: structures, zones and symbols; risk points stay proposals.
 * Shape: ids are the caller's, one call for each thing drawn; the frame becomes metres
 * Errors: `not_empty` for a plan on which something is drawn already
 */
export function applyTemplate(
  plan: PlanInput,
  template: PlanTemplate,
  newId: () => string,
): Result<AppliedTemplate> {
  const drawn = plan.structures.length + plan.zones.length + plan.symbols.length
  if (drawn + plan.riskPoints.length > 0 || plan.image !== null)
    return failure('plan', 'not_empty', '图上已有内容，不能再套用模板；请新建一张图')
  const zoneIds = new Map(template.zones.map(({ key }) => [key, newId()]))
  const idOf = (key: string): string => {
    const id = zoneIds.get(key)
    if (id === undefined) throw new RangeError(`${template.id} has no zone ${key}`)
    return id
  }
  return success({
    plan: {
      ...plan,
      frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
      structures: template.structures.map((structure) => ({ id: newId(), ...structure })),
      zones: template.zones.map(({ key, name, kind, department, geometry }) => ({
        id: idOf(key),
        name,
        kind,
        department,
        personId: null,
        geometry,
      })),
      symbols: template.symbols.map((symbol) => ({ id: newId(), ...symbol })),
    },
    suggestions: template.riskPoints.map((point) => ({ ...point, zoneId: idOf(point.zone) })),
  })
}

/**
 * The grade (建议等级) that suggested factors come to, by the method's own rules.
 * Errors: RangeError for factors out of the method's table: a fault of the template
 */
export function gradeSuggestion(factors: SuggestedFactors): Assessed {
  const assessed = assess({ method: 'LEC', params: factors })
  if (!assessed.ok) throw new RangeError(assessed.issues.map(({ message }) => message).join('；'))
  return assessed.value
}
