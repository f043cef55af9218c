import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDemoAccounts } from '#server/access/demo.ts'
import { COUNTY_CODE } from '#server/sample/county.ts'
import { DEMO_TOWNSHIP, sampleDay } from '#server/sample/sample.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import { keptRowsFile } from '#server/start-index.ts'
import { listEnterpriseIds } from '#server/store/enterprise.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { DEMO_PASSWORD } from '#tests/e2e/product.ts'
import type { BenchCounty } from './county.ts'
import type { CountySize } from './report.ts'

const FILE = 'riskmap.db'

/** A county in a copy of a kept home (留存的库): the kept one is read, and first made where it is missing. */
export async function copyKeptCounty(keptHome: string, wanted: CountySize): Promise<BenchCounty> {
  const kept = path.join(keptHome, FILE)
  if (!existsSync(kept)) await makeKept(kept, wanted)
  const home = mkdtempSync(path.join(tmpdir(), 'riskmap-bench-'))
  try {
    for (const suffix of ['', '-wal'])
      if (existsSync(kept + suffix)) copyToDisk(kept + suffix, path.join(home, FILE + suffix))
    const county = await openKeptCounty(home)
    const remove = async () => {
      await county.remove()
      rmSync(home, { recursive: true, force: true })
    }
    return { ...county, remove }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

/**
 * A county in a kept home, where it is (原地打开): what is measured may write to it, and it stays. Its kept
 * rows do not, or a load from the store would be one from them.
 */
export async function openKeptCounty(home: string): Promise<BenchCounty> {
  rmSync(keptRowsFile(home), { force: true })
  const store = await openStore({ kind: 'sqlite', file: path.join(home, FILE) })
  try {
    await migrateToLatest(store)
    const [enterpriseId = ''] = await listEnterpriseIds(store)
    const places = { county: COUNTY_CODE, township: DEMO_TOWNSHIP, enterpriseId }
    await createDemoAccounts(store, places, DEMO_PASSWORD)
    const remove = () => store.close()
    return { home, store, size: await sizeOf(store), writing: null, remove }
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * Copy a file, and have the copy on the disk: what is timed first after it would else share the disk
 * with gigabytes being written back.
 */
function copyToDisk(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE)
  const copy = openSync(to, 'r+')
  try {
    fsyncSync(copy)
  } finally {
    closeSync(copy)
  }
}

async function makeKept(file: string, wanted: CountySize): Promise<void> {
  const store = await openStore({ kind: 'sqlite', file })
  try {
    await migrateToLatest(store)
    await writeSample(store, { seed: 1, asOf: sampleDay(new Date()), ...wanted })
  } finally {
    await store.close()
  }
}

async function sizeOf({ db }: Store): Promise<CountySize> {
  const rowsOf = async (table: 'enterprise' | 'risk_point' | 'hazard') => {
    const { rows } = await db
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow()
    return rows
  }
  const [enterprises, riskPoints, hazards] = [
    await rowsOf('enterprise'),
    await rowsOf('risk_point'),
    await rowsOf('hazard'),
  ]
  return { enterprises, riskPoints, hazards }
}
