/**
 * What a hazard was over time (隐患时间线), told from the text of its row without making objects of it:
 * a county has five entries a hazard.
 *
 * Each entry of some forty characters is gone through once, its moment and its state or day
 * straight from where they stand; nothing is allocated or kept. A text of another form is read as
 * any JSON is, entry by entry, with the same outcome.
 */
import { dayNumber } from '#domain/day.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import { DAY_LENGTH, dayAt, MOMENT_LENGTH, timeAt } from '#server/store/column.ts'
import type { HazardTimeline } from '#server/store/hazard.ts'
import { stateNumber } from '../columns/segment.ts'

/** Who is told the states and deadlines of a hazard over time, each oldest first. */
export interface TimelineTaker {
  /** Units: epoch milliseconds */
  putState(at: number, state: number): void
  /** Units: epoch milliseconds, days since 1970-01-01 */
  putDeadline(at: number, day: number): void
  /** What was told of this hazard so far is not so. */
  dropTimeline(): void
}

const STATES = '{"states":['
const DEADLINES = '],"deadlines":['
const END = ']}'
/** Where the second text of an entry begins: after [" and a moment and "," */
const VALUE = 2 + MOMENT_LENGTH + 3

const QUOTE = 34
const COMMA = 44
const OPEN = 91
const CLOSE = 93

/**
 * Tell what a hazard was over time (隐患时间线) from the text of its row.
 * Shape: text that is not just as the store writes it has the same outcome
 */
export function takeTimeline(text: string, taker: TimelineTaker): void {
  if (scan(text, taker)) return
  taker.dropTimeline()
  const { states, deadlines } = JSON.parse(text) as HazardTimeline
  for (const [at, state] of states) taker.putState(Date.parse(at), stateNumber(state))
  for (const [at, day] of deadlines) taker.putDeadline(Date.parse(at), dayNumber(day))
}

/** Shape: → false where the text is of another form; what was told until then is to be dropped */
function scan(text: string, taker: TimelineTaker): boolean {
  if (!text.startsWith(STATES)) return false
  let at = STATES.length
  while (text.charCodeAt(at) === OPEN) {
    const time = entryTime(text, at)
    const state = stateAt(text, at + VALUE)
    if (state < 0 || Number.isNaN(time)) return false
    taker.putState(time, state)
    at = afterEntry(text, at + VALUE + (HAZARD_STATES[state]?.length ?? 0))
  }
  if (!text.startsWith(DEADLINES, at)) return false
  at += DEADLINES.length
  while (text.charCodeAt(at) === OPEN) {
    const time = entryTime(text, at)
    const day = dayAt(text, at + VALUE)
    if (Number.isNaN(day) || Number.isNaN(time)) return false
    taker.putDeadline(time, day)
    at = afterEntry(text, at + VALUE + DAY_LENGTH)
  }
  return at + END.length === text.length && text.endsWith(END)
}

/** The first text of an entry that begins at a place, as a moment; NaN where it is none. */
function entryTime(text: string, at: number): number {
  const isMarked =
    text.charCodeAt(at + 1) === QUOTE &&
    text.charCodeAt(at + VALUE - 3) === QUOTE &&
    text.charCodeAt(at + VALUE - 2) === COMMA &&
    text.charCodeAt(at + VALUE - 1) === QUOTE
  return isMarked ? timeAt(text, at + 2) : Number.NaN
}

/** The number of the state whose name stands at a place and ends there; −1 without one. */
function stateAt(text: string, at: number): number {
  for (let state = 0; state < HAZARD_STATES.length; state += 1) {
    const name = HAZARD_STATES[state] as string
    // The end is looked at first: it tells most names apart.
    if (text.charCodeAt(at + name.length) === QUOTE && text.startsWith(name, at)) return state
  }
  return -1
}

/** Where the next entry begins, or the list ends, after a value's last character; −1 for neither. */
function afterEntry(text: string, at: number): number {
  if (text.charCodeAt(at) !== QUOTE || text.charCodeAt(at + 1) !== CLOSE) return -1
  const next = text.charCodeAt(at + 2)
  if (next === CLOSE) return at + 2
  return next === COMMA && text.charCodeAt(at + 3) === OPEN ? at + 3 : -1
}
