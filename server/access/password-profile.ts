import { passwordProfile, passwordProfiles } from '#domain/norms/password-profiles.ts'
import type { PasswordProfile } from '#domain/norms/password-profiles.ts'
import { passwordExpiry } from '#domain/password.ts'
import { readSettings } from '#server/store/settings.ts'
import type { Reader } from '#server/store/transact.ts'
import type { UserAccount } from '#server/store/user.ts'
import { NO_PASSWORD } from './password.ts'

/** The rules of passwords (口令策略) that this installation has chosen. */
export async function readPasswordProfile(reader: Reader): Promise<PasswordProfile> {
  return passwordProfile((await readSettings(reader)).passwordProfile)
}

/** No profile ends a password earlier than this: younger ones need no look at the settings. */
const EARLIEST_EXPIRY_DAYS = Math.min(
  ...passwordProfiles.items.map(({ expiresAfterDays }) => expiresAfterDays ?? Infinity),
)
const MILLISECONDS_A_DAY = 86_400_000

/** Why an account should have another password: it was handed out, it is too old, it has none yet. */
export type PasswordFault = 'issued' | 'expired' | 'missing'

/**
 * What is the matter with an account's password (口令状态), or null. Demo accounts (示例账号) keep
 * theirs; whoever came in by the console's code has none, and nobody else knows one to misuse.
 */
export async function passwordFaultOf(
  reader: Reader,
  account: UserAccount,
  now: Date,
): Promise<PasswordFault | null> {
  if (account.demo) return null
  if (account.passwordHash === NO_PASSWORD) return 'missing'
  if (account.mustChangePassword) return 'issued'
  const age = now.getTime() - account.passwordChangedAt.getTime()
  if (age < EARLIEST_EXPIRY_DAYS * MILLISECONDS_A_DAY) return null
  const expiry = passwordExpiry(account.passwordChangedAt, await readPasswordProfile(reader))
  return expiry !== null && expiry <= now ? 'expired' : null
}
