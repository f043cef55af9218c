/**
 * What hazards count for in figures, as one number each (统计码): what lasts of it is made once a
 * month for all filters, scopes, days and periods, and a day and a period only add what passes with
 * them.
 *
 * 4 bytes a hazard of each of the two months asked last, so that one that begins can be prepared
 * before it does, kept as long as the states of a segment; 2 bytes a
 * hazard of the months at whose end it was overdue, for three first months a segment at most;
 * 1 byte a text. Where fewer than one hazard in 32 is counted only those are looked at, and the
 * 4 bytes a hazard go with the question.
 */
import { LRUCache } from 'lru-cache'
import { isByShanghaiDay } from '#domain/day.ts'
import { checkModeNumber, FIGURE_BITS } from '#domain/hazard-figure.ts'
import type { LastingHazard, TrendRange } from '#domain/hazard-figure.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import type { FigurePlan } from '#domain/situation-figures.ts'
import type { Pace } from '../pace.ts'
import { OPEN_STATES, wasOverdue } from './segment-at.ts'
import type { SegmentAt } from './segment-at.ts'
import { ABSENT, MAJOR, NEVER_DUE } from './segment.ts'
import type { Segment } from './segment.ts'

const CLOSED = HAZARD_STATES.indexOf('CLOSED')
const REJECTED = HAZARD_STATES.indexOf('REJECTED')

/** Where fewer than a hazard in so many is counted, codes are made of these alone, and not kept. */
const FEW = 32
/** First months of a segment whose numbers are kept. */
const MOST_KEPT = 3
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 4_096

/** Months whose codes are kept: this one, and the next before it begins. */
const MOST_CODES_KEPT = 2

/** By the states they are of, which a new day alone does not change, and by the first of the months they tell of. */
const lastingOf = new WeakMap<Uint8Array, LRUCache<string, Int32Array>>()
/** By the first of the months. */
const monthsOf = new WeakMap<Segment, LRUCache<string, Uint16Array>>()

/**
 * What lasts of the codes of hazards for some figures (不随日期变化的统计码), by their rows.
 * Shape: rows that are not counted may have any code
 */
export async function lastingCodes(
  at: SegmentAt,
  plan: FigurePlan,
  counted: Uint32Array,
  pace: Pace,
): Promise<Int32Array> {
  const month = monthOf(plan)
  const known = lastingOf.get(at.state)?.get(month)
  if (known !== undefined) return known
  if (counted.length * FEW >= at.segment.hazards.count) return prepareCodes(at, plan, pace)
  const months = monthsOf.get(at.segment)?.get(month) ?? null
  return codesOf(at, plan, { months, rows: counted }, pace)
}

/** Make what lasts of the codes of all hazards of a segment (预先编码), in turns, where that was not done yet. */
export async function prepareCodes(at: SegmentAt, plan: FigurePlan, pace: Pace) {
  const month = monthOf(plan)
  const known = lastingOf.get(at.state)?.get(month)
  if (known !== undefined) return known
  const months =
    monthsOf.get(at.segment)?.get(month) ?? (await allMonths(at.segment, plan.range, pace))
  const codes = await codesOf(at, plan, { months, rows: null }, pace)
  const own = lastingOf.get(at.state) ?? new LRUCache<string, Int32Array>({ max: MOST_CODES_KEPT })
  own.set(month, codes)
  lastingOf.set(at.state, own)
  return codes
}

/** The code of a hazard on the day of a segment (当日编码), from what lasts of it. */
export function codeOnDay(
  { segment, overdueDays, deadline }: SegmentAt,
  { coder }: FigurePlan,
  codes: Int32Array,
  row: number,
): number {
  const isLate = (overdueDays[row] as number) > 0
  const found = segment.hazards.foundAt[row] as number
  return coder.codeOnDay(codes[row] as number, deadline[row] as number, found, isLate)
}

/** How long a hazard took until it was closed (整改时长), 0 of one that is not. Units: milliseconds */
export function closedAfter({ segment, enteredAt }: SegmentAt, code: number, row: number): number {
  if ((code & FIGURE_BITS.closed) === 0) return 0
  return (enteredAt[row] as number) - (segment.hazards.foundAt[row] as number)
}

/** The arrays of codes that are kept of a segment at a moment (占用), for who counts memory. */
export function codeColumns({ segment, state }: SegmentAt): ArrayBufferView[] {
  return [...(lastingOf.get(state)?.values() ?? []), ...(monthsOf.get(segment)?.values() ?? [])]
}

function monthOf({ range }: FigurePlan): string {
  return range.months[0] ?? ''
}

/** Codes by row: of some rows, or of all. */
async function codesOf(
  at: SegmentAt,
  plan: FigurePlan,
  { months, rows }: { months: Uint16Array | null; rows: Uint32Array | null },
  pace: Pace,
): Promise<Int32Array> {
  const { count } = at.segment.hazards
  const codes = new Int32Array(count)
  const write = codeWriter(at, plan, months)
  const wanted = rows?.length ?? count
  for (let start = 0; start < wanted; start += ROWS_A_LOOK) {
    write(codes, rows, start, Math.min(wanted, start + ROWS_A_LOOK))
    await pace()
  }
  return codes
}

async function allMonths(segment: Segment, range: TrendRange, pace: Pace): Promise<Uint16Array> {
  const { count } = segment.hazards
  const months = new Uint16Array(count)
  for (let start = 0; start < count; start += ROWS_A_LOOK) {
    const end = Math.min(count, start + ROWS_A_LOOK)
    for (let row = start; row < end; row += 1) months[row] = overdueMonthsOf(segment, row, range)
    await pace()
  }
  const own = monthsOf.get(segment) ?? new LRUCache<string, Uint16Array>({ max: MOST_KEPT })
  own.set(range.months[0] ?? '', months)
  monthsOf.set(segment, own)
  return months
}

/** The bits that `overdueMonths` of the domain has of a hazard. */
function overdueMonthsOf({ hazards }: Segment, row: number, { ends }: TrendRange): number {
  const { earliestDeadline, stateStart, stateAt, state } = hazards
  const earliest = earliestDeadline[row] as number
  const last = (stateStart[row + 1] as number) - 1
  const isOver = last >= (stateStart[row] as number) && OPEN_STATES[state[last] as number] !== true
  // Until its first deadline it was never late, nor since it was closed for good.
  const overAt = isOver ? (stateAt[last] as number) : Infinity
  if (earliest === NEVER_DUE || isByShanghaiDay(overAt, earliest)) return 0
  let bits = 0
  for (let month = ends.length - 1; month >= 0; month -= 1) {
    const end = ends[month]
    if (end === undefined || end.dayNumber <= earliest) break
    if (end.time < overAt && wasOverdue(hazards, row, end.time, end.dayNumber)) bits |= 1 << month
  }
  return bits
}

/** Written anew for each row: an object a row would cost more than the work. */
type Draft = { -readonly [Key in keyof LastingHazard]: LastingHazard[Key] }

/** Writes the codes of some rows: of the list's, or the rows themselves. */
function codeWriter(at: SegmentAt, { coder, range }: FigurePlan, months: Uint16Array | null) {
  const { state, enteredAt, deadline } = at
  const { flags, foundAt, checkMode } = at.segment.hazards
  const modes = checkModes(at.segment)
  const draft: Draft = {
    ...{ isOpen: false, isMajor: false, isRejected: false },
    ...{ checkMode: 0, foundTime: 0.5, closedTime: 0.5, deadlineNumber: 0, overdueMonths: 0 },
  }
  return (codes: Int32Array, rows: Uint32Array | null, start: number, end: number): void => {
    for (let index = start; index < end; index += 1) {
      const row = rows?.[index] ?? index
      const own = state[row] as number
      if (own === ABSENT) continue
      draft.isOpen = OPEN_STATES[own] === true
      draft.isMajor = ((flags[row] as number) & MAJOR) !== 0
      draft.isRejected = own === REJECTED
      draft.checkMode = modes[checkMode[row] as number] as number
      draft.foundTime = foundAt[row] as number
      draft.closedTime = own === CLOSED ? (enteredAt[row] as number) : Number.NaN
      draft.deadlineNumber = deadline[row] as number
      draft.overdueMonths =
        months === null ? overdueMonthsOf(at.segment, row, range) : (months[row] as number)
      codes[row] = coder.lastingCode(draft)
    }
  }
}

const modesOf = new WeakMap<Segment, Uint8Array>()

/** Numbers of check modes by the numbers of their texts. */
function checkModes(segment: Segment): Uint8Array {
  let modes = modesOf.get(segment)
  if (modes === undefined) {
    modes = Uint8Array.from(segment.texts, checkModeNumber)
    modesOf.set(segment, modes)
  }
  return modes
}
