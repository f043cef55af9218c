import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { reportBlock } from './block-report.ts'
import { indexCounty } from './county.ts'
import type { BenchCounty, IndexedCounty } from './county.ts'
import type { LoadTimes } from './index-load-process.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { quantile } from './timing.ts'

const PROCESS = fileURLToPath(new URL('./index-load-process.ts', import.meta.url))
const LOADS = 4

/**
 * The index, loaded from the store: how long, and how long nobody else got a turn in the longest. Each in a
 * process that has loaded nothing yet, as a server does it when it starts.
 *
 * The first load finds the file as it lies: of one larger than memory nearly all comes from the disk then,
 * whose pace is told and not the product's, and code is not compiled yet. The goal is for those after it.
 */
export async function benchIndexLoad(county: BenchCounty, report: Report): Promise<IndexedCounty> {
  const name = 'index load from the store'
  const loads: LoadTimes[] = []
  while (loads.length < LOADS) loads.push(await loadAside(county.home))
  const [first = Number.NaN, ...others] = loads.map(({ elapsed }) => elapsed / 1000)
  report({ name: `${name}, first`, value: first, unit: 's', goal: null })
  report({
    name,
    value: { median: quantile(others, 0.5), worst: quantile(others, 1) },
    unit: 's',
    goal: { atMost: { median: goalsOf(county.size).indexLoad } },
  })
  reportBlock(name, Math.max(...loads.map(({ longestBlock }) => longestBlock)), report)
  return indexCounty(county)
}

async function loadAside(home: string): Promise<LoadTimes> {
  const child = fork(PROCESS, [home], { execArgv: process.execArgv })
  const [times] = (await once(child, 'message')) as [LoadTimes]
  await once(child, 'exit')
  return times
}
