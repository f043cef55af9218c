/**
 * When work that can wait may go on (后台工作): once nobody has asked for 50 ms, or after 500 ms
 * although they have.
 *
 * A question costs it one reading of the clock, and what waits one timer, which keeps no process
 * alive. An instant is all it holds.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** So long after a question its answer is most likely out. */
const QUIET_MILLISECONDS = 50
/** Who is asked without end must get on with the rest too. */
const PATIENCE_MILLISECONDS = 500

/** Tells work that can wait (后台工作) when nobody is waiting for an answer. */
export interface Quiet {
  /** Somebody wants an answer now. */
  readonly disturb: () => void
  /** Resolves when nobody has asked for a while, or at last although they have. */
  readonly comes: () => Promise<void>
}

/** Quiet until the first question. Shape: waiting keeps no process alive */
export function createQuiet(
  quietMilliseconds = QUIET_MILLISECONDS,
  patienceMilliseconds = PATIENCE_MILLISECONDS,
): Quiet {
  let askedAt = -Infinity
  return {
    disturb() {
      askedAt = performance.now()
    },
    async comes() {
      const latest = performance.now() + patienceMilliseconds
      for (;;) {
        const left = Math.min(askedAt + quietMilliseconds, latest) - performance.now()
        if (left <= 0) return
        await sleep(left, undefined, { ref: false })
      }
    },
  }
}
