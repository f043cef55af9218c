/**
 * Ids of rows (编号列) packed into four words: 16 bytes each where they are UUIDs in lower case, text
 * in a map for the others. An id becomes text again only where a row is told by itself; nothing is
 * kept of that. The table of digits that packing reads takes 64 KiB, once for the process.
 */

/** Ids of rows (编号列), in the order of the rows. */
export interface IdColumn {
  readonly words: Uint32Array
  /** Ids that are no UUID, by row. */
  readonly others: ReadonlyMap<number, string>
}

/** Words of 32 bits that an id is packed into. */
export const ID_WORDS = 4

/** The value of each lower-case hexadecimal digit by its code, 16 for all else. */
const DIGITS = new Uint8Array(65_536).fill(16)
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
  seen = 0
  words[at] = (fourDigits(id, 0) << 16) | fourDigits(id, 4)
  words[at + 1] = (fourDigits(id, 9) << 16) | fourDigits(id, 14)
  words[at + 2] = (fourDigits(id, 19) << 16) | fourDigits(id, 24)
  words[at + 3] = (fourDigits(id, 28) << 16) | fourDigits(id, 32)
  return seen < 16
}

/** All bits of the digits of the id that is being packed: one that is none has a fifth. */
let seen = 0

function fourDigits(id: string, at: number): number {
  const first = DIGITS[id.charCodeAt(at)] as number
  const second = DIGITS[id.charCodeAt(at + 1)] as number
  const third = DIGITS[id.charCodeAt(at + 2)] as number
  const fourth = DIGITS[id.charCodeAt(at + 3)] as number
  seen |= first | second | third | fourth
  return (first << 12) | (second << 8) | (third << 4) | fourth
}

/** The id of a row as text. */
export function idAt({ words, others }: IdColumn, row: number): string {
  const other = others.size === 0 ? undefined : others.get(row)
  if (other !== undefined) return other
  const word = (at: number) => (words[row * ID_WORDS + at] as number).toString(16).padStart(8, '0')
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)]
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`
}
