/**
 * Turns of the event loop within long work (让出事件循环), so that no step holds up whoever waits for
 * more than a slice of 12 ms.
 *
 * Awaited every so many rows it reads the clock and allocates nothing while the slice lasts; a turn
 * costs one promise. Nothing is kept but the instant at which the slice began.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** One slice of work between two turns of the event loop; far below what a waiting request would feel. */
const SLICE_MILLISECONDS = 12

/** Resolves at once while a slice of work lasts, after a turn of the event loop otherwise. */
export type Pace = () => Promise<void> | undefined

/**
 * A pace for long work: awaited often, it gives the event loop a turn once a slice is used up.
 * Shape: → a function that resolves at once while the slice lasts, after a turn otherwise
 */
export function createPace(sliceMilliseconds = SLICE_MILLISECONDS): Pace {
  let sliceStart = performance.now()
  return () => {
    if (performance.now() - sliceStart < sliceMilliseconds) return undefined
    return nextTurn().then(() => {
      sliceStart = performance.now()
    })
  }
}
