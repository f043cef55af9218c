import type { LevelPair, RiskLevel } from './risk-level.ts'
import type { Position } from './position.ts'
import type { AssessmentMethod, Why } from './assess/why.ts'

/** What a risk point is (风险点类型): 设备设施, 场所区域, 作业活动. */
export type RiskPointKind = 'facility' | 'area' | 'activity'

/** A risk point (风险点): a place, machine or task that may cause an accident. */
export interface RiskPoint {
  readonly id: string
  readonly enterpriseId: string
  readonly planId: string | null
  readonly zoneId: string | null
  readonly number: string
  readonly name: string
  readonly kind: RiskPointKind
  readonly department: string | null
  readonly personId: string | null
  /** In the plan's own frame, y up; null when it was never placed on a plan. */
  readonly planPosition: readonly [x: number, y: number] | null
  /** On the earth; the enterprise's own position while the plan has no georeference. */
  readonly position: Position | null
  /** True when `position` is only the enterprise's. */
  readonly approximate: boolean
  readonly level: LevelPair
  readonly archived: boolean
  readonly sample: boolean
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A risk event (风险事件): what may happen at a risk point, graded inherent and current. */
export interface RiskEvent {
  readonly id: string
  readonly riskPointId: string
  /** 单元 · 作业步骤; small plants may leave it out. */
  readonly unit: string | null
  readonly name: string
  /** 主要危险有害因素 in words. */
  readonly hazardFactor: string | null
  /** Accident category code, edition included (GB 6441-2025: A01…A27). */
  readonly accident: string
  readonly consequence: string | null
  readonly inherent: AssessmentSummary | null
  readonly current: AssessmentSummary | null
  readonly sample: boolean
}

export type AssessmentKind = 'inherent' | 'current'

/** The latest assessment of one kind, as a risk event shows it. */
export interface AssessmentSummary {
  readonly assessmentId: string
  readonly level: RiskLevel
  readonly value: number | null
  readonly at: Date
  readonly why: Why
}

/** One assessment (风险评价): append-only, never changed afterwards. */
export interface Assessment {
  readonly id: string
  readonly eventId: string
  readonly riskPointId: string
  readonly enterpriseId: string
  readonly kind: AssessmentKind
  readonly method: AssessmentMethod
  readonly params: Readonly<Record<string, number | string>>
  readonly cutoffSet: string | null
  readonly value: number | null
  readonly level: RiskLevel
  readonly why: Why
  readonly assessedAt: Date
  readonly assessedBy: string
  readonly sample: boolean
}

/** Kind of control measure (管控措施五类). */
export type MeasureCategory = 'ENG' | 'MGT' | 'EDU' | 'PPE' | 'EMG'

/** A control measure (管控措施) of a risk point, optionally of one of its events. */
export interface ControlMeasure {
  readonly id: string
  readonly riskPointId: string
  readonly eventId: string | null
  readonly category: MeasureCategory
  readonly text: string
  readonly sample: boolean
}
