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
