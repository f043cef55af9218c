import type { CrsName } from './crs.ts'
import type { EnterpriseProfile } from './enterprise-profile.ts'
import type { Position } from './position.ts'
import type { LevelPair } from './risk-level.ts'

/** Scale of an enterprise (规上 above-scale, 小微 small). */
export type EnterpriseSize = 'above-scale' | 'small'

/** A coordinate as it was given, kept beside the WGS 84 one it was converted to. */
export interface SourcePosition {
  readonly crs: CrsName
  readonly x: number
  readonly y: number
}

/** An enterprise (企业, 单位): one row of the county's ledger. */
export interface Enterprise extends EnterpriseProfile {
  readonly id: string
  readonly name: string
  /** Unified social credit code (统一社会信用代码); null where the source has none. */
  readonly uscc: string | null
  /** Identity in the system it was imported from: `source:id`. */
  readonly externalId: string | null
  /** 6-digit county code, or null for rows imported without a region. */
  readonly county: string | null
  readonly township: string | null
  readonly village: string | null
  readonly sector: string
  /** GB/T 4754 code, the longer the finer. */
  readonly industry: string | null
  readonly size: EnterpriseSize
  readonly flags: readonly string[]
  readonly address: string | null
  readonly employees: number | null
  /** 安全负责人; personal data, never on a public page or a display token. */
  readonly safetyOfficer: string | null
  readonly phone: string | null
  readonly position: Position | null
  readonly sourcePosition: SourcePosition | null
  /** Worst of its zones and points, kept in step by every assessment. */
  readonly level: LevelPair
  readonly archived: boolean
  readonly sample: boolean
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}
