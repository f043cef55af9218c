import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort } from './free-port.ts'

/** Debian keeps the server's programs of each release apart, and off the path. */
const DEBIAN_RELEASES = '/usr/lib/postgresql'
const OLDEST_RELEASE = 15
const USER = 'riskmap_tests'
const READY_WITHIN_MILLISECONDS = 30_000

/** A PostgreSQL server of its own: an empty cluster in a temporary directory, on loopback. */
export interface PostgresServer {
  readonly url: string
  /** Make an empty database; its address. */
  readonly createDatabase: (name: string) => Promise<string>
  /** End every connection and come back on the same port with the same data. */
  readonly restart: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * The directory of an installed PostgreSQL's programs (15 or later), or null where there is none;
 * `RISKMAP_POSTGRES_BIN` names one.
 */
export function findPostgres(): string | null {
  const named = process.env.RISKMAP_POSTGRES_BIN ?? ''
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((place) => place !== '')
  const debian = existsSync(DEBIAN_RELEASES)
    ? readdirSync(DEBIAN_RELEASES).map((name) => path.join(DEBIAN_RELEASES, name, 'bin'))
    : []
  const places = named === '' ? [...debian.sort().reverse(), ...onPath] : [named]
  const found = places.find(
    (place) =>
      ['initdb', 'postgres'].every((name) => existsSync(path.join(place, name))) &&
      releaseIn(place) >= OLDEST_RELEASE,
  )
  if (found === undefined && named !== '')
    throw new Error(
      `RISKMAP_POSTGRES_BIN names ${named}; PostgreSQL ${OLDEST_RELEASE} is not there.`,
    )
  return found ?? null
}

function releaseIn(place: string): number {
  const said = execFileSync(path.join(place, 'postgres'), ['--version'], { encoding: 'utf8' })
  return Number(/(\d+)/.exec(said)?.[1] ?? 0)
}

/** PostgreSQL refuses to run as root: then it is `nobody`. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

/**
 * Make a cluster and start it; it ends with its process group, and `stop` leaves nothing behind.
 * Errors: with what PostgreSQL printed, when it cannot be made or is not ready in time
 */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const room = mkdtempSync(path.join(tmpdir(), 'riskmap-postgres-'))
  const own = unprivileged()
  const password = randomBytes(16).toString('hex')
  writeFileSync(path.join(room, 'password'), password)
  if (own !== null) {
    chownSync(room, own.uid, own.gid)
    chownSync(path.join(room, 'password'), own.uid, own.gid)
  }
  const data = path.join(room, 'data')
  const as = { ...own, cwd: room, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } }
  execFileSync(
    path.join(programs, 'initdb'),
    ['--pgdata', data, '--username', USER, '--pwfile', path.join(room, 'password')].concat([
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ]),
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const port = await freePort()
  const urlOf = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`
  let running = await run()

  async function run(): Promise<ChildProcess> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port,
      unix_socket_directories: room,
      // Two products with their pools, and a suite beside them.
      max_connections: 100,
      // What a test wrote need not outlive the machine.
      fsync: 'off',
    }
    const set = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(path.join(programs, 'postgres'), ['-D', data, ...set], {
      ...as,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let printed = ''
    child.stderr.on('data', (text: Buffer) => (printed = (printed + text.toString()).slice(-4_000)))
    const giveUpAt = Date.now() + READY_WITHIN_MILLISECONDS
    while (!(await answers(urlOf('postgres')))) {
      if (child.exitCode !== null || Date.now() > giveUpAt) {
        child.kill('SIGQUIT')
        throw new Error(`PostgreSQL did not start:\n${printed}`)
      }
      await wait(50)
    }
    return child
  }

  /** A fast shutdown: connections are ended, transactions undone. */
  async function end(): Promise<void> {
    if (running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGINT')
    await ended
  }

  return {
    url: urlOf('postgres'),
    createDatabase: async (name) => {
      await queryOnce(urlOf('postgres'), `create database ${name}`)
      return urlOf(name)
    },
    restart: async () => {
      await end()
      running = await run()
    },
    stop: async () => {
      await end()
      rmSync(room, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  return queryOnce(url, 'select 1').then(
    () => true,
    () => false,
  )
}

/** One statement on a connection of its own. */
export async function queryOnce(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  // The server may end while it is asked; the query tells.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query<Record<string, unknown>>(statement)).rows
  } finally {
    await client.end()
  }
}
