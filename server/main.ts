import { mkdirSync } from 'node:fs'
import type { Logger } from 'pino'
import { applyDemoPassword, createDemoAccounts } from './access/demo.ts'
import { ensureAdministrator } from './access/administrator.ts'
import { forgetOld } from './access/housekeeping.ts'
import { SignInCodes } from './access/sign-in-code.ts'
import { createApp } from './app.ts'
import { pagesBuild } from './build-pages.ts'
import { databaseFile } from './config.ts'
import type { Config } from './config.ts'
import { migrateSafely } from './deploy/migrate-safely.ts'
import { productVersion } from './product-version.ts'
import { startUpkeep } from './deploy/upkeep.ts'
import { createLog } from './http/request-log.ts'
import { startServer } from './http/server.ts'
import { createLiveHub } from './live/live-hub.ts'
import { DEMO_TOWNSHIP, demoEnterpriseId, sampleDay } from './sample/sample.ts'
import { COUNTY_CODE } from './sample/county.ts'
import { writeSample } from './sample/write-sample.ts'
import { sweepImportFiles } from './services/import-files.ts'
import { checkFile } from './store/check-file.ts'
import { countEnterprises, hasSampleRows } from './store/enterprise.ts'
import { StoreRefused } from './store/errors.ts'
import { followCommits } from './store/follow-commits.ts'
import { lockInstance } from './store/instance-lock.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/transact.ts'
import { keepRows, startIndex } from './start-index.ts'

const SAMPLE_SEED = 1
const HOUSEKEEPING_EVERY_MILLISECONDS = 3_600_000

/** A started product, and what a person at the console should be told. */
export interface Running {
  readonly url: string
  readonly signInUrl: string
  /** The demo accounts' password where it was invented at this start. */
  readonly demoPassword: string | null
  readonly hasSample: boolean
  /** Rejects when the data turns out not to be sound: it must not be used any longer. */
  readonly soundness: Promise<void>
  readonly close: () => Promise<void>
}

/** Open the store that a configuration names. */
export async function openConfiguredStore(config: Config, log: Logger): Promise<Store> {
  mkdirSync(config.home, { recursive: true })
  const store = await openStore(
    config.databaseUrl === null
      ? { kind: 'sqlite', file: databaseFile(config) }
      : { kind: 'postgres', url: config.databaseUrl },
  )
  try {
    const backup = await migrateSafely(store, config.home, 'server')
    if (backup !== null) log.info({ backup }, 'the schema was brought up to date after a backup')
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

/**
 * The one starter: configuration → store → sample → index → application → listening.
 * Errors: ConfigError, InstanceBusy, and the store's refusals, each with its remedy
 */
export async function serve(config: Config, log: Logger = createLog(config)): Promise<Running> {
  const clock = () => new Date()
  const lock = config.databaseUrl === null ? lockInstance(config.home) : null
  const store = await openConfiguredStore(config, log)
  const sample = await prepareSample(store, config, log)
  await ensureAdministrator(store)
  const following = await followCommits(store, { log })
  const facts = await startIndex(store, config.home, log)
  const release = { version: productVersion(), build: pagesBuild() }
  const live = await createLiveHub({ store, facts, clock, log, release })
  const signInCodes = new SignInCodes(clock)
  const closing = new AbortController()
  closing.signal.addEventListener('abort', () => live.close())
  const upkeep = startUpkeep({ store, home: config.home, log })
  closing.signal.addEventListener('abort', () => upkeep.stop())
  const base = { store, facts, live, upkeep, following, config, clock, log, signInCodes }
  const services = { ...base, closing: closing.signal }
  const server = await startServer(createApp(services), config, closing)
  // Both read the whole file: the map is whole sooner when they do not share the disk.
  const soundness = Promise.allSettled([facts.settled()]).then(() =>
    checkBeside(store, log, closing.signal),
  )
  const housekeeping = setInterval(() => {
    Promise.all([forgetOld(store), sweepImportFiles(config.home, clock())]).catch(
      (error: unknown) => log.error({ err: error }, 'housekeeping failed'),
    )
    void keepRows(facts, log)
  }, HOUSEKEEPING_EVERY_MILLISECONDS)
  const url = config.port === 0 ? `http://localhost:${server.port}` : config.publicUrl
  return {
    url,
    signInUrl: `${url}/sign-in?code=${signInCodes.issue()}`,
    demoPassword: sample.demoPassword,
    hasSample: sample.present,
    soundness,
    close: async () => {
      clearInterval(housekeeping)
      await server.close()
      await following.stop()
      facts.close()
      await store.close()
      lock?.release()
    },
  }
}

/**
 * Read every page of a database that was too large for it at the opening.
 * Errors: StoreRefused when it is damaged; one that cannot be read through is told and served on
 */
async function checkBeside({ engine }: Store, log: Logger, ending: AbortSignal): Promise<void> {
  if (engine.isChecked || engine.file === null) return
  const startedAt = performance.now()
  try {
    await checkFile(engine.file, ending)
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    log.info({ seconds }, 'every page of the database was read: it is sound')
  } catch (error) {
    if (error instanceof StoreRefused) throw error
    if (!ending.aborted) log.error({ err: error }, 'the database could not be read through')
  }
}

/** An empty store gets the sample county (示例县) and its demo accounts; a filled one is left as it is. */
async function prepareSample(
  store: Store,
  config: Config,
  log: Logger,
): Promise<{ present: boolean; demoPassword: string | null }> {
  let present = await hasSampleRows(store)
  let demoPassword: string | null = null
  if (config.sample && !present && (await countEnterprises(store)) === 0) {
    log.info('the store is empty: writing the sample county')
    const options = { seed: SAMPLE_SEED, asOf: sampleDay(new Date()) }
    await writeSample(store, options)
    const places = {
      county: COUNTY_CODE,
      township: DEMO_TOWNSHIP,
      enterpriseId: demoEnterpriseId(options),
    }
    demoPassword = await createDemoAccounts(store, places, config.demoPassword)
    present = true
  }
  if (config.demoPassword !== null) await applyDemoPassword(store, config.demoPassword)
  return { present, demoPassword }
}
