import { checkNewPassword } from '#domain/password.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import { clearLoginFailures } from '#server/store/login-failure.ts'
import { removeSessionsOf } from '#server/store/session.ts'
import type { Store, Tx } from '#server/store/transact.ts'
import { saveUser } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'
import type { Written } from '#server/store/version.ts'
import { inventPassword } from './one-time-password.ts'
import { readPasswordProfile } from './password-profile.ts'
import { hashPassword, NO_PASSWORD, verifyPassword, withPasswordGate } from './password.ts'
import { openSession } from './session.ts'
import type { OpenedSession } from './session.ts'
import { isAccountLocked, noteFailure } from './sign-in.ts'
import type { SignInOrigin } from './sign-in.ts'

/** Hashes kept of earlier passwords: as many as the strictest profile remembers. */
const KEPT_HASHES = 5

export interface PasswordChange {
  /** Not asked of an account that never had one. */
  readonly currentPassword?: string | undefined
  readonly newPassword: string
}

/**
 * Change one's own password (修改口令): every session of the account ends, and a new one goes on.
 *
 * A wrong current password counts as a failed sign-in: an open session is no way around the lock.
 * Errors: PasswordBusy when too many are at it
 */
export async function changeOwnPassword(
  surroundings: { readonly store: Store; readonly clock: () => Date },
  account: UserAccount,
  { currentPassword = '', newPassword }: PasswordChange,
  origin: SignInOrigin,
): Promise<Result<OpenedSession>> {
  const profile = await readPasswordProfile(surroundings.store)
  const fitting = account.demo
    ? success(newPassword)
    : checkNewPassword(newPassword, { profile, username: account.username }, 'newPassword')
  if (!fitting.ok) return fitting
  return withPasswordGate(async () => {
    const { store } = surroundings
    const isLocked = await isAccountLocked(surroundings, account.username)
    const kept = isLocked ? null : account.passwordHash
    if (kept !== NO_PASSWORD && !(await verifyPassword(kept, currentPassword))) {
      await noteFailure(store, account, isLocked, origin.ip)
      return failure('currentPassword', 'wrong', '当前口令不正确')
    }
    if (await wasUsed(account, newPassword, profile.remembered)) {
      return failure('newPassword', 'reused', reusedMessage(profile.remembered))
    }
    const passwordHash = await hashPassword(newPassword)
    return renew(store, account, passwordHash, origin)
  })
}

function reusedMessage(remembered: number): string {
  return remembered > 1 ? `不能与最近 ${remembered} 次的口令相同` : '不能与现在的口令相同'
}

async function wasUsed(
  account: UserAccount,
  password: string,
  remembered: number,
): Promise<boolean> {
  const kept = [account.passwordHash, ...account.passwordHistory].slice(0, remembered)
  for (const hash of kept) {
    if (hash !== NO_PASSWORD && (await verifyPassword(hash, password))) return true
  }
  return false
}

async function renew(
  store: Store,
  account: UserAccount,
  passwordHash: string,
  origin: SignInOrigin,
): Promise<Result<OpenedSession>> {
  const entry = {
    actor: account.username,
    action: 'user.password',
    subject: { kind: 'user', id: account.id },
    ip: origin.ip,
  }
  const session = await store.transact(entry, async (tx) => {
    const written = await setPassword(tx, account, { passwordHash, mustChangePassword: false })
    return written?.ok === true ? openSession(tx, account, origin) : null
  })
  if (session === null) return failure('', 'changed', '账号刚被修改，请重新登录')
  return success(session)
}

/**
 * Give an account a new password (重置口令): the old one is remembered and every session ends.
 * Shape: hash of the new password → the written account; not written when another write was first
 */
export async function setPassword(
  tx: Tx,
  account: UserAccount,
  next: { readonly passwordHash: string; readonly mustChangePassword: boolean },
): Promise<Written<UserAccount> | null> {
  const earlier = account.passwordHash === NO_PASSWORD ? [] : [account.passwordHash]
  const changed = {
    ...account,
    ...next,
    passwordHistory: [...earlier, ...account.passwordHistory].slice(0, KEPT_HASHES),
    passwordChangedAt: tx.at,
  }
  const written = await saveUser(tx, changed, account.version)
  if (written?.ok === true) await removeSessionsOf(tx, account.id)
  return written
}

/** A password that is shown once, and the hash that is kept of it. */
export interface IssuedPassword {
  readonly password: string
  readonly passwordHash: string
}

/** Invent a password to hand out (一次性口令); hashing takes its turn behind sign-ins. */
export async function issuePassword(username: string): Promise<IssuedPassword> {
  const password = inventPassword(username)
  return { password, passwordHash: await hashPassword(password) }
}

/**
 * Give an account a password to hand out (重置口令): it must be changed at the next sign-in, the lock
 * is lifted and every session ends.
 * Shape: → null when there is no account, stale when another write was first
 */
export async function resetPassword(
  tx: Tx,
  account: UserAccount,
  passwordHash: string,
): Promise<Written<UserAccount> | null> {
  await clearLoginFailures(tx, account.username)
  return setPassword(tx, account, { passwordHash, mustChangePassword: true })
}
