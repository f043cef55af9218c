import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type Database from 'better-sqlite3'
import { Kysely, PGliteDialect, PostgresDialect, SqliteDialect } from 'kysely'
import type { PGlite } from 'kysely'
import pg from 'pg'
import { listenForCommits } from './commit-signal.ts'
import type { OpenCommitSignal } from './commit-signal.ts'
import type { Dialect } from './dialect.ts'
import { StoreRefused } from './errors.ts'
import { assertFileExpected } from './marker.ts'
import { ImmediateSqliteDialect, keepStatements } from './sqlite-dialect.ts'
import { isCheckedAtOnce, openReader, openWriter } from './sqlite.ts'
import type { Tables } from './tables.ts'
import { Store } from './transact.ts'

/** Where another process finds the data too. */
export type StoreSource =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** Where the data is: a file, a PostgreSQL server, or a PGlite the caller made. */
export type StoreOptions = (
  StoreSource | { readonly kind: 'pglite'; readonly instance: PGlite }
) & {
  /** What time it is; the system's own clock unless a test says otherwise. */
  readonly clock?: () => Date
}

/** The open connections behind a store. */
export interface Engine {
  readonly dialect: Dialect
  readonly writer: Kysely<Tables>
  /** SQLite: a connection of its own, so that a long write never holds up reading. */
  readonly reader: Kysely<Tables>
  /** The writing connection itself where there is one, for prepared bulk rows and checks. */
  readonly sqlite: Database.Database | null
  readonly file: string | null
  /** Null where no other process can open it. */
  readonly source: StoreSource | null
  /** False where a database is so large that reading all its pages is left to `checkFile`. */
  readonly isChecked: boolean
  /** How other processes' commits make themselves heard; null where they must be looked for. */
  readonly listen: OpenCommitSignal | null
  /** Close every connection; Kysely itself closes only those it has used. */
  readonly close: () => Promise<void>
}

/**
 * Open the store (数据存储) without changing its schema; `migrateToLatest` comes next.
 * Errors: StoreRefused when the files are not what they should be, before anything is touched
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const engine = await openEngine(options)
  return new Store(engine, options.clock ?? (() => new Date()))
}

async function openEngine(options: StoreOptions): Promise<Engine> {
  switch (options.kind) {
    case 'sqlite':
      return openSqlite(path.resolve(options.file))
    case 'postgres':
      return openPostgres(options.url)
    case 'pglite': {
      const { instance } = options
      await instance.waitReady
      const both = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: instance }) })
      return serverEngine(both, { source: null, listen: null }, async () => {
        if (!instance.closed) await instance.close()
      })
    }
  }
}

function openSqlite(file: string): Engine {
  mkdirSync(path.dirname(file), { recursive: true })
  assertFileExpected(file)
  const isChecked = isCheckedAtOnce(file)
  const writer = openWriter(file, isChecked)
  const reader = openReader(file)
  return {
    dialect: 'sqlite',
    writer: new Kysely({
      dialect: new ImmediateSqliteDialect({ database: keepStatements(writer) }),
    }),
    reader: new Kysely({ dialect: new SqliteDialect({ database: keepStatements(reader) }) }),
    sqlite: writer,
    file,
    source: { kind: 'sqlite', file },
    isChecked,
    listen: null,
    close: () => {
      reader.close()
      writer.pragma('wal_checkpoint(TRUNCATE)')
      writer.close()
      return Promise.resolve()
    },
  }
}

function serverEngine(
  both: Kysely<Tables>,
  { source, listen }: Pick<Engine, 'source' | 'listen'>,
  close: () => Promise<void>,
): Engine {
  return {
    dialect: 'postgres',
    writer: both,
    reader: both,
    sqlite: null,
    file: null,
    source,
    isChecked: true,
    listen,
    close,
  }
}

/** A hung statement or a transaction left open must not hold the one writing queue for ever. */
async function openPostgres(url: string): Promise<Engine> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 120_000,
    application_name: 'riskmap',
  })
  // A connection that breaks is replaced by the pool, and who uses it is told by the query. Without a
  // listener, on the pool for idle ones and on each for those in use, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => void client.on('error', () => undefined))
  const both = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    throw new StoreRefused('unreachable', unreachable(url, error))
  }
  const listen: OpenCommitSignal = (heard, lost) => listenForCommits(url, heard, lost)
  return serverEngine(both, { source: { kind: 'postgres', url }, listen }, () => pool.end())
}

/** Says where was asked, never with what password. */
function unreachable(url: string, error: unknown): string {
  const place = URL.canParse(url) ? new URL(url) : null
  const where = place === null ? 'DATABASE_URL' : `${place.host}${place.pathname}`
  // Refused on every address of a name, the reason stands in the parts.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const reason = first instanceof Error ? first.message : String(first)
  return `连接不上 PostgreSQL（${where}）：${reason}。请确认数据库已启动，并核对 DATABASE_URL 的地址、库名、用户名和密码。`
}
