import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** The middle, the hundredth worst and the worst of some times. */
export interface Spread {
  readonly [name: string]: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly count: number
}

/** How long some work takes. Units: milliseconds */
export async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/**
 * How long each of some questions takes, one after the other. Between two the event loop has its turn, as
 * between two requests: what is never waited for would else count as one block.
 * Units: milliseconds
 */
export async function timesInTurns<T>(
  questions: Iterable<T>,
  ask: (question: T) => unknown,
): Promise<number[]> {
  const times: number[] = []
  for (const question of questions) {
    times.push(await timeOf(() => ask(question)))
    await nextTurn()
  }
  return times
}

/** How times are spread. Errors: RangeError when there are none */
export function spreadOf(times: readonly number[]): Spread {
  return {
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    max: quantile(times, 1),
    count: times.length,
  }
}

/** The value that so large a part of the others does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)]
  if (value === undefined) throw new RangeError('nothing was measured')
  return value
}

/** How often the loop is looked at; what it is late by itself is within this. */
const LOOK_MILLISECONDS = 1

/** Do some work and see how long the event loop stood still at most. Units: milliseconds */
export async function watchLoop<T>(
  work: () => Promise<T>,
): Promise<{ value: T; elapsed: number; longestBlock: number }> {
  const delays = monitorEventLoopDelay({ resolution: LOOK_MILLISECONDS })
  delays.enable()
  const start = performance.now()
  const value = await work()
  const elapsed = performance.now() - start
  // The look that the last block delayed has to come first.
  await new Promise((resolve) => setTimeout(resolve, 5 * LOOK_MILLISECONDS))
  delays.disable()
  return { value, elapsed, longestBlock: delays.max / 1e6 }
}
