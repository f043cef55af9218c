import { hash, verify } from '@node-rs/argon2'
import pLimit from 'p-limit'

/**
 * Argon2id with 19 MiB, two passes, one lane: about 40 ms a guess on a plain processor.
 * Source: OWASP Password Storage Cheat Sheet, Argon2id minimum configuration
 */
const COST = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const

/** Stands where an account has no password yet: it opens nothing. */
export const NO_PASSWORD = ''

const MOST_AT_ONCE = 2
const MOST_WAITING = 20

/** Too many passwords are waiting to be checked: ask again in a moment. */
export class PasswordBusy extends Error {
  override readonly name = 'PasswordBusy'
}

// One gate for the whole process: hashing shares the processor with the map.
const gate = pLimit(MOST_AT_ONCE)

/**
 * Run work that hashes or checks passwords, two at a time.
 * Errors: PasswordBusy when too many are waiting
 */
export function withPasswordGate<T>(work: () => Promise<T>): Promise<T> {
  if (gate.pendingCount >= MOST_WAITING) return Promise.reject(new PasswordBusy())
  return gate(work)
}

/** Hash a password (口令) for keeping. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST)
}

/** Hash of a password nobody has, so that a missing account takes as long as a present one. */
let decoy: Promise<string> | null = null

/** Check a password against a kept hash; null stands for an account that is not there to sign in to. */
export async function verifyPassword(kept: string | null, password: string): Promise<boolean> {
  decoy ??= hash(crypto.randomUUID(), COST)
  const isOpen = kept !== null && kept !== NO_PASSWORD
  const fits = await verify(isOpen ? kept : await decoy, password.normalize('NFC'))
  return fits && isOpen
}
