import type { RiskLevel } from '#domain/risk-level.ts'

/** An enterprise's card: what it is, why it has its colour, where to go from here. */
export interface CardFacts {
  readonly id: string
  readonly name: string
  readonly township: string
  readonly sector: string
  readonly level: RiskLevel | null
  readonly inherentLevel: RiskLevel | null
  /** One sentence: which point and event decided, by which rule. */
  readonly why: string | null
  readonly facts: readonly { readonly label: string; readonly value: string }[]
  readonly openCount: number
  readonly overdueCount: number
  readonly plans: readonly { readonly id: string; readonly name: string }[]
  readonly placed: boolean
}
