/** `npm start`: build what is stale, migrate, fill an empty store with the sample, serve; end on a signal. */
import { buildPagesApart, isBuildFresh } from './build-pages.ts'
import { ConfigError, databaseFile, readConfig } from './config.ts'
import type { Config } from './config.ts'
import { DeployRefused } from './deploy/refused.ts'
import { serve } from './main.ts'
import type { Running } from './main.ts'
import { StoreRefused } from './store/errors.ts'
import { refusalInUse } from './store/sqlite.ts'
import { InstanceBusy } from './store/instance-lock.ts'

/** Exit codes of sysexits: a setting or the data must be mended first; a fault of ours. */
const EXIT_CONFIGURATION = 78
const EXIT_SOFTWARE = 70
/** Another server has the home; a supervisor may try again. */
const EXIT_BUSY = 75
const DEMO_ACCOUNTS = 'admin bureau department township enterprise planner'

/** Told in a line, with what to do: a setting or the data must be mended first. */
const TOLD = [ConfigError, StoreRefused, DeployRefused]

function fail(error: unknown): never {
  const isBusy = error instanceof InstanceBusy
  const isTold = isBusy || TOLD.some((kind) => error instanceof kind)
  console.error(error instanceof Error ? (isTold ? error.message : error.stack) : String(error))
  process.exit(isBusy ? EXIT_BUSY : isTold ? EXIT_CONFIGURATION : EXIT_SOFTWARE)
}

function announce(running: Running, config: Config): void {
  console.log(`Riskmap  ${running.url}`)
  console.log(`Sign in: ${running.signInUrl}`)
  if (!running.hasSample) return
  const password =
    running.demoPassword ??
    (config.demoPassword === null
      ? '(invented at the first start; set RISKMAP_DEMO_PASSWORD to choose one)'
      : '(RISKMAP_DEMO_PASSWORD)')
  console.log(`Demo accounts (示例账号): ${DEMO_ACCOUNTS}   password: ${password}`)
}

/** Said at the latest then, whatever hangs: an unfinished transaction is undone at the next start. */
const END_WITHIN_MILLISECONDS = 9_500

/** End on a signal, whenever it comes: what is starting ends when it has started. */
function endOnSignal(): {
  readonly started: (running: Running) => void
  readonly isEnding: () => boolean
} {
  let running: Running | null = null
  let ending = false

  function close(started: Running): void {
    started.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }

  function end(): void {
    if (ending) return
    ending = true
    setTimeout(() => process.exit(0), END_WITHIN_MILLISECONDS)
    if (running !== null) close(running)
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  // The launcher was killed outright: do not stay behind.
  process.on('disconnect', end)
  return {
    started: (product) => {
      running = product
      if (ending) close(product)
    },
    isEnding: () => ending,
  }
}

const life = endOnSignal()
let database = ''
try {
  const config = readConfig(process.env)
  database = databaseFile(config)
  if (!isBuildFresh()) {
    console.log('Building the pages …')
    await buildPagesApart()
  }
  const running = await serve(config)
  announce(running, config)
  life.started(running)
  await running.soundness
} catch (error) {
  // The signal reached the builder of the pages as well.
  if (life.isEnding()) process.exit(0)
  fail(refusalInUse(error, database))
}
