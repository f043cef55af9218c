import type { BenchCounty } from './county.ts'
import type { Report } from './report.ts'

/** The sample county as it was written: how long, and how many rows of all tables a second. */
export function benchSample({ writing, size }: BenchCounty, report: Report): void {
  if (writing === null) return
  const { seconds, rows } = writing
  const isLarge = size.riskPoints >= 1_000_000
  report({
    name: 'sample county written',
    value: seconds,
    unit: 's',
    goal: isLarge ? { atMost: 180 } : null,
  })
  report({ name: 'sample county written, rows', value: rows / seconds, unit: '/s', goal: null })
}
