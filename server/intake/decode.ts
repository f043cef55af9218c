import { failure, success, type Result } from '#domain/result.ts'

/** What a person may say about a file's encoding. */
export const ENCODING_CHOICES = ['auto', 'utf-8', 'utf-16', 'gb18030'] as const
export type EncodingChoice = (typeof ENCODING_CHOICES)[number]

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

export interface DecodedText {
  readonly encoding: Encoding
  /** Without its byte order mark. */
  readonly text: string
}

/** A file above this is refused before it is read: it is held in memory while it is checked. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024

/**
 * Read the bytes of a text file without ever guessing a character: no U+FFFD comes out of it.
 * Shape: byte order mark → zero-byte pattern of UTF-16 → UTF-8 → GB18030 (which contains GBK and GB2312)
 * Errors: `encoding` with the offset of the first byte that does not fit; `encoding_ambiguous` when two fit
 */
export function decodeText(bytes: Uint8Array, choice: EncodingChoice): Result<DecodedText> {
  if (bytes.length > MAX_FILE_BYTES) {
    return failure(
      'file',
      'too_large',
      `文件超过 ${MAX_FILE_BYTES / 1048576} MiB; 请拆分后分次导入`,
    )
  }
  if (choice === 'utf-8') return decodeAs(bytes, 'utf-8')
  if (choice === 'gb18030') return decodeAs(bytes, 'gb18030')
  const wide = wideEncodingByMark(bytes) ?? wideEncodingByZeros(bytes)
  if (choice === 'utf-16') return decodeAs(bytes, wide ?? 'utf-16le')
  if (wide !== null) return decodeAs(bytes, wide)

  const utf8 = decodeAs(bytes, 'utf-8')
  const gb18030 = needsSecondReading(utf8) ? decodeAs(bytes, 'gb18030') : null
  if (utf8.ok && gb18030?.ok === true) {
    return failure(
      'file',
      'encoding_ambiguous',
      '按 UTF-8 与 GB18030 都能读通, 无法判断编码; 请用 --encoding utf-8 或 --encoding gb18030 指明',
    )
  }
  return utf8.ok ? utf8 : (gb18030 ?? utf8)
}

function decodeAs(bytes: Uint8Array, encoding: Encoding): Result<DecodedText> {
  const text = tryDecode(bytes, encoding, false)
  if (text === null) {
    const offset = firstBadOffset(bytes, encoding)
    return failure(
      'file',
      'encoding',
      `第 ${offset} 字节 (从 0 计) 不符合 ${encoding} 编码; 请用 --encoding 指明正确的编码, 或在表格软件中另存为 UTF-8 CSV`,
    )
  }
  return success({ encoding, text })
}

function tryDecode(bytes: Uint8Array, encoding: Encoding, partial: boolean): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: partial })
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** The longest prefix that may still be continued, found by halving; what follows it does not fit. */
function firstBadOffset(bytes: Uint8Array, encoding: Encoding): number {
  let good = 0
  let bad = bytes.length + 1
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (tryDecode(bytes.subarray(0, middle), encoding, true) === null) bad = middle
    else good = middle
  }
  return Math.min(good, bytes.length)
}

function wideEncodingByMark(bytes: Uint8Array): Encoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/**
 * Separators, digits and line ends have a zero byte in UTF-16, on the same side; on the other side only the
 * few characters that end a row of the code chart have one, 一 (U+4E00) among them.
 */
function wideEncodingByZeros(bytes: Uint8Array): Encoding | null {
  const sample = bytes.subarray(0, 65_536)
  let even = 0
  let odd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte === 0) {
      if (index % 2 === 0) even += 1
      else odd += 1
    }
  }
  const enough = Math.max(2, sample.length / 100)
  if (odd >= enough && odd >= 4 * even) return 'utf-16le'
  if (even >= enough && even >= 4 * odd) return 'utf-16be'
  return null
}

/**
 * Tell whether UTF-8 alone cannot settle it: it does not fit, or what it gives looks like GBK misread.
 *
 * Chinese in UTF-8 takes three bytes a character. A file whose only non-ASCII characters take two is a
 * western name with an accent (one at a time, Latin), or short GBK text that happens to pass.
 */
function needsSecondReading(utf8: Result<DecodedText>): boolean {
  if (!utf8.ok) return true
  const { text } = utf8.value
  if (/[\u{800}-\u{10ffff}]/u.test(text)) return false
  return /[\u{80}-\u{bf}\u{250}-\u{7ff}]|[\u{80}-\u{7ff}]{2}/u.test(text)
}
