import { Buffer } from 'node:buffer'

/** How a ledger may come: the same table, written out in every way that offices write it. */
export const ENCODINGS = [
  'utf-8',
  'utf-8 with mark',
  'utf-16le with mark',
  'utf-16be with mark',
  'utf-16le',
  'utf-16be',
  'gb18030',
] as const
export const DELIMITERS = [',', ';', '\t'] as const
export const LINE_ENDS = ['\n', '\r\n', '\r'] as const

/** Cells as separated text; a cell is quoted where it must be. */
export function separatedText(
  table: readonly (readonly string[])[],
  delimiter: string,
  lineEnd: string,
): string {
  const quote = (cell: string) =>
    /["\r\n,;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  return table.map((cells) => cells.map(quote).join(delimiter)).join(lineEnd) + lineEnd
}

/** Text as bytes of one of the encodings. */
export function encodeText(text: string, encoding: (typeof ENCODINGS)[number]): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8')
    case 'utf-8 with mark':
      return Buffer.from(`\ufeff${text}`, 'utf8')
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16le with mark':
      return Buffer.from(`\ufeff${text}`, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    case 'utf-16be with mark':
      return Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
    case 'gb18030':
      return encodeGb18030(text)
  }
}

/** Node only reads GB18030: turn its two-byte part (GBK) and the four-byte code of 𠮷 round. */
function encodeGb18030(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = twoByteCodes().get(character)
    if (character.charCodeAt(0) < 0x80) bytes.push(character.charCodeAt(0))
    else if (code !== undefined) bytes.push(code >> 8, code & 0xff)
    else if (character === '𠮷') bytes.push(0x95, 0x34, 0xb2, 0x35)
    else throw new RangeError(`no two-byte GB18030 code for ${character}`)
  }
  return Uint8Array.from(bytes)
}

let known: Map<string, number> | null = null

function twoByteCodes(): Map<string, number> {
  if (known !== null) return known
  known = new Map()
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (!known.has(character)) known.set(character, lead * 256 + trail)
    }
  }
  return known
}
