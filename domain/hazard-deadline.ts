import { addDays, dayNumber, shanghaiDay } from './day.ts'
import { isOpenState } from './hazard.ts'
import type { Hazard, HazardLevel, HazardManageType, HazardState } from './hazard.ts'
import { deadline } from './norms/hazard-codes.ts'

/** Days have no summer time here, and a day alone is read as UTC. */
const DAY_MILLISECONDS = 24 * 3_600_000

/**
 * A time limit of the hazard loop that the table of defaults gives in days (期限默认值).
 * Units: days
 * Errors: RangeError when the table has no such code, or in another unit
 */
export function deadlineDays(code: string): number {
  const { value, unit } = deadline(code)
  if (unit !== 'day') throw new RangeError(`deadline ${code}: expected days, got ${unit}`)
  return value
}

/**
 * The deadline a hazard has while nobody set another (默认整改期限).
 * Shape: the day it counts from → the same day for 即查即改, some days later for a general one;
 *   null for a major one, whose rectification plan sets it
 */
export function defaultDeadline(
  hazardLevel: HazardLevel,
  manageType: HazardManageType,
  fromDay: string,
): string | null {
  if (hazardLevel === 'major') return null
  const code = manageType === 'immediate' ? 'same-day-fix' : 'general-rectification'
  return addDays(fromDay, deadlineDays(code))
}

/** The deadline that counts (有效期限): the extended one once an extension was granted. */
export function effectiveDeadline(
  hazard: Pick<Hazard, 'deadline' | 'extendedDeadline'>,
): string | null {
  return hazard.extendedDeadline ?? hazard.deadline
}

/**
 * Tell whether a hazard is late (逾期) on a day: open, and the day after its effective deadline.
 * Shape: a hazard awaiting acceptance that was handed in by its deadline is not the plant's lateness;
 *   `enteredStateAt` is when it entered its state, null when that is not known
 */
export function isOverdueOnDay(
  state: HazardState,
  deadlineDay: string | null,
  day: string,
  enteredStateAt: Date | null = null,
): boolean {
  if (deadlineDay === null || day <= deadlineDay) return false
  const entered = enteredStateAt === null ? null : dayNumber(shanghaiDay(enteredStateAt))
  return isOverdueOnDayNumber(state, dayNumber(deadlineDay), dayNumber(day), entered)
}

/** The same of days as numbers, for who asks it of very many hazards. Units: days since 1970-01-01 */
export function isOverdueOnDayNumber(
  state: HazardState,
  deadlineDay: number,
  day: number,
  enteredStateDay: number | null,
): boolean {
  if (day <= deadlineDay || !isOpenState(state)) return false
  return !(state === 'PENDING_ACCEPT' && enteredStateDay !== null && enteredStateDay <= deadlineDay)
}

/** Tell whether a hazard is late (逾期) at a moment: past 23:59:59 of its deadline, Asia/Shanghai. */
export function isOverdue(
  state: HazardState,
  deadlineDay: string | null,
  now: Date,
  enteredStateAt: Date | null = null,
): boolean {
  return isOverdueOnDay(state, deadlineDay, shanghaiDay(now), enteredStateAt)
}

/**
 * How many days (逾期天数) a day is after a deadline: 1 on the day after it, 0 until then.
 * Shape: both are real days; this runs once a hazard and count, so they are not checked again
 */
export function overdueDaysOnDay(deadlineDay: string, day: string): number {
  return Math.max(0, (Date.parse(day) - Date.parse(deadlineDay)) / DAY_MILLISECONDS)
}

/** How many days (逾期天数) a moment is after a deadline: 1 from its midnight on, 0 until then. */
export function overdueDays(deadlineDay: string, now: Date): number {
  return overdueDaysOnDay(deadlineDay, shanghaiDay(now))
}

/** How a hazard stands to its last day (期限提醒), for saying it in words. Units: days */
export interface DeadlineStanding {
  readonly kind:
    /** Closed or rejected: no day counts any more. */
    | 'settled'
    /** No day was set yet. */
    | 'unset'
    | 'overdue'
    /** Handed in by its day, and still not accepted after it (验收超时). */
    | 'acceptance-late'
    | 'today'
    /** Within the days of the first warning (T‑3). */
    | 'soon'
    | 'later'
  /** Days since, or days left. */
  readonly days: number
}

/**
 * How a hazard stands to its last day (期限提醒) on a day.
 * Shape: `overdue` as the server told it, since only it knows when the hazard was handed in
 */
export function deadlineStanding(
  state: HazardState,
  deadlineDay: string | null,
  overdue: boolean,
  day: string,
): DeadlineStanding {
  if (!isOpenState(state)) return { kind: 'settled', days: 0 }
  if (deadlineDay === null) return { kind: 'unset', days: 0 }
  const left = (Date.parse(deadlineDay) - Date.parse(day)) / DAY_MILLISECONDS
  if (left < 0) return { kind: overdue ? 'overdue' : 'acceptance-late', days: -left }
  if (left === 0) return { kind: 'today', days: 0 }
  return { kind: left <= deadlineDays('warning-first') ? 'soon' : 'later', days: left }
}
