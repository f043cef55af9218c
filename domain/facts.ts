import type { EnterpriseSize } from './enterprise.ts'
import type { HazardLevel, HazardState } from './hazard.ts'
import type { Position } from './position.ts'
import type { LevelPair } from './risk-level.ts'

/**
 * What filters, counts, tiles and density know of the rows: flat, in memory, kept in step with the store.
 *
 * A record holds its history, so that it can be read as of any moment; `…At` gives it at one.
 */
export interface EnterpriseRecord {
  readonly id: string
  readonly name: string
  readonly uscc: string | null
  readonly county: string | null
  readonly township: string | null
  readonly village: string | null
  readonly sector: string
  readonly industry: string | null
  readonly size: EnterpriseSize
  readonly flags: readonly string[]
  readonly position: Position | null
  /** Levels over time, oldest first; the last entry whose `at` is not later than the moment counts. */
  readonly levels: readonly LevelAt[]
  /** The latest self-check (企业自查) record, for 零报告; null when there is none. */
  readonly lastSelfCheckAt: Date | null
  readonly createdAt: Date
  readonly archivedAt: Date | null
}

export interface LevelAt {
  readonly at: Date
  readonly level: LevelPair
}

export interface RiskPointRecord {
  readonly id: string
  readonly enterpriseId: string
  readonly planId: string | null
  readonly zoneId: string | null
  readonly name: string
  readonly position: Position | null
  readonly approximate: boolean
  readonly accidents: readonly string[]
  readonly levels: readonly LevelAt[]
  readonly createdAt: Date
  readonly archivedAt: Date | null
}

export interface HazardRecord {
  readonly id: string
  readonly enterpriseId: string
  readonly riskPointId: string | null
  readonly description: string
  readonly hazardLevel: HazardLevel
  readonly checkMode: string
  readonly accident: string | null
  readonly position: Position | null
  readonly foundAt: Date
  /** States over time, oldest first. */
  readonly states: readonly { readonly at: Date; readonly state: HazardState }[]
  /** Effective deadline days (Asia/Shanghai) over time, oldest first; null before one was set. */
  readonly deadlines: readonly { readonly at: Date; readonly day: string | null }[]
  readonly archivedAt: Date | null
}
