import { decodeText, type Encoding, type EncodingChoice } from './decode.ts'

/** What is known of a file's encoding (文字编码), and what its beginning reads as. */
export interface EncodingGuess {
  /** Null where two readings are possible and a person must choose. */
  readonly encoding: Encoding | null
  readonly choice: EncodingChoice
  readonly certain: boolean
  /** The first lines under each reading that is possible. */
  readonly readings: readonly {
    readonly encoding: EncodingChoice
    readonly lines: readonly string[]
  }[]
}

const READINGS = ['utf-8', 'gb18030'] as const
const LINES_SHOWN = 4
const CHARACTERS_SHOWN = 120

/** Say how a text reads under a choice, and how it would read otherwise. */
export function guessEncoding(bytes: Uint8Array, choice: EncodingChoice): EncodingGuess {
  const decoded = decodeText(bytes, choice)
  const readings = READINGS.flatMap((encoding) => {
    const reading = decodeText(bytes, encoding)
    return reading.ok ? [{ encoding, lines: firstLines(reading.value.text) }] : []
  })
  return {
    encoding: decoded.ok ? decoded.value.encoding : null,
    choice,
    certain: decoded.ok && (readings.length <= 1 || isPlain(bytes) || hasMark(bytes)),
    readings,
  }
}

function firstLines(text: string): string[] {
  return text
    .slice(0, 4_000)
    .split(/\r\n|\n|\r/)
    .slice(0, LINES_SHOWN)
    .map((line) => line.slice(0, CHARACTERS_SHOWN))
}

function isPlain(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}
