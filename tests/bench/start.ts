import type { Report } from './report.ts'
import type { ServerProcess } from './server-process.ts'

/** A start on a filled home: to the line that says where to sign in, and until all is loaded. */
export function benchStart({ startSeconds, loadedSeconds }: ServerProcess, report: Report): void {
  report({
    name: 'second start, until it is ready',
    value: startSeconds,
    unit: 's',
    goal: { atMost: 3 },
  })
  report({
    name: 'second start, until all rows are loaded',
    value: loadedSeconds,
    unit: 's',
    goal: null,
  })
}
