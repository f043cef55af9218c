import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StoreRefused } from './errors.ts'

/** The first release without the write-ahead log reset that could corrupt a database. */
const OLDEST_SQLITE = [3, 51, 3] as const

/**
 * Open the writing connection with every setting durability rests on, and check them after a first
 * read, because better-sqlite3 resets `synchronous` when the write-ahead log is first used.
 * Errors: StoreRefused when the file is damaged, a setting does not hold, or SQLite is too old
 */
export function openWriter(file: string): Database.Database {
  const database = openFile(file, {})
  try {
    assertVersion(database)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('recursive_triggers = ON')
    database.pragma('trusted_schema = OFF')
    database.pragma('busy_timeout = 5000')
    database.pragma('journal_size_limit = 67108864')
    database.pragma('cache_size = -16384')
    assertSound(database)
    // The check read every page, and left the cache full of what nobody asked for.
    database.pragma('shrink_memory')
    database.pragma('synchronous = FULL')
    database.prepare('select count(*) from sqlite_schema').get()
    assertSettings(database, { journal_mode: 'wal', synchronous: 2, foreign_keys: 1 })
    return database
  } catch (error) {
    database.close()
    throw refusalOf(error, file)
  }
}

/** Open the reading connection: it sees committed rows and never waits for the writer. */
export function openReader(file: string): Database.Database {
  const database = openFile(file, { readonly: true })
  database.pragma('busy_timeout = 5000')
  database.pragma('trusted_schema = OFF')
  database.pragma('cache_size = -32768')
  database.prepare('select count(*) from sqlite_schema').get()
  assertSettings(database, { journal_mode: 'wal' })
  return database
}

/** Tell whether a database file is there and holds anything. */
export function fileState(file: string): 'missing' | 'empty' | 'present' {
  if (!existsSync(file)) return 'missing'
  return statSync(file).size === 0 ? 'empty' : 'present'
}

function openFile(file: string, options: Database.Options): Database.Database {
  try {
    return new Database(file, { timeout: 5000, ...options })
  } catch (error) {
    throw refusalOf(error, file)
  }
}

function assertVersion(database: Database.Database): void {
  const version = String(database.prepare('select sqlite_version()').pluck().get())
  const parts = version.split('.').map(Number)
  for (const [index, oldest] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0
    if (part > oldest) return
    if (part < oldest)
      throw new StoreRefused(
        'old-sqlite',
        `SQLite ${version} is older than ${OLDEST_SQLITE.join('.')}; install the packages again`,
      )
  }
}

function assertSound(database: Database.Database): void {
  const answer = database.pragma('quick_check(1)', { simple: true })
  if (answer !== 'ok') throw new StoreRefused('damaged', String(answer))
}

function assertSettings(
  database: Database.Database,
  expected: Readonly<Record<string, string | number>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    const actual = database.pragma(name, { simple: true })
    if (actual !== value)
      throw new StoreRefused(
        'settings',
        `expected ${name} = ${value}, got ${String(actual)}; is the disk a network share?`,
      )
  }
}

function refusalOf(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null
  const damaged = error instanceof StoreRefused && error.code === 'damaged'
  if (damaged || code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')
    return new StoreRefused(
      'damaged',
      `数据库文件已损坏，未作任何改动：${file}（${error instanceof Error ? error.message : ''}）。` +
        '请用备份恢复：npm run riskmap -- restore 备份文件',
    )
  return error
}
