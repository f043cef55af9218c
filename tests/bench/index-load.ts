import { indexCounty } from './county.ts'
import type { BenchCounty, IndexedCounty } from './county.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { watchLoop } from './timing.ts'

/** The index, loaded from the store: how long, and how long nobody else got a turn. */
export async function benchIndexLoad(county: BenchCounty, report: Report): Promise<IndexedCounty> {
  const { value, elapsed, longestBlock } = await watchLoop(() => indexCounty(county))
  const name = 'index load from the store'
  const goal = { atMost: goalsOf(county.size).indexLoad }
  report({ name, value: elapsed / 1000, unit: 's', goal })
  report({
    name: `${name}, longest block of the event loop`,
    value: longestBlock,
    unit: 'ms',
    goal: { atMost: 50 },
  })
  return value
}
