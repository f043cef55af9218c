import { inflateSync } from 'node:zlib'

/** What a printed file holds, read lightly: its pages, their sizes, and the letters one can select. */
export interface PrintedFile {
  readonly pages: number
  /** In points, of the first page. */
  readonly size: readonly [width: number, height: number]
  readonly letters: ReadonlySet<string>
}

/** Every stream of the file that can be unpacked, as Latin-1 text. */
function streamsOf(bytes: Buffer): string[] {
  const found: string[] = []
  const text = bytes.toString('latin1')
  for (const match of text.matchAll(/stream\r?\n/g)) {
    const start = match.index + match[0].length
    const end = text.indexOf('endstream', start)
    try {
      found.push(inflateSync(bytes.subarray(start, end)).toString('latin1'))
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error
    }
  }
  return found
}

/** A letter of a ToUnicode map: UTF-16 in hexadecimal. */
function letterOf(hex: string): string {
  const units = hex.match(/.{4}/g) ?? []
  return String.fromCharCode(...units.map((unit) => parseInt(unit, 16)))
}

function lettersOf(map: string): string[] {
  const singles = [...map.matchAll(/^<[\dA-F]+> <([\dA-F]+)>$/gim)].map(([, hex]) =>
    letterOf(hex ?? ''),
  )
  const ranges = [...map.matchAll(/^<([\dA-F]+)> <([\dA-F]+)> <([\dA-F]{4})>$/gim)].flatMap(
    ([, from = '0', to = '0', first = '0']) => {
      const count = parseInt(to, 16) - parseInt(from, 16) + 1
      return Array.from({ length: count }, (_, index) =>
        String.fromCharCode(parseInt(first, 16) + index),
      )
    },
  )
  return [...singles, ...ranges]
}

/** Read a file printed by the browser: only text set as text has its letters in a map. */
export function readPrinted(bytes: Buffer): PrintedFile {
  const text = bytes.toString('latin1')
  const [, width = '0', height = '0'] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text) ?? []
  const maps = streamsOf(bytes).filter((stream) => stream.includes('begincmap'))
  return {
    pages: [...text.matchAll(/\/Type \/Page\b(?!s)/g)].length,
    size: [Number(width), Number(height)],
    letters: new Set(maps.flatMap(lettersOf)),
  }
}
