import { findSuggestedPoint } from '#domain/norms/plan-templates.ts'
import type { RiskPointKind } from '#domain/risk-point.ts'
import type { PlanDraft } from './draft.ts'

/** A point placed here, as it is told to the server with the events its suggestion brings. */
export interface NewPoint {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly kind: RiskPointKind
  readonly position: [number, number]
  readonly events: {
    readonly name: string
    readonly accident: string
    readonly hazardFactor: string | null
    readonly consequence: string | null
  }[]
}

/** The points of a draft that the server does not know yet (待写入风险点), with their events. */
export function adoptedPoints(draft: PlanDraft): NewPoint[] {
  return draft.riskPoints.flatMap((point) => {
    if (!point.isNew) return []
    const suggested = point.suggestion === undefined ? null : findSuggestedPoint(point.suggestion)
    return [
      {
        id: point.id,
        number: point.number,
        name: point.name.trim() === '' ? `风险点${point.number}` : point.name,
        kind: suggested?.kind ?? 'facility',
        position: [point.position[0], point.position[1]],
        events: (suggested?.events ?? []).map(({ name, accident, hazardFactor, consequence }) => ({
          name,
          accident,
          hazardFactor,
          consequence,
        })),
      },
    ]
  })
}
