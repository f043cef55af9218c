import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pino from 'pino'
import type { Role } from '#domain/role.ts'
import { hashPassword } from '#server/access/password.ts'
import { openSession } from '#server/access/session.ts'
import { SignInCodes } from '#server/access/sign-in-code.ts'
import { hashSecret, newSecret } from '#server/access/token.ts'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { beginFactIndex } from '#server/density/fact-index.ts'
import type { Services } from '#server/http/environment.ts'
import { createLiveHub } from '#server/live/live-hub.ts'
import type { LiveTimes } from '#server/live/live-hub.ts'
import { insertDisplayToken } from '#server/store/display-token.ts'
import { newId } from '#server/store/identifier.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { findUserByName, insertUser } from '#server/store/user.ts'
import type { AccountScope } from '#server/store/user.ts'

/** A clock that stands until it is moved. */
export interface TestClock {
  readonly now: () => Date
  readonly forward: (minutes: number) => void
}

export function standingClock(start = '2026-06-01T08:00:00.000Z'): TestClock {
  let at = new Date(start).getTime()
  return { now: () => new Date(at), forward: (minutes) => void (at += minutes * 60_000) }
}

export interface TestApplication {
  readonly services: Services
  readonly app: ReturnType<typeof createApp>
  readonly directory: string
  readonly closing: AbortController
  readonly close: () => Promise<void>
}

/** The whole server short of a socket, on a database of its own. */
export async function openApplication(
  options: {
    readonly clock?: TestClock
    readonly environment?: Readonly<Record<string, string>>
    /** A directory to come back to, for what must outlive a restart. */
    readonly directory?: string
    /** How often streams beat and are looked after. */
    readonly times?: Partial<LiveTimes>
    /** Rows are not read before the index is told to settle. */
    readonly isUnloaded?: boolean
  } = {},
): Promise<TestApplication> {
  const directory = options.directory ?? (await mkdtemp(path.join(tmpdir(), 'riskmap-')))
  const clock = options.clock?.now ?? (() => new Date())
  const store = await openStore({ kind: 'sqlite', file: path.join(directory, 'riskmap.db'), clock })
  await migrateToLatest(store)
  const facts = beginFactIndex(store)
  if (options.isUnloaded !== true) await facts.settled()
  const closing = new AbortController()
  const log = pino({ level: 'silent' })
  const release = { version: '0.0.0', build: null }
  const { times = {} } = options
  const live = await createLiveHub({ store, facts, clock, log, release, times })
  closing.signal.addEventListener('abort', () => live.close())
  const services: Services = {
    store,
    facts,
    live,
    config: readConfig({
      RISKMAP_HOME: directory,
      RISKMAP_RATE_LIMIT: '0',
      ...options.environment,
    }),
    clock,
    log,
    signInCodes: new SignInCodes(clock),
    closing: closing.signal,
  }
  const close = async () => {
    live.close()
    facts.close()
    await store.close()
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true })
  }
  return { services, app: createApp(services), directory, closing, close }
}

/** An account's password in tests; long, and of four kinds of characters. */
export const TEST_PASSWORD = 'Yunmeng-Shan#2026'

/** One hash for all accounts: hashing is slow on purpose. */
const passwordHash = hashPassword(TEST_PASSWORD)

/** Make an account of a role. */
export async function addAccount(
  { store }: Pick<Services, 'store'>,
  username: string,
  role: Role,
  scope: Partial<AccountScope> = {},
): Promise<void> {
  const kept = await passwordHash
  await store.transact({ actor: 'test', action: 'user.create' }, async (tx) => {
    await insertUser(tx, {
      id: newId(),
      username,
      name: `${username}（示例）`,
      role,
      regions: [],
      sectors: null,
      enterprises: null,
      county: null,
      ...scope,
      passwordHash: kept,
      passwordHistory: [],
      passwordChangedAt: tx.at,
      mustChangePassword: false,
      disabled: false,
      demo: false,
      createdAt: tx.at,
    })
  })
}

/** The cookie of a fresh session of an account, without the price of a password. */
export async function cookieOf(
  { store }: Pick<Services, 'store'>,
  username: string,
): Promise<string> {
  const account = await findUserByName(store, username)
  if (account === null) throw new RangeError(`no account ${username}`)
  const session = await store.maintain((tx) => openSession(tx, account, { ip: null, agent: null }))
  return `riskmap=${session.secret}`
}

/** The cookie of a fresh display token. */
export async function screenCookie(
  { store }: Pick<Services, 'store'>,
  scope: Partial<AccountScope>,
): Promise<string> {
  const secret = newSecret()
  const blank = { regions: [], sectors: null, enterprises: null, county: null }
  await store.transact({ actor: 'test', action: 'token.create' }, (tx) =>
    insertDisplayToken(tx, {
      id: newId(),
      name: '大屏（示例）',
      tokenHash: hashSecret(secret),
      networks: [],
      ...blank,
      ...scope,
      createdBy: 'test',
      sample: false,
    }),
  )
  return `riskmap=${secret}`
}

/** A JSON request as a client that is no browser sends it. */
export function jsonRequest(method: string, body: unknown, headers: Record<string, string> = {}) {
  return {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

/** The value the server set for a cookie, as a browser would send it back. */
export function cookieFrom(response: Response): string {
  const [cookie = ''] = response.headers.getSetCookie()
  return cookie.split(';', 1)[0] ?? ''
}
