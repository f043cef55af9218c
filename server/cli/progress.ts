import type { Terminal } from './terminal.ts'

/** How far long work is: what there is to count, in words of its own. */
export interface Step {
  /** Part of the whole that is done, 0 to 1. */
  readonly share: number
  readonly rows: number
  /** What is done so far, as a person reads it. */
  readonly text: string
}

const BAR_CHARACTERS = 24

/** Between two lines where nobody watches, as in a log file. */
const QUIET_MILLISECONDS = 10_000

/**
 * Tells how far long work (进度) is: a bar on a screen, a line now and then in a log.
 * Shape: share, what is done, rows and rows a second, time left
 */
export function createProgress(
  terminal: Terminal,
  now: () => number = performance.now.bind(performance),
): (step: Step) => void {
  const started = now()
  let told = started
  return (step) => {
    const line = progressLine(step, now() - started)
    if (terminal.isScreen) terminal.progress(`${bar(step.share)} ${line}`)
    else if (now() - told >= QUIET_MILLISECONDS) {
      told = now()
      terminal.note(line)
    }
  }
}

/** One line on how far work is after so many milliseconds. */
export function progressLine({ share, rows, text }: Step, elapsed: number): string {
  const perSecond = elapsed > 0 ? Math.round((rows / elapsed) * 1000) : 0
  const left = share > 0 ? (elapsed * (1 - share)) / share : 0
  return [
    `${Math.floor(share * 100)}%`,
    text,
    `${inGroups(rows)} 行`,
    `${inGroups(perSecond)} 行/秒`,
    `剩余约 ${clock(left)}`,
  ].join(', ')
}

function bar(share: number): string {
  const done = Math.round(share * BAR_CHARACTERS)
  return `[${'#'.repeat(done)}${'-'.repeat(BAR_CHARACTERS - done)}]`
}

/** Minutes and seconds, as 3:07. */
function clock(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A count in groups of three (千分位), as 1,234,567. */
export function inGroups(count: number): string {
  return count.toLocaleString('en-US')
}
