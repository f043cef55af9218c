/** What a command says: results on the one side, everything on the way on the other. */
export interface Terminal {
  /** Whether a person watches: lines may replace one another. */
  readonly isScreen: boolean
  /** A line of the result. */
  readonly result: (line: string) => void
  /** A line on how it goes. */
  readonly note: (line: string) => void
  /** How far it is; on a screen each replaces the one before. */
  readonly progress: (line: string) => void
}

/** The terminal of this process; progress is shown only to a person. */
export function processTerminal(): Terminal {
  const screen = process.stderr.isTTY
  let shown = 0
  const clear = () => {
    if (shown > 0) process.stderr.write(`\r${' '.repeat(shown)}\r`)
    shown = 0
  }
  return {
    isScreen: screen,
    result: (line) => {
      clear()
      process.stdout.write(`${line}\n`)
    },
    note: (line) => {
      clear()
      process.stderr.write(`${line}\n`)
    },
    progress: (line) => {
      if (!screen) return
      clear()
      process.stderr.write(line)
      // A Chinese character takes two columns.
      shown = line.length * 2
    },
  }
}
