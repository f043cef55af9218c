/** Ids of rows (编号列): 16 bytes each where they are UUIDs, text for the others. */
export interface IdColumn {
  readonly words: Uint32Array
  /** Ids that are no UUID, by row. */
  readonly others: ReadonlyMap<number, string>
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const WORDS = 4

/** Write an id at a row. Shape: `words` has room for 4 numbers a row */
export function packId(
  words: Uint32Array,
  others: Map<number, string>,
  row: number,
  id: string,
): void {
  if (id.length !== 36 || !UUID.test(id)) {
    others.set(row, id)
    return
  }
  words[row * WORDS] = hex(id, 0, 8)
  words[row * WORDS + 1] = hex(id, 9, 13) * 65_536 + hex(id, 14, 18)
  words[row * WORDS + 2] = hex(id, 19, 23) * 65_536 + hex(id, 24, 28)
  words[row * WORDS + 3] = hex(id, 28, 36)
}

/** The id of a row as text. */
export function idAt({ words, others }: IdColumn, row: number): string {
  const other = others.size === 0 ? undefined : others.get(row)
  if (other !== undefined) return other
  const word = (at: number) => (words[row * WORDS + at] as number).toString(16).padStart(8, '0')
  const [a, b, c, d] = [word(0), word(1), word(2), word(3)]
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`
}

/** A part of lower-case hexadecimal text as a number. */
function hex(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    value = value * 16 + (code < 58 ? code - 48 : code - 87)
  }
  return value
}
