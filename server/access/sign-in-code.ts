import { hashSecret, newSecret, secretFits } from './token.ts'

const LIFE_MINUTES = 15

/**
 * The one-use code printed when the server starts (一次性登录码): whoever can read the console may
 * sign in once as administrator, so that no installation needs a standard password.
 */
export class SignInCodes {
  readonly #clock: () => Date
  #kept: { readonly hash: string; readonly expiresAt: number } | null = null

  constructor(clock: () => Date) {
    this.#clock = clock
  }

  /** Make a code; an earlier one is void. */
  issue(): string {
    const code = newSecret()
    const expiresAt = this.#clock().getTime() + LIFE_MINUTES * 60_000
    this.#kept = { hash: hashSecret(code), expiresAt }
    return code
  }

  /** Use a code up; true once, for the right code in time. */
  redeem(code: string): boolean {
    const kept = this.#kept
    if (kept === null || this.#clock().getTime() >= kept.expiresAt) return false
    if (!secretFits(code, kept.hash)) return false
    this.#kept = null
    return true
  }
}
