import type { CommitSignal } from './commit-signal.ts'
import type { Store } from './transact.ts'

/** How other processes' commits are followed, for the machine room. */
export interface FollowingReport {
  /** `listening`: told at once · `looking`: looked for often · `cut-off`: the line is down, looked for rarely. */
  readonly state: 'listening' | 'looking' | 'cut-off'
  /** The last data version told to those who keep copies. */
  readonly version: number
  /** When the database was last asked with success. */
  readonly lookedAt: string
  /** Why it could not be asked, or not be listened to, the last time. */
  readonly failure: string | null
}

/** Other processes' commits are being followed. */
export interface Following {
  readonly report: () => FollowingReport
  readonly stop: () => Promise<void>
}

export interface FollowOptions {
  readonly log: {
    readonly info: (fields: object, message: string) => void
    readonly warn: (fields: object, message: string) => void
  }
  readonly times?: Partial<FollowTimes>
}

interface FollowTimes {
  /** Where nothing can be listened to, the data version is looked at this often. */
  readonly lookEveryMilliseconds: number
  /** Where commits are heard, this often nevertheless, with the connection's pulse. */
  readonly pulseEveryMilliseconds: number
  readonly firstRetryMilliseconds: number
  readonly mostRetryMilliseconds: number
}

const TIMES: FollowTimes = {
  lookEveryMilliseconds: 250,
  pulseEveryMilliseconds: 2_000,
  firstRetryMilliseconds: 200,
  mostRetryMilliseconds: 10_000,
}

/**
 * Follow what other processes commit (跟随其他进程): the command line beside the server, or other
 * servers on the same PostgreSQL. Their commits are told by the store's feed like our own, so this
 * comes before any copy is made.
 *
 * With PostgreSQL each commit is heard at once. A lost connection is made again, later and later; the
 * log says what was missed, and until then it is looked at slowly, so that answers are late, not wrong.
 * Errors: whatever reading the store throws at the beginning; later ones are in the report
 */
export async function followCommits(store: Store, options: FollowOptions): Promise<Following> {
  const { log } = options
  const times = { ...TIMES, ...options.times }
  const { listen } = store.engine
  await store.feed.begin()
  let signal: CommitSignal | null = null
  let lookedAt = new Date()
  let failure: string | null = null
  let stopped = false

  let wanted = false
  let looking: Promise<void> | null = null

  /** One look at a time; what is heard during one is looked for once more after it. */
  function look(): void {
    wanted = true
    looking ??= lookWhileWanted().finally(() => {
      looking = null
    })
  }

  async function lookWhileWanted(): Promise<void> {
    while (wanted && !stopped) {
      wanted = false
      try {
        await store.feed.catchUp()
        lookedAt = new Date()
        if (listen === null || signal !== null) failure = null
      } catch (error) {
        if (failure === null) log.warn({ err: error }, 'commits could not be looked for')
        failure = messageOf(error)
      }
    }
  }

  let retryAfter = times.firstRetryMilliseconds
  let retry: NodeJS.Timeout | undefined

  function lost(error: unknown): void {
    signal = null
    failure = messageOf(error)
    if (stopped) return
    // Nodes cut off together come back spread over a while.
    retry = setTimeout(() => void connect(), retryAfter * (0.5 + Math.random() / 2)).unref()
    retryAfter = Math.min(times.mostRetryMilliseconds, retryAfter * 2)
  }

  async function connect(): Promise<void> {
    if (listen === null || stopped) return
    try {
      const opened = await listen(look, (reason) => {
        log.warn({ err: reason }, 'commits of other servers are no longer heard; connecting again')
        lost(reason)
      })
      if (stopped as boolean) return await opened.close()
      signal = opened
    } catch (error) {
      return lost(error)
    }
    log.info({}, 'commits of other servers are heard')
    retryAfter = times.firstRetryMilliseconds
    // First heard, then read: nothing committed in between is missed.
    look()
  }

  await connect()
  const every = listen === null ? times.lookEveryMilliseconds : times.pulseEveryMilliseconds
  const timer = setInterval(() => {
    look()
    void signal?.pulse()
  }, every).unref()

  return {
    report: () => ({
      state: listen === null ? 'looking' : signal === null ? 'cut-off' : 'listening',
      version: store.feed.version ?? 0,
      lookedAt: lookedAt.toISOString(),
      failure,
    }),
    async stop() {
      stopped = true
      clearInterval(timer)
      clearTimeout(retry)
      await looking
      await signal?.close()
      signal = null
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
