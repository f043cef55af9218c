/**
 * Enterprises of a segment in columns (企业列): no object stands for any of them, so that a collector
 * has nothing to look through where there are a hundred thousand.
 *
 * 103 bytes an enterprise, its name and code in letters, and 9 for each level it ever had; kept as
 * long as the segment.
 */
import type { EnterpriseSize } from '#domain/enterprise.ts'
import type { IdColumn } from './id-column.ts'
import type { TextColumn } from './text-column.ts'

/** Enterprises in columns (企业列), by their numbers. */
export interface EnterpriseColumns {
  readonly count: number
  readonly ids: IdColumn
  readonly name: TextColumn
  readonly uscc: TextColumn
  /** Codes, as numbers of the segment's texts, or NO_TEXT. */
  readonly county: Uint32Array
  readonly township: Uint32Array
  readonly village: Uint32Array
  readonly sector: Uint32Array
  readonly industry: Uint32Array
  /** Flags, as numbers of the segment's lists. */
  readonly flags: Uint32Array
  /** Number among SIZES. */
  readonly size: Uint8Array
  /** WGS 84 degrees; NaN without a place. */
  readonly lng: Float64Array
  readonly lat: Float64Array
  /** Epoch milliseconds, as all that follow. */
  readonly createdAt: Float64Array
  /** Infinity while in use. */
  readonly archivedAt: Float64Array
  /** NaN without any. */
  readonly lastSelfCheckAt: Float64Array
  /** What `lastHeardTime` of the domain says. */
  readonly lastHeardAt: Float64Array
  /** Levels over time: those of a number are entries levelStart[number] to before levelStart[number + 1]. */
  readonly levelStart: Uint32Array
  readonly levelAt: Float64Array
  readonly levelPair: Uint8Array
}

/** The sizes of enterprises by their numbers. */
export const SIZES: readonly EnterpriseSize[] = ['above-scale', 'small']
