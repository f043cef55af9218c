import type { PasswordProfileCode } from './norms/password-profiles.ts'

/** Whom to ring (应急电话), as it stands on cards and sheets. */
export interface EmergencyLine {
  readonly name: string
  readonly phone: string
}

/** What an installation calls itself and goes by (基础设置); null leaves the product's own words. */
export interface Settings {
  /** 6-digit code of the county it is about; null takes the one whose townships are known. */
  readonly county: string | null
  readonly productTitle: string | null
  readonly screenTitle: string | null
  readonly organisation: string | null
  readonly passwordProfile: PasswordProfileCode
  readonly emergencyLines: readonly EmergencyLine[]
}

/** The settings (基础设置) of an installation where nobody has set any. */
export const DEFAULT_SETTINGS: Settings = {
  county: null,
  productTitle: null,
  screenTitle: null,
  organisation: null,
  passwordProfile: 'mlps',
  emergencyLines: [],
}
