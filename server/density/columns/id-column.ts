/** Ids of rows (编号列): 16 bytes each where they are UUIDs, text for the others. */
export interface IdColumn {
  readonly words: Uint32Array
  /** Ids that are no UUID, by row. */
  readonly others: ReadonlyMap<number, string>
}

/** Words of 32 bits that an id is packed into. */
export const ID_WORDS = 4

/** Where the digits of each word stand in the text of a UUID, and where its hyphens do. */
const PARTS = [
  [0, 8],
  [9, 13, 14, 18],
  [19, 23, 24, 28],
  [28, 36],
] as const
const HYPHENS = [8, 13, 18, 23] as const

/**
 * Write an id as four words.
 * Shape: `words` is written from its beginning → false, and nothing to rely on, when it is no UUID in
 *   lower case
 */
export function packId(words: Uint32Array, id: string): boolean {
  if (id.length !== 36) return false
  for (const at of HYPHENS) if (id.charCodeAt(at) !== 45) return false
  for (let word = 0; word < ID_WORDS; word += 1) {
    const [from, to, next = 0, end = 0] = PARTS[word] ?? [0, 0]
    const value = digits(id, next, end, digits(id, from, to, 0))
    if (value < 0) return false
    words[word] = value
  }
  return true
}

/** The id of a row as text. */
export function idAt({ words, others }: IdColumn, row: number): string {
  const other = others.size === 0 ? undefined : others.get(row)
  if (other !== undefined) return other
  const word = (at: number) => (words[row * ID_WORDS + at] as number).toString(16).padStart(8, '0')
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)]
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`
}

/** Lower-case hexadecimal digits read on from a value; below 0 when one is none. */
function digits(text: string, from: number, to: number, start: number): number {
  let value = start
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) value = value * 16 + (code - 48)
    else if (code >= 97 && code <= 102) value = value * 16 + (code - 87)
    else return -1
  }
  return value
}
