/** One state that can be gone back to, and what was done to leave it. */
export interface HistoryStep<T> {
  readonly state: T
  readonly label: string
  /** Steps that follow each other under one key are one step: typing a name. */
  readonly mergeKey: string | null
}

/** A state with the way it came and the way that was undone (撤销与重做). */
export interface History<T> {
  readonly past: readonly HistoryStep<T>[]
  readonly present: T
  readonly future: readonly HistoryStep<T>[]
}

const MAX_STEPS = 200

/** A history without steps. */
export function startHistory<T>(present: T): History<T> {
  return { past: [], present, future: [] }
}

/**
 * Go on to a next state; what was undone before is given up.
 * Shape: the same state changes nothing; the oldest steps fall off after 200
 */
export function record<T>(
  history: History<T>,
  next: T,
  label: string,
  mergeKey: string | null = null,
): History<T> {
  if (next === history.present) return history
  const last = history.past.at(-1)
  if (mergeKey !== null && last?.mergeKey === mergeKey && history.future.length === 0)
    return { ...history, present: next }
  const step = { state: history.present, label, mergeKey }
  return { past: [...history.past, step].slice(-MAX_STEPS), present: next, future: [] }
}

/** Take the last step back; the same history when there is none. */
export function undo<T>(history: History<T>): History<T> {
  const step = history.past.at(-1)
  if (step === undefined) return history
  return {
    past: history.past.slice(0, -1),
    present: step.state,
    future: [{ ...step, state: history.present }, ...history.future],
  }
}

/** Do the last undone step again; the same history when there is none. */
export function redo<T>(history: History<T>): History<T> {
  const [step, ...future] = history.future
  if (step === undefined) return history
  // A closed key: what is typed after a redo is a step of its own.
  const past = { ...step, state: history.present, mergeKey: null }
  return { past: [...history.past, past], present: step.state, future }
}

/** Change every state of a history alike: facts the server has settled, such as a new id. */
export function mapHistory<T>(history: History<T>, change: (state: T) => T): History<T> {
  const steps = (list: readonly HistoryStep<T>[]) =>
    list.map((step) => ({ ...step, state: change(step.state) }))
  return {
    past: steps(history.past),
    present: change(history.present),
    future: steps(history.future),
  }
}
