import table from '#data/codes/password-profiles.json' with { type: 'json' }
import { itemOf, type NormItem, type NormTable } from './table.ts'

/** Which rules passwords keep: 等级保护 (MLPS) or OWASP ASVS; they contradict each other. */
export const PASSWORD_PROFILE_CODES = ['mlps', 'asvs'] as const
export type PasswordProfileCode = (typeof PASSWORD_PROFILE_CODES)[number]

/** One set of rules for passwords (口令策略). */
export interface PasswordProfile extends NormItem {
  readonly leastLength: number
  readonly mostLength: number
  /** Of lower case, upper case, digits and symbols; 0 asks for no mixture. */
  readonly leastClasses: number
  /** Null: a password lasts until there is a reason to change it. */
  readonly expiresAfterDays: number | null
  /** So many of the last passwords, the present one included, may not come back. */
  readonly remembered: number
}

/** All profiles (口令策略). */
export const passwordProfiles = table as NormTable<PasswordProfile>

/** The rules of a profile (口令策略). */
export function passwordProfile(code: PasswordProfileCode): PasswordProfile {
  return itemOf(passwordProfiles, code)
}
