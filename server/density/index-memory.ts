/**
 * What the index takes in memory (内存占用), as far as it lies in arrays. Whoever asks has the lengths
 * of some seventy arrays a segment added up and no row looked at; texts come on top.
 */
import type { Segment } from './columns/segment.ts'

/** What the index takes in memory (内存占用). */
export interface IndexMemory {
  readonly segments: number
  /** Rows, whoever sees them. Units: bytes */
  readonly columnBytes: number
  /** What rows say on the days asked about, and what is made of it for all questions. Units: bytes */
  readonly momentBytes: number
  /** Lists of selected rows that are remembered, and the cells they were counted in. Units: bytes */
  readonly selectionBytes: number
  /**
   * Density lattices and fields that are remembered, parts that they share counted with each, values at
   * their nodes, and room for tiles. Units: bytes
   */
  readonly latticeBytes: number
  /** Whether commits wait to be taken in. */
  readonly isCatchingUp: boolean
}

/** Bytes of the arrays of some segments (列占用). */
export function columnBytes(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + arrayBytes(segment), 0)
}

/** Of an object and those it is made of; lists of texts are no columns. */
function arrayBytes(columns: object): number {
  return Object.values(columns).reduce<number>((sum, own: unknown) => {
    if (ArrayBuffer.isView(own)) return sum + own.byteLength
    return typeof own !== 'object' || own === null || Array.isArray(own)
      ? sum
      : sum + arrayBytes(own)
  }, 0)
}
