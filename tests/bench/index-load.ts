import { reportBlock } from './block-report.ts'
import { indexCounty } from './county.ts'
import type { BenchCounty, IndexedCounty } from './county.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { quantile, watchLoop } from './timing.ts'

/** The first load finds a file that was just written, and code that was not compiled yet. */
const LOADS = 3
/** One load of more than this takes minutes. */
const MOST_LOADED_AGAIN = 1_000_000

/** The index, loaded from the store: how long, and how long nobody else got a turn in the longest. */
export async function benchIndexLoad(county: BenchCounty, report: Report): Promise<IndexedCounty> {
  const first = await watchLoop(() => indexCounty(county))
  const seconds = [first.elapsed / 1000]
  let longestBlock = first.longestBlock
  let indexed = first.value
  while (seconds.length < LOADS && county.size.riskPoints <= MOST_LOADED_AGAIN) {
    indexed.index.close()
    const again = await watchLoop(() => indexCounty(county))
    indexed = again.value
    seconds.push(again.elapsed / 1000)
    longestBlock = Math.max(longestBlock, again.longestBlock)
  }
  const name = 'index load from the store'
  report({
    name,
    value: { first: first.elapsed / 1000, median: quantile(seconds, 0.5) },
    unit: 's',
    goal: { atMost: { median: goalsOf(county.size).indexLoad } },
  })
  reportBlock(name, longestBlock, report)
  return indexed
}
