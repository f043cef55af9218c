import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { scopeOf } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import { createDemoAccounts } from '#server/access/demo.ts'
import { beginFactIndex } from '#server/density/fact-index.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import { createSegmentSnapshots } from '#server/density/snapshot/segment-snapshots.ts'
import { keptRowsFile } from '#server/start-index.ts'
import { COUNTY_CODE } from '#server/sample/county.ts'
import { DEMO_TOWNSHIP, demoEnterpriseId, sampleDay } from '#server/sample/sample.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { DEMO_PASSWORD } from '#tests/e2e/product.ts'
import type { CountySize } from './report.ts'

/** A sample county in a home of its own, which a server can be started on. */
export interface BenchCounty {
  readonly home: string
  readonly size: CountySize
  readonly store: Store
  /** What writing it took; null where it was there. */
  readonly writing: { readonly seconds: number; readonly rows: number } | null
  readonly remove: () => Promise<void>
}

/** What most measurements look through: the whole county, by a planner, now. */
export interface IndexedCounty extends BenchCounty {
  readonly index: FactIndex
  readonly scope: Scope
  readonly moment: Moment
}

/** Write the sample county, as `npm start` does, or one of the size that is asked for. */
export async function makeCounty(wanted: Partial<CountySize> = {}): Promise<BenchCounty> {
  const home = mkdtempSync(path.join(tmpdir(), 'riskmap-bench-'))
  const store = await openStore({ kind: 'sqlite', file: path.join(home, 'riskmap.db') })
  const remove = async () => {
    await store.close()
    rmSync(home, { recursive: true, force: true })
  }
  try {
    await migrateToLatest(store)
    const options = { seed: 1, asOf: sampleDay(new Date()), ...wanted }
    const started = performance.now()
    const { enterprises, riskPoints, hazards, rows } = await writeSample(store, options)
    const writing = { seconds: (performance.now() - started) / 1000, rows }
    const places = {
      county: COUNTY_CODE,
      township: DEMO_TOWNSHIP,
      enterpriseId: demoEnterpriseId(options),
    }
    await createDemoAccounts(store, places, DEMO_PASSWORD)
    return { home, size: { enterprises, riskPoints, hazards }, store, writing, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Load a county's rows as the server does at its start: from kept ones where there are any. */
export async function indexCounty(county: BenchCounty): Promise<IndexedCounty> {
  const { store, home } = county
  const onUnusable = (reason: unknown) => console.error('kept rows are not used:', reason)
  const snapshots = createSegmentSnapshots({ store, file: keptRowsFile(home), onUnusable })
  const index = beginFactIndex(store, { snapshots })
  await index.settled()
  const scope = scopeOf({
    userId: 'planner',
    username: 'planner',
    name: 'planner',
    role: 'planner',
    regions: [COUNTY_CODE],
    sectors: null,
    enterprises: null,
    county: COUNTY_CODE,
  })
  return { ...county, index, scope, moment: momentOf(new Date()) }
}
