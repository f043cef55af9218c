import { reportBlock } from './block-report.ts'
import type { Report } from './report.ts'
import { spreadOf } from './timing.ts'

/** How long density tiles took, in milliseconds. */
export interface DensityTimes {
  readonly first: readonly number[]
  readonly further: readonly number[]
  readonly longestBlock: number
}

/** Tell how long density tiles took, beside what they should. */
export function reportDensity(name: string, times: DensityTimes, report: Report): void {
  const unit = 'ms'
  report({
    name: `${name}, first of a filter`,
    value: spreadOf(times.first),
    unit,
    goal: { atMost: { max: 80 } },
  })
  report({
    name: `${name}, further of a filter`,
    value: spreadOf(times.further),
    unit,
    goal: { atMost: { p50: 10, p99: 30 } },
  })
  reportBlock(name, times.longestBlock, report)
}
