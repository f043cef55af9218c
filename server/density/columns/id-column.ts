/**
 * Ids of rows (编号列) packed into four words: 16 bytes each where they are UUIDs in lower case, text
 * in a map for the others. An id becomes text again only where a row is told by itself; nothing is
 * kept of that. The tables of digits that this reads take 257 KiB, once for the process.
 */

/** Ids of rows (编号列), in the order of the rows. */
export interface IdColumn {
  readonly words: Uint32Array
  /** Ids that are no UUID, by row. */
  readonly others: ReadonlyMap<number, string>
}

/** Words of 32 bits that an id is packed into. */
export const ID_WORDS = 4

/** Stands for what is no digit: shifted by up to three digits, it is above all that four digits make. */
const NO_DIGIT = 2 ** 16

/** The value of each lower-case hexadecimal digit by its code. */
const DIGITS = new Uint32Array(65_536).fill(NO_DIGIT)
for (let digit = 0; digit < 16; digit += 1) DIGITS[digit.toString(16).charCodeAt(0)] = digit

const HYPHEN = 45

/**
 * Write an id as four words.
 * Shape: `words` is written from `at` on → false, and nothing to rely on, when it is no UUID in lower
 *   case
 */
export function packId(words: Uint32Array, at: number, id: string): boolean {
  if (id.length !== 36) return false
  if (id.charCodeAt(8) !== HYPHEN || id.charCodeAt(13) !== HYPHEN) return false
  if (id.charCodeAt(18) !== HYPHEN || id.charCodeAt(23) !== HYPHEN) return false
  const [a, b, c, d] = [fourDigits(id, 0), fourDigits(id, 4), fourDigits(id, 9), fourDigits(id, 14)]
  const [e, f] = [fourDigits(id, 19), fourDigits(id, 24)]
  const [g, h] = [fourDigits(id, 28), fourDigits(id, 32)]
  words[at] = (a << 16) | b
  words[at + 1] = (c << 16) | d
  words[at + 2] = (e << 16) | f
  words[at + 3] = (g << 16) | h
  return (a | b | c | d | e | f | g | h) < NO_DIGIT
}

/** Shape: NO_DIGIT or more where one is none */
function fourDigits(id: string, at: number): number {
  return (
    ((DIGITS[id.charCodeAt(at)] as number) << 12) |
    ((DIGITS[id.charCodeAt(at + 1)] as number) << 8) |
    ((DIGITS[id.charCodeAt(at + 2)] as number) << 4) |
    (DIGITS[id.charCodeAt(at + 3)] as number)
  )
}

/** The two digits of each byte, by their codes: the first in the high byte. */
const PAIRS_OF_DIGITS = Uint16Array.from({ length: 256 }, (_, byte) => {
  const digits = byte.toString(16).padStart(2, '0')
  return (digits.charCodeAt(0) << 8) | digits.charCodeAt(1)
})

/** Where the digits of each byte of an id begin in its text. */
const PLACES = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]

/** One room for all: it is text before the next is written. */
const letters = Buffer.alloc(36, '-')

/** The id of a row as text. */
export function idAt({ words, others }: IdColumn, row: number): string {
  const other = others.size === 0 ? undefined : others.get(row)
  if (other !== undefined) return other
  for (let byte = 0; byte < PLACES.length; byte += 1) {
    const word = words[row * ID_WORDS + (byte >>> 2)] as number
    const digits = PAIRS_OF_DIGITS[(word >>> (24 - 8 * (byte & 3))) & 0xff] as number
    const place = PLACES[byte] as number
    letters[place] = digits >>> 8
    letters[place + 1] = digits & 0xff
  }
  return letters.toString('latin1')
}

/** The ids of all rows as texts (全部编号), made anew. */
export function allIds(column: IdColumn): string[] {
  return Array.from({ length: column.words.length / ID_WORDS }, (_, row) => idAt(column, row))
}
