/** Ids of rows (编号列): 16 bytes each where they are UUIDs, text for the others. */
export interface IdColumn {
  readonly words: Uint32Array
  /** Ids that are no UUID, by row. */
  readonly others: ReadonlyMap<number, string>
}

/** Words of 32 bits that an id is packed into. */
export const ID_WORDS = 4

/** Where the digits of each word stand in the text of a UUID, two runs each, and where its hyphens do. */
const RUNS = Uint8Array.of(0, 4, 4, 8, 9, 13, 14, 18, 19, 23, 24, 28, 28, 32, 32, 36)
const HYPHENS = [8, 13, 18, 23] as const

/** The value of each lower-case hexadecimal digit by its code, 16 for all else. */
const DIGITS = new Uint8Array(128).fill(16)
for (let digit = 0; digit < 16; digit += 1) DIGITS[digit.toString(16).charCodeAt(0)] = digit

/**
 * Write an id as four words.
 * Shape: `words` is written from its beginning → false, and nothing to rely on, when it is no UUID in
 *   lower case
 */
export function packId(words: Uint32Array, id: string): boolean {
  if (id.length !== 36) return false
  for (const at of HYPHENS) if (id.charCodeAt(at) !== 45) return false
  let seen = 0
  for (let word = 0; word < ID_WORDS; word += 1) {
    let value = 0
    for (let run = word * 4; run < word * 4 + 4; run += 2) {
      const end = RUNS[run + 1] as number
      for (let at = RUNS[run] as number; at < end; at += 1) {
        const digit = DIGITS[id.charCodeAt(at)] ?? 16
        seen |= digit
        value = (value << 4) | digit
      }
    }
    words[word] = value
  }
  return seen < 16
}

/** The id of a row as text. */
export function idAt({ words, others }: IdColumn, row: number): string {
  const other = others.size === 0 ? undefined : others.get(row)
  if (other !== undefined) return other
  const word = (at: number) => (words[row * ID_WORDS + at] as number).toString(16).padStart(8, '0')
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)]
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`
}
