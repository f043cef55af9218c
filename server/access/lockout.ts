/** Rules of failed sign-ins (登录失败处理). Source: GB/T 22239-2019 8.1.4.1 b) */
export const LOCKOUT = {
  failuresOfAccount: 5,
  failuresOfAddress: 50,
  windowMinutes: 15,
  lockMinutes: 15,
} as const

const MINUTE = 60_000

/** Failures older than this can no longer matter. */
export const FAILURE_MEMORY_MILLISECONDS = (LOCKOUT.windowMinutes + LOCKOUT.lockMinutes) * MINUTE

/**
 * Until when an account is locked: five failures within the window lock it from the fifth on.
 *
 * Tries while it is locked are not failures of the account, so that nobody can keep its owner out
 * for ever.
 * Shape: times of its failures, oldest first → the end of the lock, or null
 */
export function lockedUntil(failures: readonly Date[], now: Date): Date | null {
  const needed = LOCKOUT.failuresOfAccount
  for (let last = failures.length - 1; last >= needed - 1; last -= 1) {
    const latest = failures[last]?.getTime() ?? 0
    const earliest = failures[last - needed + 1]?.getTime() ?? 0
    if (latest - earliest > LOCKOUT.windowMinutes * MINUTE) continue
    const end = latest + LOCKOUT.lockMinutes * MINUTE
    if (end > now.getTime()) return new Date(end)
  }
  return null
}

/**
 * How long an address must wait before it may try any account again.
 * Shape: times of its failures, oldest first → seconds, or null when it may try
 */
export function addressWaitSeconds(failures: readonly Date[], now: Date): number | null {
  const recent = failures.filter(
    (at) => now.getTime() - at.getTime() < LOCKOUT.windowMinutes * MINUTE,
  )
  const deciding = recent.at(-LOCKOUT.failuresOfAddress)
  if (deciding === undefined) return null
  return (deciding.getTime() + LOCKOUT.windowMinutes * MINUTE - now.getTime()) / 1000
}
