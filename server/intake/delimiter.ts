/** What may stand between two cells; the full-width ones come from hand-made files. */
export const DELIMITERS = [',', '\t', ';', '|', '；', '，'] as const
export type Delimiter = (typeof DELIMITERS)[number]

const SAMPLE_LINES = 60
const SAMPLE_CHARACTERS = 400_000

/**
 * Guess what separates the cells: the candidate whose count is the same on most lines.
 * Shape: text → one delimiter; a comma when nothing separates, as in a file of one column
 */
export function guessDelimiter(text: string): Delimiter {
  const lines = sampleLines(text)
  let best: { delimiter: Delimiter; share: number; count: number } = {
    delimiter: ',',
    share: 0,
    count: 0,
  }
  for (const delimiter of DELIMITERS) {
    const { share, count } = mostFrequentCount(lines, delimiter)
    if (count === 0) continue
    // A header alone is no evidence: within a tenth, the one that makes more columns wins.
    const clearer = share > best.share + 0.1
    const asClear = share > best.share - 0.1
    if (clearer || (asClear && count > best.count)) best = { delimiter, share, count }
  }
  return best.delimiter
}

/** Logical lines with quoted parts blanked, so that what a cell contains does not count. */
function sampleLines(text: string): string[] {
  const unquoted = text.slice(0, SAMPLE_CHARACTERS).replaceAll(/"(?:[^"]|"")*"/g, '""')
  return unquoted
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, SAMPLE_LINES)
}

function mostFrequentCount(
  lines: readonly string[],
  delimiter: string,
): { share: number; count: number } {
  const seen = new Map<number, number>()
  for (const line of lines) {
    const count = line.split(delimiter).length - 1
    if (count > 0) seen.set(count, (seen.get(count) ?? 0) + 1)
  }
  let best = { share: 0, count: 0 }
  for (const [count, times] of seen) {
    const share = times / lines.length
    if (share > best.share || (share === best.share && count > best.count)) best = { share, count }
  }
  return best
}
