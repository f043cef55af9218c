/**
 * Segments made one after the other of enterprises that come one after the other (段序列), each closed
 * beyond so many rows.
 *
 * It holds the builder of one segment, and nothing of those that were taken. The first may be a
 * part of a full one, each further one is twice the last until they are full.
 */
import type { Segment } from '../columns/segment.ts'
import { SegmentBuilder } from './segment-builder.ts'

/** A segment is closed beyond this many rows: one is selected from in one go. */
export const ROWS_A_SEGMENT = 400_000

/** The first segment's part of a full one, where whoever waits is to have some rows soon. */
export const FIRST_SHARE = 1 / 8

/** Segments one after the other (段序列), of whole enterprises. */
export class SegmentSeries {
  readonly #rowsASegment: number
  #share: number
  #builder = new SegmentBuilder()

  constructor(rowsASegment = ROWS_A_SEGMENT, firstShare = 1) {
    this.#rowsASegment = rowsASegment
    this.#share = firstShare
  }

  /** Where the enterprises of the segment at hand are added; another one after each `take`. */
  get builder(): SegmentBuilder {
    return this.#builder
  }

  get isFull(): boolean {
    return this.#builder.rows >= this.#rowsASegment * this.#share
  }

  get isEmpty(): boolean {
    return this.#builder.enterprises === 0
  }

  /** The segment of all that was added since the last. */
  take(): Segment {
    const segment = this.#builder.seal()
    this.#builder = new SegmentBuilder()
    this.#share = Math.min(1, this.#share * 2)
    return segment
  }
}
