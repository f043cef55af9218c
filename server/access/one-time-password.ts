import { randomInt } from 'node:crypto'
import { passwordProfiles } from '#domain/norms/password-profiles.ts'
import { passwordIssues } from '#domain/password.ts'

/** Without the look-alikes 0 O o, 1 I l i: it is read off paper and typed. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz'
const GROUPS = 3
const GROUP_LENGTH = 4

function group(): string {
  return Array.from({ length: GROUP_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
}

/**
 * A password to hand out on paper (一次性口令), as `kT7m-9wQp-Xr4h`: some 69 bits, and right under
 * every profile.
 */
export function inventPassword(username: string): string {
  for (;;) {
    const password = Array.from({ length: GROUPS }, group).join('-')
    const fits = passwordProfiles.items.every(
      (profile) => passwordIssues(password, { profile, username }).length === 0,
    )
    if (fits) return password
  }
}
