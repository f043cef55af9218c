import { LRUCache } from 'lru-cache'
import type { Principal, Role } from '#domain/role.ts'
import { findDisplayToken, touchDisplayToken } from '#server/store/display-token.ts'
import { findSession, insertSession, removeSession, touchSession } from '#server/store/session.ts'
import type { Session } from '#server/store/session.ts'
import type { Store, Tx } from '#server/store/transact.ts'
import { findUser } from '#server/store/user.ts'
import type { UserAccount } from '#server/store/user.ts'
import { passwordFaultOf } from './password-profile.ts'
import type { PasswordFault } from './password-profile.ts'
import { principalOf, principalOfToken } from './principal.ts'
import { hashSecret, looksLikeSecret, newSecret } from './token.ts'

const MINUTE = 60_000

/** How long a session (会话) lives untouched, and at all. Source: GB/T 22239-2019 8.1.4.1 b) */
const SESSION_LIFE = { idleMinutes: 30, idleMinutesOfAdmin: 15, absoluteHours: 12 } as const

/** Who is signed in, and until when if nothing more is asked. */
export interface ActiveSession {
  readonly idHash: string
  readonly principal: Principal
  /** Null for a display token. */
  readonly account: UserAccount | null
  /** Null for a display token: it lives until it is revoked. */
  readonly expiresAt: Date | null
  /** Networks a display token is for; none means anywhere, as for every account. */
  readonly networks: readonly string[]
  /** What is the matter with the account's password; null for a display token. */
  readonly passwordFault: PasswordFault | null
}

/** What a browser is given: the secret, and when it is worth nothing at the latest. */
export interface OpenedSession {
  readonly secret: string
  readonly endsAt: Date
}

export interface SessionSurroundings {
  readonly store: Store
  readonly clock: () => Date
  readonly log: { readonly warn: (fields: object, message: string) => void }
}

/** A use is written down at most this often. */
const TOUCH_EVERY_MILLISECONDS = MINUTE

/** Last uses not yet written, so that a busy writer neither ends a session nor is asked twice. */
const lastSeen = new LRUCache<string, number>({ max: 10_000 })

/** Open a session inside the transaction that signs its user in; its id is always a new one. */
export async function openSession(
  tx: Tx,
  account: Pick<UserAccount, 'id'>,
  from: { readonly ip: string | null; readonly agent: string | null },
): Promise<OpenedSession> {
  const secret = newSecret()
  const endsAt = new Date(tx.at.getTime() + SESSION_LIFE.absoluteHours * 60 * MINUTE)
  await insertSession(tx, {
    idHash: hashSecret(secret),
    userId: account.id,
    createdAt: tx.at,
    lastSeenAt: tx.at,
    expiresAt: endsAt,
    ip: from.ip,
    agent: from.agent?.slice(0, 200) ?? null,
  })
  return { secret, endsAt }
}

/** End a session: its secret is worth nothing from now on. */
export async function closeSession(tx: Tx, idHash: string): Promise<void> {
  await removeSession(tx, idHash)
  lastSeen.delete(idHash)
}

/**
 * Who is behind a secret, or null: unknown, ended, revoked, or its account is gone, disabled or has
 * a new password since. Using it moves its end; a look in the background does not.
 */
export async function findActiveSession(
  surroundings: SessionSurroundings,
  secret: string,
  isUse = true,
): Promise<ActiveSession | null> {
  if (!looksLikeSecret(secret)) return null
  return readSession(surroundings, hashSecret(secret), isUse ? 'use' : 'background')
}

/** Look whether a session still holds, and for whom, without using it: its end does not move. */
export async function peekSession(
  surroundings: SessionSurroundings,
  idHash: string,
): Promise<ActiveSession | null> {
  return readSession(surroundings, idHash, 'peek')
}

/** A screen works in the background all day: that is its use, and moves no end. */
type Asking = 'use' | 'background' | 'peek'

async function readSession(
  surroundings: SessionSurroundings,
  idHash: string,
  asking: Asking,
): Promise<ActiveSession | null> {
  const session = await findSession(surroundings.store, idHash)
  if (session === null) return readTokenSession(surroundings, idHash, asking)
  const account = await findUser(surroundings.store, session.userId)
  if (account === null || account.disabled || account.passwordChangedAt > session.createdAt) {
    return null
  }
  const now = surroundings.clock()
  const seenAt = Math.max(session.lastSeenAt.getTime(), lastSeen.get(idHash) ?? 0)
  if (endOf(session, account.role, seenAt) <= now) return null
  const isUse = asking === 'use'
  if (isUse) touch(surroundings, idHash, seenAt, (tx) => touchSession(tx, idHash))
  const expiresAt = endOf(session, account.role, isUse ? now.getTime() : seenAt)
  const passwordFault = await passwordFaultOf(surroundings.store, account, now)
  return {
    idHash,
    principal: principalOf(account),
    account,
    expiresAt,
    networks: [],
    passwordFault,
  }
}

async function readTokenSession(
  surroundings: SessionSurroundings,
  idHash: string,
  asking: Asking,
): Promise<ActiveSession | null> {
  const token = await findDisplayToken(surroundings.store, idHash)
  if (token === null) return null
  const seenAt = Math.max(token.lastUsedAt?.getTime() ?? 0, lastSeen.get(idHash) ?? 0)
  if (asking !== 'peek')
    touch(surroundings, idHash, seenAt, (tx) => touchDisplayToken(tx, token.id))
  const principal = principalOfToken(token)
  const { networks } = token
  return { idHash, principal, account: null, expiresAt: null, networks, passwordFault: null }
}

/** When a session ends if it is not used again. */
function endOf(session: Session, role: Role, seenAt: number): Date {
  const idleMinutes = role === 'admin' ? SESSION_LIFE.idleMinutesOfAdmin : SESSION_LIFE.idleMinutes
  return new Date(Math.min(session.expiresAt.getTime(), seenAt + idleMinutes * MINUTE))
}

/** Write a use down. Nobody waits for it: a long import may hold the writer. */
function touch(
  { store, clock, log }: SessionSurroundings,
  idHash: string,
  seenAt: number,
  write: (tx: Tx) => Promise<void>,
): void {
  const now = clock().getTime()
  if (now - seenAt < TOUCH_EVERY_MILLISECONDS) return
  lastSeen.set(idHash, now)
  store
    .maintain(write)
    .catch((error: unknown) => log.warn({ err: error }, 'use of a session not written'))
}
