import type { Mark } from '../norms/table.ts'
import type { RiskLevel } from '../risk-level.ts'

/** Methods of risk assessment (评价方法); DIRECT is direct judgement (直接判定). */
export type AssessmentMethod = 'LEC' | 'LS' | 'MES' | 'DIRECT'

/** One input of an assessment as a reader sees it. */
export interface WhyInput {
  readonly symbol: string
  readonly value: number | string
  /** What the value means, in the words of the table. */
  readonly text: string
}

/** Why a level was given (分级依据): enough to redo the arithmetic by hand. */
export interface Why {
  readonly method: AssessmentMethod
  readonly inputs: readonly WhyInput[]
  /** As in `D = 3 × 6 × 40 = 720`. */
  readonly formula: string
  /** As in `720 ≥ 320`. */
  readonly comparison: string
  /** Id of the set of cut-offs; null for direct judgement. */
  readonly cutoffSet: string | null
  readonly edition: string
  readonly source: string
  readonly mark: Mark
}

/** The outcome of an assessment (评价结果). */
export interface Assessed {
  readonly method: AssessmentMethod
  /** The score; null for direct judgement. */
  readonly value: number | null
  readonly level: RiskLevel
  /** Name of the band (分级区间) that the score fell in. */
  readonly band: string
  readonly why: Why
}

/** Parameters as they come from outside, not yet checked. */
export type AssessmentParams = Readonly<Record<string, unknown>>
