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
  const seconds: number[] = []
  let longestBlock = 0
  const load = async () => {
    // What the load before held is not this one's to give back.
    globalThis.gc?.()
    const own = await watchLoop(() => indexCounty(county))
    seconds.push(own.elapsed / 1000)
    longestBlock = Math.max(longestBlock, own.longestBlock)
    return own.value
  }
  for (let further = 0; further < FURTHER_LOADS; further += 1) (await load()).index.close()
  const indexed = await load()
  const [first = Number.NaN, ...others] = seconds
  report({ name: `${name}, first`, value: first, unit: 's', goal: null })
  report({
    name,
    value: { median: quantile(others, 0.5), worst: quantile(others, 1) },
    unit: 's',
    goal: { atMost: { median: goalsOf(county.size).indexLoad } },
  })
  reportBlock(name, longestBlock, report)
  return indexed
}
