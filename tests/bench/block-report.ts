import type { Report } from './report.ts'

/** Of any one request or step. Units: milliseconds */
const MOST_BLOCKED = 50

/** Tell how long nobody else got a turn of the event loop while something was measured. Units: milliseconds */
export function reportBlock(name: string, longestBlock: number, report: Report): void {
  report({
    name: `${name}, longest block of the event loop`,
    value: longestBlock,
    unit: 'ms',
    goal: { atMost: MOST_BLOCKED },
  })
}
