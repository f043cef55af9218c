import type { LevelPair, RiskLevel } from '#domain/risk-level.ts'
import type { Position } from '#domain/position.ts'

/** How values stand in columns, the same in both dialects: ISO 8601 UTC text, 0 or 1, JSON text. */

/** A moment as ISO 8601 UTC text, which sorts as it passes. */
export function fromDate(date: Date): string {
  return date.toISOString()
}

/** A moment from its column. */
export function toDate(text: string): Date {
  return new Date(text)
}

/**
 * A moment from its column as epoch milliseconds, for who reads very many.
 * Shape: text as fromDate writes it is read digit by digit, in a tenth of the time of Date.parse
 */
export function toTime(text: string): number {
  const time = text.length === MOMENT_LENGTH ? timeAt(text, 0) : Number.NaN
  return Number.isNaN(time) ? Date.parse(text) : time
}

/** How many characters a moment has as fromDate writes it, and a day. */
export const MOMENT_LENGTH = 24
export const DAY_LENGTH = 10

/**
 * A moment that begins at a place of a longer text (文中时刻), as epoch milliseconds.
 * Shape: NaN where the text is not as fromDate writes it
 */
export function timeAt(text: string, at: number): number {
  const days = dayAt(text, at)
  const isMarked =
    text.charCodeAt(at + 10) === T &&
    text.charCodeAt(at + 13) === COLON &&
    text.charCodeAt(at + 16) === COLON &&
    text.charCodeAt(at + 19) === POINT &&
    text.charCodeAt(at + 23) === Z
  if (!isMarked) return Number.NaN
  const hours = twoDigits(text, at + 11)
  const minutes = twoDigits(text, at + 14)
  const seconds = twoDigits(text, at + 17)
  const hundredths = twoDigits(text, at + 20)
  const thousandths = digitAt(text, at + 22)
  // What is no digit makes a number that no other brings back into its bounds.
  const isTime = hours < 24 && minutes < 60 && seconds < 60 && hundredths < 100 && thousandths < 10
  if (!isTime) return Number.NaN
  const time = (hours * 60 + minutes) * 60 + seconds
  return (days * 86_400 + time) * 1_000 + hundredths * 10 + thousandths
}

/**
 * A day YYYY-MM-DD that begins at a place of a longer text (文中日期), as days since 1970-01-01.
 * Shape: NaN where there is none; as Date.parse does, the days after a month's last are the next one's
 */
export function dayAt(text: string, at: number): number {
  if (text.charCodeAt(at + 4) !== HYPHEN || text.charCodeAt(at + 7) !== HYPHEN) return Number.NaN
  const century = twoDigits(text, at)
  const years = twoDigits(text, at + 2)
  const month = twoDigits(text, at + 5)
  const day = twoDigits(text, at + 8)
  const isDay = century < 100 && years < 100 && month >= 1 && month <= 12 && day >= 1 && day <= 31
  if (!isDay) return Number.NaN
  // Years begin in March here, so that the leap day is their last.
  const shifted = century * 100 + years - (month < 3 ? 1 : 0)
  const dayOfYear = Math.floor((153 * (month + (month < 3 ? 9 : -3)) + 2) / 5)
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  return shifted * 365 + leapDays + dayOfYear + day - 719_469
}

const POINT = 46
const HYPHEN = 45
const COLON = 58
const T = 84
const Z = 90
const NO_DIGIT = 1_000

/** Two digits as a number, NO_DIGIT or more where one is none. */
function twoDigits(text: string, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1)
}

function digitAt(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48
  return digit >= 0 && digit <= 9 ? digit : NO_DIGIT
}

/** A moment that may be missing. */
export function toDateOrNull(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

/** A truth as 0 or 1. */
export function fromBoolean(value: boolean): number {
  return value ? 1 : 0
}

/** Read a column of JSON text that this store wrote itself; the reader knows what it wrote. */
export function toJson(text: string): unknown {
  return JSON.parse(text)
}

/** Read a JSON column that may be null. */
export function toJsonOrNull(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}

/** JSON text, or null for null. */
export function fromJsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** A level pair (固有, 现有) from its two columns. */
export function toLevelPair(row: {
  readonly level_inherent: number | null
  readonly level_current: number | null
}): LevelPair {
  return {
    inherent: row.level_inherent as RiskLevel | null,
    current: row.level_current as RiskLevel | null,
  }
}

/** A WGS 84 position from its two columns; both or neither are set. */
export function toPosition(row: {
  readonly lng: number | null
  readonly lat: number | null
}): Position | null {
  return row.lng === null || row.lat === null ? null : [row.lng, row.lat]
}

/** Most ids one statement is asked for. */
export const IDS_A_QUERY = 500

/** Parts of at most `size`, in order. */
export function chunksOf<T>(values: readonly T[], size: number): T[][] {
  const chunks: T[][] = []
  for (let from = 0; from < values.length; from += size)
    chunks.push(values.slice(from, from + size))
  return chunks
}
