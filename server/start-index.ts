import path from 'node:path'
import type { Logger } from 'pino'
import { beginFactIndex } from './density/fact-index.ts'
import type { FactIndex } from './density/fact-index.ts'
import { MANY_ENTERPRISES } from './density/holdings.ts'
import { createSegmentSnapshots } from './density/snapshot/segment-snapshots.ts'
import { countEnterprises } from './store/enterprise.ts'
import type { Store } from './store/transact.ts'

/**
 * Load the rows into memory (装载内存索引): a small county before the first answer; a large one is answered
 * from what is there so far, and kept for the next start, which for a small one is not worth it.
 * Errors: of a small county, whatever reading the store throws; of a large one each answer tries
 *   again and tells
 */
export async function startIndex(store: Store, home: string, log: Logger): Promise<FactIndex> {
  if (!(await isLarge(store))) {
    const facts = beginFactIndex(store)
    await facts.settled()
    return facts
  }
  const facts = beginFactIndex(store, {
    onProgress: loadProgress(log),
    snapshots: createSegmentSnapshots({
      store,
      file: keptRowsFile(home),
      onUnusable: (reason) => log.info({ reason }, 'the rows kept at the last run are not used'),
    }),
  })
  log.info('rows are still being loaded: the map and its figures tell of those that are there')
  void loadAndKeep(facts, log)
  return facts
}

/** Where the rows of a large county are kept between two runs (内存快照). */
export function keptRowsFile(home: string): string {
  return path.join(home, 'index', 'rows.bin')
}

async function loadAndKeep(facts: FactIndex, log: Logger): Promise<void> {
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10
  try {
    await facts.settled()
    log.info({ ...facts.counts(), seconds: seconds() }, 'all rows are loaded')
  } catch (error) {
    return log.error({ err: error }, 'the rows could not be loaded')
  }
  await keepRows(facts, log)
}

/** Keep the rows for the next start where that is worth it; without them it only takes longer. */
export async function keepRows(facts: FactIndex, log: Logger): Promise<void> {
  try {
    if (await facts.keepSnapshot()) log.info('the rows are kept for the next start')
  } catch (error) {
    log.error({ err: error }, 'the rows could not be kept for the next start')
  }
}

/**
 * Load all rows and keep them, as the first start of a large county would (预存快照).
 * Errors: those of the store and of the file system
 */
export async function keepRowsAhead(store: Store, home: string): Promise<void> {
  const file = keptRowsFile(home)
  const snapshots = createSegmentSnapshots({ store, file, onUnusable: () => undefined })
  const facts = beginFactIndex(store, { snapshots })
  try {
    await facts.keepSnapshot()
  } finally {
    facts.close()
  }
}

/** Whether a start answers before all rows are in, and they are worth keeping (是否大县). */
export async function isLarge(store: Store): Promise<boolean> {
  return (await countEnterprises(store)) >= MANY_ENTERPRISES
}

/** Tells of each tenth of a load. */
function loadProgress(log: Logger): (enterprises: number, of: number) => void {
  let told = 0
  return (enterprises, of) => {
    const tenth = Math.floor((10 * enterprises) / of)
    if (tenth === told) return
    told = tenth
    log.info({ enterprises, of }, 'the index is being loaded')
  }
}
