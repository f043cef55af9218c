import { statSync } from 'node:fs'
import { keptRowsFile } from '#server/start-index.ts'
import { reportBlock } from './block-report.ts'
import { indexCounty } from './county.ts'
import type { IndexedCounty } from './county.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { watchLoop } from './timing.ts'

/** The rows kept for the next start: what writing them takes, and a load from them. */
export async function benchKeptRows(county: IndexedCounty, report: Report): Promise<void> {
  const writing = await watchLoop(() => county.index.keepSnapshot())
  const bytes = statSync(keptRowsFile(county.home)).size
  report({ name: 'kept rows, file', value: bytes / 2 ** 20, unit: 'MiB', goal: null })
  report({ name: 'kept rows, written', value: writing.elapsed / 1000, unit: 's', goal: null })
  reportBlock('kept rows, written', writing.longestBlock, report)
  const loading = await watchLoop(() => indexCounty(county))
  loading.value.index.close()
  const name = 'index load from kept rows'
  const goal = { atMost: goalsOf(county.size).indexLoad }
  report({ name, value: loading.elapsed / 1000, unit: 's', goal })
  reportBlock(name, loading.longestBlock, report)
}
