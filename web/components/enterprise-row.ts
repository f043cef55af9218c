import type { RiskLevel } from '#domain/risk-level.ts'

/** An enterprise as a list shows it. */
export interface EnterpriseRow {
  readonly id: string
  readonly name: string
  readonly level: RiskLevel | null
  readonly township: string
  readonly sector: string
  readonly riskPointCount: number
  readonly majorCount: number
  readonly considerableCount: number
  readonly openCount: number
  readonly overdueCount: number
  readonly onTime: string
}
