/**
 * Room for the rows of a pass before it is known how many pass (草稿行), kept for the next one: arrays
 * as large as a segment, made anew for each pass, would be most of what the collector has to clear.
 *
 * 4 bytes a row of the longest list it was asked for, 4 kB at first, as long as the process lives.
 */

/** Room for rows (草稿行) that one pass after another works in. */
export class ScratchRows {
  #rows = new Uint32Array(1_024)

  /** Room for so many rows, with those of an earlier pass in it. Not to be kept beyond the pass. */
  take(length: number): Uint32Array {
    if (this.#rows.length < length) this.#rows = new Uint32Array(length)
    return this.#rows
  }
}
