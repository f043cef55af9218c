import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A fresh secret of 256 bits, as text that fits a cookie and an address. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is kept of a secret: enough to know it again, useless to whoever reads it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compare a secret with a kept hash without telling by time how much of it fits. */
export function secretFits(secret: string, kept: string): boolean {
  const left = Buffer.from(hashSecret(secret))
  const right = Buffer.from(kept)
  return left.length === right.length && timingSafeEqual(left, right)
}

/** Tell whether a text can be one of our secrets at all, before anything is asked of the store. */
export function looksLikeSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text)
}
