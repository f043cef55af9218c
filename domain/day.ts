import { failure, success } from './result.ts'
import type { Result } from './result.ts'

/**
 * Days as the county counts them: in Asia/Shanghai, fixed at +08:00. (China kept summer time
 * from 1986 to 1991; no record here is that old.) A day is the text YYYY-MM-DD.
 */
const OFFSET_MILLISECONDS = 8 * 3_600_000
const DAY_MILLISECONDS = 24 * 3_600_000

/** The day asked for last: nearly every instant asked about is of the same day as the one before. */
let lastDay = { number: NaN, text: '' }

/** The day (自然日) of an instant. Errors: RangeError for an invalid Date */
export function shanghaiDay(at: Date): string {
  const number = shanghaiDayNumber(at.getTime())
  if (number !== lastDay.number) lastDay = { number, text: dayOfNumber(number) }
  return lastDay.text
}

/** A day as the number of days since 1970-01-01, for who counts with very many of them. */
export function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MILLISECONDS
}

/** The day of a number of days since 1970-01-01. */
export function dayOfNumber(number: number): string {
  return dayText(number * DAY_MILLISECONDS)
}

/** The day (自然日) of an instant as a number. Units: epoch milliseconds → days since 1970-01-01 */
export function shanghaiDayNumber(time: number): number {
  return Math.floor((time + OFFSET_MILLISECONDS) / DAY_MILLISECONDS)
}

/** Tell whether an instant lies in a day of a number, or before it. Shape: NaN does not */
export function isByShanghaiDay(time: number, dayNumber: number): boolean {
  return time + OFFSET_MILLISECONDS < (dayNumber + 1) * DAY_MILLISECONDS
}

/** The month (月份) of an instant, YYYY-MM. */
export function shanghaiMonth(at: Date): string {
  return shanghaiDay(at).slice(0, 7)
}

/** The first instant of a day. Errors: RangeError when it is no real day */
export function startOfShanghaiDay(day: string): Date {
  return new Date(midnightUtc(day) - OFFSET_MILLISECONDS)
}

/** The last millisecond of a day. Errors: RangeError when it is no real day */
export function endOfShanghaiDay(day: string): Date {
  return new Date(midnightUtc(day) - OFFSET_MILLISECONDS + DAY_MILLISECONDS - 1)
}

/** The day n days later, earlier when n is negative. Errors: RangeError when it is no real day */
export function addDays(day: string, days: number): string {
  if (!Number.isInteger(days)) throw new RangeError(`expected whole days, got ${days}`)
  return dayText(midnightUtc(day) + days * DAY_MILLISECONDS)
}

/** How many days `to` is after `from`, negative when before. Errors: RangeError when no real day */
export function daysBetween(from: string, to: string): number {
  return (midnightUtc(to) - midnightUtc(from)) / DAY_MILLISECONDS
}

/** Records are of these years; the days around them that rules count to can still be written. */
const FIRST_DAY = '1900-01-01'
const LAST_DAY = '2999-12-31'

/**
 * Read a day that exists in the calendar, of the years 1900 to 2999.
 * Shape: "2026-02-28" → the same; nothing else is taken, so that no reading is a guess
 * Errors: not_a_day
 */
export function parseDay(text: string): Result<string> {
  return isDay(text) && text >= FIRST_DAY && text <= LAST_DAY
    ? success(text)
    : failure(
        'day',
        'not_a_day',
        `“${text.slice(0, 20)}”不是有效日期，请按 年-月-日 填写真实日期，如 2026-03-05`,
      )
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const milliseconds = Date.parse(`${text}T00:00:00Z`)
  // Some engines roll 30 February over to March: only a day that reads back is real.
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text)
}

function midnightUtc(day: string): number {
  if (!isDay(day)) throw new RangeError(`expected a day YYYY-MM-DD, got ${day}`)
  return Date.parse(`${day}T00:00:00Z`)
}

function dayText(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString().slice(0, 10)
  if (!/^\d{4}-/.test(text)) throw new RangeError('the day lies outside years 0000 to 9999')
  return text
}
