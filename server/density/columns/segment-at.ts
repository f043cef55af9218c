/**
 * A segment at a moment (某时点的列): what of each row was the last word then, today or at the end of
 * any past day, since levels, states and deadlines are append-only.
 *
 * 1 byte a point, 17 bytes a hazard and 2 an enterprise. It is made in one pass over
 * the rows, each of which looks at its own history from the end. On another day between whose
 * instants nothing else happened all but 4 bytes a hazard is shared, and only the open hazards are
 * looked at; their list, 4 bytes each, lasts as long as the states it is of. Kept by
 * `column-cache.ts`.
 */
import type { Moment } from '#domain/facts.ts'
import { isOverdueOnDayNumber } from '#domain/hazard-deadline.ts'
import { HAZARD_STATES, isOpenState } from '#domain/hazard.ts'
import { shanghaiDayNumber } from '#domain/day.ts'
import { ABSENT, NO_DAY } from './segment.ts'
import type { EnterpriseColumns } from './enterprise-columns.ts'
import type { HazardColumns, PointColumns, Segment } from './segment.ts'

/** Enterprises at a moment (某时点的企业列), by their numbers; shared by days on which they are the same. */
export interface OwnersAt {
  /** 1 where it was there. */
  readonly there: Uint8Array
  /** Number of its pair of levels; without meaning where it was not there. */
  readonly pair: Uint8Array
}

/** A segment as it was at a moment (某时点的列). */
export interface SegmentAt {
  readonly segment: Segment
  readonly moment: Moment
  readonly owners: OwnersAt
  /** Number of each point's pair of levels, ABSENT where the point was not there. */
  readonly pair: Uint8Array
  /** Number of each hazard's state, ABSENT where the hazard was not there. */
  readonly state: Uint8Array
  /** When the hazard entered that state, epoch milliseconds. */
  readonly enteredAt: Float64Array
  /** The deadline as it stood, days since 1970-01-01, or NO_DAY. */
  readonly deadline: Int32Array
  /** 0 when not overdue. */
  readonly overdueDays: Int32Array
}

/** The arrays of a segment at a moment, some shared with other days (某时点占用), for who counts memory. */
export function momentColumns(at: SegmentAt): ArrayBufferView[] {
  const { owners, pair, state, enteredAt, deadline, overdueDays } = at
  const open = openRows.get(state)
  const own = [owners.there, owners.pair, pair, state, enteredAt, deadline, overdueDays]
  return open === undefined ? own : [...own, open]
}

/** Whether a state of a number is open. */
export const OPEN_STATES: readonly boolean[] = HAZARD_STATES.map(isOpenState)

/** Look at a segment at a moment. */
export function segmentAt(segment: Segment, moment: Moment): SegmentAt {
  const owners = ownersAt(segment.enterprises, moment.time)
  return {
    segment,
    moment,
    owners,
    pair: pairsAt(segment.points, owners.there, moment.time),
    ...hazardsAt(segment.hazards, owners.there, moment),
  }
}

/** By the rule of `enterpriseAt` of the domain. */
function ownersAt(enterprises: EnterpriseColumns, time: number): OwnersAt {
  const { count, createdAt, archivedAt, levelStart, levelAt, levelPair } = enterprises
  const there = new Uint8Array(count)
  const pair = new Uint8Array(count)
  for (let number = 0; number < count; number += 1) {
    if ((createdAt[number] as number) > time || (archivedAt[number] as number) <= time) continue
    there[number] = 1
    const [start, end] = [levelStart[number] as number, levelStart[number + 1] as number]
    const last = lastEntry(levelAt, start, end, time)
    if (last >= 0) pair[number] = levelPair[last] as number
  }
  return { there, pair }
}

/**
 * The same rows on another day (换日), when none of them begins, changes or ends in between: only
 * deadlines pass.
 */
export function onAnotherDay(at: SegmentAt, moment: Moment): SegmentAt {
  const { state, enteredAt, deadline } = at
  const today = moment.dayNumber
  const overdueDays = new Int32Array(state.length)
  for (const row of openHazards(at)) {
    const day = deadline[row] as number
    if (day === NO_DAY || today <= day) continue
    now.state = state[row] as number
    now.enteredAt = enteredAt[row] as number
    now.deadline = day
    overdueDays[row] = overdueDaysOf(now, today)
  }
  return { ...at, moment, overdueDays }
}

/** 4 bytes an open hazard, by the states they are of. */
const openRows = new WeakMap<Uint8Array, Uint32Array>()

/** The open hazards of a moment (未闭环隐患), as ascending rows: most are closed, and stay so. */
export function openHazards({ state }: Pick<SegmentAt, 'state'>): Uint32Array {
  let rows = openRows.get(state)
  if (rows === undefined) {
    const found: number[] = []
    for (let row = 0; row < state.length; row += 1)
      if (OPEN_STATES[state[row] as number] === true) found.push(row)
    rows = Uint32Array.from(found)
    openRows.set(state, rows)
  }
  return rows
}

function pairsAt(points: PointColumns, there: Uint8Array, time: number): Uint8Array {
  const { count, enterprise, createdAt, archivedAt, levelStart, levelAt, levelPair } = points
  const pair = new Uint8Array(count)
  for (let row = 0; row < count; row += 1) {
    if (
      there[enterprise[row] as number] === 0 ||
      (createdAt[row] as number) > time ||
      (archivedAt[row] as number) <= time
    ) {
      pair[row] = ABSENT
      continue
    }
    const last = lastEntry(levelAt, levelStart[row] as number, levelStart[row + 1] as number, time)
    pair[row] = last < 0 ? 0 : (levelPair[last] as number)
  }
  return pair
}

function hazardsAt(hazards: HazardColumns, there: Uint8Array, moment: Moment) {
  const { count, enterprise, foundAt, archivedAt } = hazards
  const state = new Uint8Array(count)
  const enteredAt = new Float64Array(count)
  const deadline = new Int32Array(count)
  const overdueDays = new Int32Array(count)
  const today = moment.dayNumber
  for (let row = 0; row < count; row += 1) {
    if (
      there[enterprise[row] as number] === 0 ||
      (foundAt[row] as number) > moment.time ||
      (archivedAt[row] as number) <= moment.time
    ) {
      state[row] = ABSENT
      continue
    }
    stateAt(hazards, row, moment.time, now)
    state[row] = now.state
    enteredAt[row] = now.enteredAt
    deadline[row] = now.deadline
    overdueDays[row] = overdueDaysOf(now, today)
  }
  return { state, enteredAt, deadline, overdueDays }
}

/** What of a hazard was the last word at an instant. */
interface HazardNow {
  state: number
  enteredAt: number
  deadline: number
}

/** Written anew for each row: an object a row would cost more than the work. */
const now: HazardNow = { state: 0, enteredAt: 0, deadline: 0 }

function stateAt(hazards: HazardColumns, row: number, time: number, found: HazardNow): void {
  const { stateStart, stateAt: at, deadlineStart, deadlineAt } = hazards
  const last = lastEntry(at, stateStart[row] as number, stateStart[row + 1] as number, time)
  // Found but without a recorded state yet is REPORTED, the first state.
  found.state = last < 0 ? 0 : (hazards.state[last] as number)
  found.enteredAt = last < 0 ? (hazards.foundAt[row] as number) : (at[last] as number)
  const day = lastEntry(
    deadlineAt,
    deadlineStart[row] as number,
    deadlineStart[row + 1] as number,
    time,
  )
  found.deadline = day < 0 ? NO_DAY : (hazards.deadline[day] as number)
}

function overdueDaysOf({ state, enteredAt, deadline }: HazardNow, today: number): number {
  if (deadline === NO_DAY || today <= deadline) return 0
  const name = HAZARD_STATES[state]
  const isLate =
    name !== undefined && isOverdueOnDayNumber(name, deadline, today, shanghaiDayNumber(enteredAt))
  return isLate ? today - deadline : 0
}

/** Tell whether a hazard was overdue (逾期) at an earlier instant, as `wasOverdueAt` of the domain. */
export function wasOverdue(
  hazards: HazardColumns,
  row: number,
  time: number,
  today: number,
): boolean {
  if (today <= (hazards.earliestDeadline[row] as number)) return false
  if ((hazards.foundAt[row] as number) > time || (hazards.archivedAt[row] as number) <= time)
    return false
  stateAt(hazards, row, time, now)
  return overdueDaysOf(now, today) > 0
}

/** The last entry not later than an instant, or −1: histories are short and mostly asked for their end. */
function lastEntry(at: Float64Array, start: number, end: number, time: number): number {
  for (let entry = end - 1; entry >= start; entry -= 1)
    if ((at[entry] as number) <= time) return entry
  return -1
}

/** When a point got the level it had at a moment; NaN while unassessed. */
export function assessedAt({ segment: { points }, pair, moment }: SegmentAt, row: number): number {
  if (pair[row] === 0) return Number.NaN
  const last = lastEntry(
    points.levelAt,
    points.levelStart[row] as number,
    points.levelStart[row + 1] as number,
    moment.time,
  )
  return last < 0 ? Number.NaN : (points.levelAt[last] as number)
}
