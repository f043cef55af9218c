/**
 * Texts of rows that few share (文字列), as names: packed one after the other, so that no object stands
 * for any of them. 5 bytes a text beside its letters in UTF-8; it becomes text again each time it is
 * read, and nothing is kept of that.
 */

/** Texts of rows (文字列), in the order of the rows. */
export interface TextColumn {
  /** Those of row n are bytes starts[n] to before starts[n + 1]. */
  readonly starts: Uint32Array
  readonly bytes: Uint8Array
  /** 0 where a row has no text, which is not the same as an empty one. */
  readonly isThere: Uint8Array
}

/** The text of a row; null where it has none. */
export function textAt({ starts, bytes, isThere }: TextColumn, row: number): string | null {
  if (isThere[row] === 0) return null
  const start = bytes.byteOffset + (starts[row] as number)
  const length = (starts[row + 1] as number) - (starts[row] as number)
  return Buffer.from(bytes.buffer, start, length).toString('utf8')
}
