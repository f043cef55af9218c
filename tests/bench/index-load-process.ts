import path from 'node:path'
import { openStore } from '#server/store/open.ts'
import { indexCounty } from './county.ts'
import { watchLoop } from './timing.ts'

/** What this process tells of the one load it does. Units: milliseconds */
export interface LoadTimes {
  readonly elapsed: number
  readonly longestBlock: number
}

/**
 * `node index-load-process.ts HOME`: loads the index from a home's store and tells how long it took. In a
 * process of its own, as a server does it: one that loads again gives back what it held in the midst of it.
 */
const [, , home = ''] = process.argv
const store = await openStore({ kind: 'sqlite', file: path.join(home, 'riskmap.db') })
const size = { enterprises: 0, riskPoints: 0, hazards: 0 }
const remove = () => store.close()
const county = { home, store, size, writing: null, remove }
const { elapsed, longestBlock, value } = await watchLoop(() => indexCounty(county))
value.index.close()
process.send?.({ elapsed, longestBlock } satisfies LoadTimes)
await store.close()
process.disconnect()
