import { AppError } from './problem.ts'

/** Work that waits for its turn, by whose it is (公平排队). */
export interface FairQueue {
  /**
   * Do work in its owner's turn.
   * Errors: AppError too_many_requests (429) when too much of the owner's waits already; Error when
   *   the signal is aborted before its turn; whatever the work throws
   */
  run<T>(owner: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>
}

export interface FairQueueLimits {
  /** Pieces of work done at a time, whoever's they are. */
  readonly atOnce: number
  /** Pieces of one owner's work done at a time: fewer than all, so that who comes next begins at once. */
  readonly ofOneAtOnce: number
  /** Pieces of one owner's work that may wait. */
  readonly mostWaiting: number
}

/** Two of one owner, so that one that waits for the disk does not hold up the other; and room for another's. */
const LIMITS: FairQueueLimits = { atOnce: 3, ofOneAtOnce: 2, mostWaiting: 500 }

/**
 * A queue in which owners take turns (轮转): who asks for one thing waits for at most one of each other
 * owner's, however much they have asked for before, and no owner ever holds every place.
 */
export function createFairQueue({ atOnce, ofOneAtOnce, mostWaiting } = LIMITS): FairQueue {
  /** Owners in the order of their turns; an owner without work is not among them. */
  const waiting = new Map<string, Set<() => void>>()
  const runningOf = new Map<string, number>()
  let running = 0

  function next(): void {
    for (const [owner, turns] of waiting) {
      if (running >= atOnce) return
      const own = runningOf.get(owner) ?? 0
      // Who has enough keeps the place in the row.
      if (own >= ofOneAtOnce) continue
      const [turn] = turns
      waiting.delete(owner)
      if (turn === undefined) continue
      turns.delete(turn)
      if (turns.size > 0) waiting.set(owner, turns)
      running += 1
      runningOf.set(owner, own + 1)
      turn()
    }
  }

  function ended(owner: string): void {
    running -= 1
    const left = (runningOf.get(owner) ?? 1) - 1
    if (left > 0) runningOf.set(owner, left)
    else runningOf.delete(owner)
    // In a turn of the event loop of its own: a row of quick pieces must not keep a longer one that has
    // begun from going on.
    if (waiting.size > 0) setImmediate(next)
  }

  function turnOf(owner: string, signal: AbortSignal): Promise<void> {
    const turns = waiting.get(owner) ?? new Set()
    if (turns.size >= mostWaiting) throw new AppError('too_many_requests', { retryAfterSeconds: 1 })
    return new Promise((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        turns.delete(turn)
        if (turns.size === 0 && waiting.get(owner) === turns) waiting.delete(owner)
        reject(goneAway(signal))
      }
      signal.addEventListener('abort', leave, { once: true })
      turns.add(turn)
      waiting.set(owner, turns)
      next()
    })
  }

  return {
    async run(owner, signal, work) {
      if (signal.aborted) throw goneAway(signal)
      await turnOf(owner, signal)
      try {
        return await work()
      } finally {
        ended(owner)
      }
    },
  }
}

/** A server gives texts as reasons. */
function goneAway(signal: AbortSignal): Error {
  return new Error('whoever asked went away', { cause: signal.reason })
}
