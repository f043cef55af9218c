import { addDays, endOfShanghaiDay, shanghaiDayNumber, startOfShanghaiDay } from './day.ts'
import { momentOf } from './facts.ts'
import type { HazardAt, Moment } from './facts.ts'
import { DueRule, trendMonths } from './kpi.ts'
import type { Period } from './kpi.ts'
import { checkModes } from './norms/hazard-codes.ts'

const OPEN = 1
const MAJOR = 2
const OVERDUE = 4
const DUE = 8
const ON_TIME = 16
const FOUND = 32
const CLOSED = 64
/**
 * What the figures tell of one hazard, as one number (隐患统计码): made once a hazard, day and period,
 * and then counted under any filter without the hazard being looked at again.
 *
 * From the lowest bit: 5 that groups count, 2 and the check mode that the rates count, the months it
 * was found and closed in, and the earlier months at whose end it was overdue.
 */
export const FIGURE_BITS = {
  open: OPEN,
  major: MAJOR,
  overdue: OVERDUE,
  /** Due in the period, and not rejected. */
  due: DUE,
  /** Closed by its deadline as well. */
  onTime: ON_TIME,
  /** Found in the period, and not rejected. */
  found: FOUND,
  closed: CLOSED,
} as const

/** How many values the bits have that a group counts, and those that the rates count. */
export const GROUP_KINDS = 32
export const KINDS = 1_024

const MODE_SHIFT = 7
const FOUND_MONTH_SHIFT = 10
const CLOSED_MONTH_SHIFT = 14
const LATE_SHIFT = 18
/** How many values the month of a code has, and its bits of overdue months. */
export const MONTH_VALUES = 16
export const LATE_VALUES = 2_048

const DAY_MILLISECONDS = 24 * 3_600_000

/** What of a code lasts (不随日期变化): as long as no row of the hazard's history is new. */
export interface LastingHazard {
  readonly isOpen: boolean
  readonly isMajor: boolean
  readonly isRejected: boolean
  /** Its place in the table of check modes; see `checkModeNumber`. A hazard of any other counts under none. */
  readonly checkMode: number
  readonly foundTime: number
  /** NaN unless closed. */
  readonly closedTime: number
  /** Days since 1970-01-01; any day before 1900 for none. */
  readonly deadlineNumber: number
  /** See `overdueMonths`. */
  readonly overdueMonths: number
}

/** What a code is made of. */
export interface FigureHazard extends LastingHazard {
  readonly isOverdue: boolean
}

/** The twelve months (趋势月份) to a moment, for codes. */
export interface TrendRange {
  /** YYYY-MM, oldest first. */
  readonly months: readonly string[]
  /** Ends of all but the last, which goes on at the moment. */
  readonly ends: readonly Moment[]
  /** The first instant of them all. */
  readonly startTime: number
  /** 1 to 12 by day since then; hazards found before are 0. */
  readonly monthOfDay: Uint8Array
}

/** The months of a moment's trend. */
export function trendRange(moment: Moment): TrendRange {
  const months = trendMonths(moment)
  const starts = months.map((month) => startOfShanghaiDay(`${month}-01`).getTime())
  const startTime = starts[0] ?? moment.time
  const days = moment.dayNumber - shanghaiDayNumber(startTime) + 1
  return {
    months,
    ends: months.slice(0, -1).map((month) => momentOf(endOfMonth(month))),
    startTime,
    monthOfDay: Uint8Array.from(
      { length: days },
      (_, day) => starts.filter((start) => start <= startTime + day * DAY_MILLISECONDS).length,
    ),
  }
}

/** The earlier months of a range at whose end something was overdue (逾期月份), one bit a month. */
export function overdueMonths({ ends }: TrendRange, wasOverdue: (end: Moment) => boolean): number {
  let bits = 0
  for (const [month, end] of ends.entries()) if (wasOverdue(end)) bits |= 1 << month
  return bits
}

const NO_MODE = 7
const MODE_NUMBERS = new Map<string, number>(checkModes.items.map(({ code }, mode) => [code, mode]))

/** The number of a check mode (检查方式), by its place in the table. */
export function checkModeNumber(code: string): number {
  return MODE_NUMBERS.get(code) ?? NO_MODE
}

/** The check mode of a code: its place in the table, or a number past its end. */
export function checkModeOf(code: number): number {
  return (code >>> MODE_SHIFT) & NO_MODE
}

/** Months of a code that it was found and closed in: 1 to 12, 0 for any other. */
export function foundMonthOf(code: number): number {
  return (code >>> FOUND_MONTH_SHIFT) & (MONTH_VALUES - 1)
}

export function closedMonthOf(code: number): number {
  return (code >>> CLOSED_MONTH_SHIFT) & (MONTH_VALUES - 1)
}

/** The bits of a code's overdue months. */
export function overdueMonthsOf(code: number): number {
  return code >>> LATE_SHIFT
}

/** Bits above those of a code, of what lasts: rejected, and closed by its deadline, due or not. */
const REJECTED = 1 << 29
const BY_DEADLINE = 1 << 30
const CODE = REJECTED - 1

/**
 * How hazards become codes (统计口径): the one place that says what counts where.
 *
 * First what lasts, the same on all days of a month and in all periods, then what a day and a period
 * add. A class, since very many are made one after the other: it is twice as fast as functions that
 * share their variables.
 */
export class FigureCoder {
  readonly #start: number
  readonly #end: number
  readonly #due: DueRule
  readonly #firstTime: number
  readonly #monthOfDay: Uint8Array

  constructor(period: Period, { startTime, monthOfDay }: TrendRange) {
    this.#start = startOfShanghaiDay(period.from).getTime()
    this.#end = endOfShanghaiDay(period.to).getTime()
    this.#due = new DueRule(period)
    this.#firstTime = startTime
    this.#monthOfDay = monthOfDay
  }

  codeOf(hazard: FigureHazard): number {
    const { deadlineNumber, foundTime, isOverdue } = hazard
    return this.codeOnDay(this.lastingCode(hazard), deadlineNumber, foundTime, isOverdue)
  }

  /**
   * What of a code is the same on every day of the range's last month and in every period.
   * Shape: rejected ones were no hazards and count nowhere but by their own bits
   */
  lastingCode(hazard: LastingHazard): number {
    const { foundTime, closedTime, deadlineNumber } = hazard
    let code = hazard.checkMode << MODE_SHIFT
    if (hazard.isOpen) code |= OPEN
    if (hazard.isMajor) code |= MAJOR
    if (hazard.isRejected) return code | REJECTED
    if (this.#due.isOnTime(deadlineNumber, closedTime)) code |= BY_DEADLINE
    const foundMonth = this.#monthOf(foundTime)
    code |= foundMonth << FOUND_MONTH_SHIFT
    if (!Number.isNaN(closedTime)) {
      code |= CLOSED
      const closedMonth = this.#monthOf(closedTime)
      // What was found only after a month had ended was not there to be closed in it.
      if (closedMonth >= foundMonth) code |= closedMonth << CLOSED_MONTH_SHIFT
    }
    return code | (hazard.overdueMonths << LATE_SHIFT)
  }

  /** The whole code of a hazard (当日统计码). Shape: its lasting code, then as in FigureHazard */
  codeOnDay(
    lasting: number,
    deadlineNumber: number,
    foundTime: number,
    isOverdue: boolean,
  ): number {
    let code = lasting & CODE
    if (isOverdue) code |= OVERDUE
    if ((lasting & REJECTED) !== 0) return code
    if (this.#due.isDue(deadlineNumber)) code |= (lasting & BY_DEADLINE) === 0 ? DUE : DUE | ON_TIME
    if (foundTime >= this.#start && foundTime <= this.#end) code |= FOUND
    return code
  }

  #monthOf(time: number): number {
    if (time < this.#firstTime) return 0
    return this.#monthOfDay[((time - this.#firstTime) / DAY_MILLISECONDS) | 0] ?? 0
  }
}

/** What a code is made of, read from a hazard. */
export function figureHazardOf(hazard: HazardAt, range: TrendRange): FigureHazard {
  return {
    isOpen: hazard.open,
    isMajor: hazard.hazardLevel === 'major',
    isOverdue: hazard.overdue,
    isRejected: hazard.state === 'REJECTED',
    checkMode: checkModeNumber(hazard.checkMode),
    foundTime: hazard.foundTime,
    closedTime: hazard.closedTime ?? Number.NaN,
    deadlineNumber: hazard.deadlineNumber ?? Number.NEGATIVE_INFINITY,
    overdueMonths: overdueMonths(range, (end) => hazard.wasOverdue(end)),
  }
}

function endOfMonth(month: string): Date {
  // The 28th and four days are in the next month, whose first day is the day after the end.
  const next = addDays(`${month}-28`, 4).slice(0, 7)
  return endOfShanghaiDay(addDays(`${next}-01`, -1))
}
