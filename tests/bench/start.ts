import type { Report } from './report.ts'
import type { ServerProcess } from './server-process.ts'

/** A start on a filled home, from the command to the line that says where to sign in. */
export function benchStart({ startSeconds }: ServerProcess, report: Report): void {
  report({
    name: 'second start, until it is ready',
    value: startSeconds,
    unit: 's',
    goal: { atMost: 3 },
  })
}
