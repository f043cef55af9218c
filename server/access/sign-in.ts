import { findDisplayToken } from '#server/store/display-token.ts'
import {
  clearLoginFailures,
  insertLoginFailure,
  listLoginFailures,
} from '#server/store/login-failure.ts'
import type { Store } from '#server/store/transact.ts'
import { findUserByName } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'
import { ensureAdministrator } from './administrator.ts'
import { addressWaitSeconds, FAILURE_MEMORY_MILLISECONDS, lockedUntil } from './lockout.ts'
import { isWithinNetworks } from './network.ts'
import { verifyPassword, withPasswordGate } from './password.ts'
import { principalOfToken } from './principal.ts'
import { closeSession, openSession } from './session.ts'
import type { OpenedSession } from './session.ts'
import type { SignInCodes } from './sign-in-code.ts'
import { hashSecret } from './token.ts'

/** Where a sign-in comes from. */
export interface SignInOrigin {
  readonly ip: string
  readonly agent: string | null
  /** The session the browser had before, which ends now. */
  readonly earlierIdHash: string | null
}

/** What proves who somebody is: a password, the code of the console, or a display token. */
export type Credentials =
  | { readonly username: string; readonly password: string }
  | { readonly code: string }
  | { readonly token: string }

/** What a sign-in came to. A refusal has one shape, whatever was wrong. */
export type SignInResult =
  | { readonly kind: 'opened'; readonly session: OpenedSession }
  | { readonly kind: 'refused' }
  /** A display token that is for other networks. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'wait'; readonly seconds: number }

export interface SignInSurroundings {
  readonly store: Store
  readonly clock: () => Date
  readonly signInCodes: SignInCodes
}

/** A display token's cookie outlives reboots of the screen; browsers keep none longer. */
const TOKEN_COOKIE_MILLISECONDS = 400 * 86_400_000

/** It stands where a failure must count for the address alone. */
const NO_ACCOUNT = ''

/**
 * Sign in (登录). Whatever is wrong with the credentials is answered in one way.
 * Errors: PasswordBusy when too many are at it
 */
export async function signIn(
  surroundings: SignInSurroundings,
  credentials: Credentials,
  origin: SignInOrigin,
): Promise<SignInResult> {
  const seconds = await waitOfAddress(surroundings, origin.ip)
  if (seconds !== null) return { kind: 'wait', seconds }
  if ('code' in credentials) return signInByCode(surroundings, credentials.code, origin)
  if ('token' in credentials) return signInByToken(surroundings, credentials.token, origin)
  const { username, password } = credentials
  return withPasswordGate(() =>
    signInByPassword(surroundings, username.toLowerCase(), password, origin),
  )
}

/** A missing, disabled or locked account takes the same way and the same time as a wrong password. */
async function signInByPassword(
  surroundings: SignInSurroundings,
  username: string,
  password: string,
  origin: SignInOrigin,
): Promise<SignInResult> {
  const { store } = surroundings
  const account = await findUserByName(store, username)
  const isLocked = await isAccountLocked(surroundings, username)
  const isOpen = account !== null && !account.disabled && !isLocked
  const fits = await verifyPassword(isOpen ? account.passwordHash : null, password)
  if (fits && account !== null) return open(store, account, origin, 'password')
  await noteFailure(store, account, isLocked, origin.ip)
  return { kind: 'refused' }
}

async function signInByCode(
  { store, signInCodes }: SignInSurroundings,
  code: string,
  origin: SignInOrigin,
): Promise<SignInResult> {
  if (signInCodes.redeem(code)) return open(store, await ensureAdministrator(store), origin, 'code')
  await noteFailure(store, null, false, origin.ip)
  return { kind: 'refused' }
}

/** A screen's secret is the token itself: it goes into the cookie and out of every address. */
async function signInByToken(
  { store, clock }: SignInSurroundings,
  secret: string,
  origin: SignInOrigin,
): Promise<SignInResult> {
  const token = await findDisplayToken(store, hashSecret(secret))
  if (token === null) {
    await noteFailure(store, null, false, origin.ip)
    return { kind: 'refused' }
  }
  if (!isWithinNetworks(token.networks, origin.ip)) return { kind: 'elsewhere' }
  const entry = {
    actor: principalOfToken(token).username,
    action: 'session.open',
    subject: { kind: 'token', id: token.id },
    detail: { by: 'token' },
    ip: origin.ip,
  }
  await store.transact(entry, async (tx) => {
    if (origin.earlierIdHash !== null) await closeSession(tx, origin.earlierIdHash)
  })
  const endsAt = new Date(clock().getTime() + TOKEN_COOKIE_MILLISECONDS)
  return { kind: 'opened', session: { secret, endsAt } }
}

async function waitOfAddress(
  { store, clock }: SignInSurroundings,
  ip: string,
): Promise<number | null> {
  const now = clock()
  const since = new Date(now.getTime() - FAILURE_MEMORY_MILLISECONDS)
  return addressWaitSeconds(await listLoginFailures(store, { ip }, since), now)
}

/** Tell whether an account is locked by its failures. */
export async function isAccountLocked(
  { store, clock }: Pick<SignInSurroundings, 'store' | 'clock'>,
  username: string,
): Promise<boolean> {
  const now = clock()
  const since = new Date(now.getTime() - FAILURE_MEMORY_MILLISECONDS)
  return lockedUntil(await listLoginFailures(store, { username }, since), now) !== null
}

/**
 * Write a failure down. Of a locked account it counts for the address only, so that the lock ends;
 * a name nobody has is not kept: it is often a password typed into the wrong field.
 */
export async function noteFailure(
  store: Store,
  account: UserAccount | null,
  isLocked: boolean,
  ip: string,
): Promise<void> {
  const entry = {
    actor: account?.username ?? 'unknown',
    action: 'session.refused',
    subject: account === null ? null : { kind: 'user', id: account.id },
    detail: { locked: isLocked },
    ip,
  }
  const username = account === null || isLocked ? NO_ACCOUNT : account.username
  await store.transact(entry, (tx) => insertLoginFailure(tx, { username, ip }))
}

async function open(
  store: Store,
  account: UserAccount,
  origin: SignInOrigin,
  by: 'password' | 'code',
): Promise<SignInResult> {
  const entry = {
    actor: account.username,
    action: 'session.open',
    subject: { kind: 'user', id: account.id },
    detail: { by },
    ip: origin.ip,
  }
  const session = await store.transact(entry, async (tx) => {
    if (origin.earlierIdHash !== null) await closeSession(tx, origin.earlierIdHash)
    await clearLoginFailures(tx, account.username)
    return openSession(tx, account, origin)
  })
  return { kind: 'opened', session }
}
