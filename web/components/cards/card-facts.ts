import type { RiskCardSource } from '#domain/risk-card.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { RiskPointKind } from '#domain/risk-point.ts'

/** What either card of a risk point shows, said in the reader's language where it is not the plant's own text. */
export interface CardFacts {
  readonly enterprise: string
  readonly sample: boolean
  readonly point: RiskCardSource & {
    readonly id: string
    readonly name: string
    readonly kind: RiskPointKind
    readonly zone: string | null
  }
  readonly version: string
  readonly responsible: string
  readonly calls: string
  readonly equipment: string
  /** What the printed code holds; null before the plan was published. */
  readonly code: string | null
  readonly levelName: (level: RiskLevel | null) => string
}
