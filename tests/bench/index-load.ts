import { reportBlock } from './block-report.ts'
import { indexCounty } from './county.ts'
import type { BenchCounty, IndexedCounty } from './county.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { quantile, watchLoop } from './timing.ts'

/** After the first. */
const FURTHER_LOADS = 3

/**
 * The index, loaded from the store: how long, and how long nobody else got a turn in the longest.
 *
 * The first load finds the file as it lies: of one larger than memory nearly all comes from the disk then,
 * whose pace is told and not the product's, and code is not compiled yet. The goal is for those after it.
 */
export async function benchIndexLoad(county: BenchCounty, report: Report): Promise<IndexedCounty> {
  const name = 'index load from the store'
  const first = await watchLoop(() => indexCounty(county))
  let { longestBlock, value: indexed } = first
  const value = first.elapsed / 1000
  report({ name: `${name}, first`, value, unit: 's', goal: null })
  const seconds: number[] = []
  while (seconds.length < FURTHER_LOADS) {
    indexed.index.close()
    const again = await watchLoop(() => indexCounty(county))
    indexed = again.value
    seconds.push(again.elapsed / 1000)
    longestBlock = Math.max(longestBlock, again.longestBlock)
  }
  report({
    name,
    value: { median: quantile(seconds, 0.5), worst: quantile(seconds, 1) },
    unit: 's',
    goal: { atMost: { median: goalsOf(county.size).indexLoad } },
  })
  reportBlock(name, longestBlock, report)
  return indexed
}
