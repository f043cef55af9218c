import { spawn } from 'node:child_process'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { setPriority } from 'node:os'
import path from 'node:path'
import { readDataVersion, readInstanceId } from '#server/store/meta.ts'
import type { Store } from '#server/store/transact.ts'
import { outlived, parseBackupName } from './retention.ts'
import { watchStorage } from './storage-watch.ts'
import type { Storage } from './storage-watch.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const FIRST_LOOK_AFTER = 5 * MINUTE
const LOOK_EVERY = 10 * MINUTE
/** A program that hangs on a dead disk must not hold up the next one for ever. */
const GIVE_UP_AFTER = 10 * MINUTE
const OVERDUE_AFTER = 26 * HOUR
const LOWER_PRIORITY = 10

/** What an administrator is told of the machine room. */
export interface UpkeepReport {
  readonly storage: Storage
  /** Null where the database has an administrator of its own. */
  readonly backup: {
    readonly lastGoodAt: string | null
    readonly isOverdue: boolean
    readonly failure: string | null
  } | null
}

export interface Upkeep {
  readonly storage: () => Promise<Storage>
  readonly report: () => Promise<UpkeepReport>
  readonly stop: () => void
}

export interface UpkeepOptions {
  readonly store: Store
  readonly home: string
  readonly log: { readonly error: (fields: object, message: string) => void }
  /** Makes one automatic backup; a process of its own unless a test says otherwise. */
  readonly runBackup?: (signal: AbortSignal) => Promise<void>
}

/**
 * Look after a running server (运行维护): verified automatic backups of an SQLite store, hourly while
 * data changes and daily at least, older ones thinned out; and the room on its disk.
 */
export function startUpkeep(
  options: UpkeepOptions,
): Upkeep & { readonly look: () => Promise<void> } {
  const { store, home, log } = options
  const directory = path.join(home, 'backups')
  const startedAt = Date.now()
  const storage = watchStorage(home)
  const ending = new AbortController()
  const run = options.runBackup ?? runBackupProcess
  let failure: string | null = null
  let savedVersion: number | null = null
  let isBusy = false

  async function look(): Promise<void> {
    if (isBusy) return
    isBusy = true
    try {
      const version = await readDataVersion(store)
      if (isDue(await list(), version)) {
        await run(ending.signal)
        savedVersion = version
        failure = null
        await thinOut()
      }
    } catch (error) {
      if (ending.signal.aborted) return
      failure = error instanceof Error ? error.message : String(error)
      log.error({ err: error }, 'the automatic backup failed; earlier ones are kept')
    } finally {
      isBusy = false
    }
    if (isOverdue(newestOf(await list()))) log.error({ directory }, 'no good backup for 26 hours')
  }

  async function list() {
    await mkdir(directory, { recursive: true })
    const instance = (await readInstanceId(store))?.slice(0, 8)
    return (await readdir(directory)).flatMap((name) => {
      const facts = parseBackupName(name)
      return facts === null || facts.instance !== instance ? [] : [{ name, ...facts }]
    })
  }

  function isDue(backups: readonly { readonly madeAt: Date }[], version: number): boolean {
    const newest = newestOf(backups)
    const age = newest === null ? Infinity : Date.now() - newest
    return age > 24 * HOUR || (age > HOUR && version !== savedVersion)
  }

  async function thinOut(): Promise<void> {
    const automatic = (await list()).filter(({ isAutomatic }) => isAutomatic)
    for (const name of outlived(automatic, new Date())) await rm(path.join(directory, name))
  }

  function isOverdue(newest: number | null): boolean {
    return Date.now() - (newest ?? startedAt) > OVERDUE_AFTER
  }

  const isOurs = store.engine.file !== null
  const first = isOurs ? setTimeout(() => void look(), FIRST_LOOK_AFTER) : undefined
  const timer = isOurs ? setInterval(() => void look(), LOOK_EVERY) : undefined
  return {
    storage,
    look,
    report: async () => {
      if (!isOurs) return { storage: await storage(), backup: null }
      const newest = newestOf(await list())
      const lastGoodAt = newest === null ? null : new Date(newest).toISOString()
      const backup = { lastGoodAt, isOverdue: isOverdue(newest), failure }
      return { storage: await storage(), backup }
    },
    stop: () => {
      clearTimeout(first)
      clearInterval(timer)
      ending.abort()
    },
  }
}

function newestOf(backups: readonly { readonly madeAt: Date }[]): number | null {
  if (backups.length === 0) return null
  return Math.max(...backups.map(({ madeAt }) => Number(madeAt)))
}

/** In a process of its own: copying and checking would hold up every request of this one. */
function runBackupProcess(signal: AbortSignal): Promise<void> {
  const commandLine = path.resolve(import.meta.dirname, '..', 'cli', 'riskmap.ts')
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [commandLine, 'backup', '--automatic'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
      timeout: GIVE_UP_AFTER,
      killSignal: 'SIGKILL',
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('spawn', () => {
      if (child.pid !== undefined && child.exitCode === null) setPriority(child.pid, LOWER_PRIORITY)
    })
    child.on('error', reject)
    child.on('close', (code, killedBy) => {
      if (code === 0) resolve()
      else reject(new Error(said.trim() || `ended with ${code ?? killedBy ?? 'nothing'}`))
    })
  })
}
