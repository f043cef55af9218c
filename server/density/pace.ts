/**
 * Turns of the event loop within long work (让出事件循环), so that no step holds up whoever waits for
 * more than a slice of 8 ms, however many work at once.
 *
 * Awaited every so many rows it reads the clock and allocates nothing while the slice lasts; a turn
 * costs one promise. Who waits for one stands in a line, and each turn goes to one of them: were all
 * served in the same, their slices would add up. Who begins within a turn gets what is left of it.
 */

/** One slice of work between two turns of the event loop; far below what a waiting request would feel. */
const SLICE_MILLISECONDS = 8

/** Resolves at once while a slice of work lasts, after a turn of the event loop otherwise. */
export type Pace = () => Promise<void> | undefined

/** Those who wait for a turn, the longest first. */
const line: (() => void)[] = []
/** When work began in this turn of the event loop; null while none has. */
let turnStart: number | null = null

/**
 * A pace for long work: awaited often, it gives the event loop a turn once a slice is used up.
 * Shape: → a function that resolves at once while the slice lasts, after a turn otherwise
 */
export function createPace(sliceMilliseconds = SLICE_MILLISECONDS): Pace {
  let sliceStart = turnStart ?? beginTurn()
  return () => {
    if (performance.now() - sliceStart < sliceMilliseconds) return undefined
    return ownTurn().then((start) => {
      sliceStart = start
    })
  }
}

/** Resolves at the beginning of a turn in which nobody else of the line works. */
function ownTurn(): Promise<number> {
  return new Promise((resolve) => {
    line.push(() => resolve(beginTurn()))
    if (turnStart === null) beginTurn()
  })
}

function beginTurn(): number {
  turnStart = performance.now()
  setImmediate(endTurn)
  return turnStart
}

/** Others of the event loop were served meanwhile: the next of the line may go on. */
function endTurn(): void {
  turnStart = null
  line.shift()?.()
}
