import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StoreRefused } from './errors.ts'

const DAMAGED_CODES: ReadonlySet<string> = new Set(['SQLITE_CORRUPT', 'SQLITE_NOTADB'])

/** The first release without the write-ahead log reset that could corrupt a database. */
const OLDEST_SQLITE = [3, 51, 3] as const

/** Reading every page of a larger one takes longer than a start should: some 5 s a gigabyte. */
const MOST_BYTES_CHECKED_AT_ONCE = 256 * 2 ** 20

/**
 * Of a new database: half as many pages to find and to read as with SQLite's own 4 KiB, and a small
 * write no slower. An older database keeps what it was made with.
 */
const PAGE_BYTES = 8_192
/** What the log may grow to before it is written into the database: SQLite counts it in pages. */
const LOG_BYTES = 4 * 2 ** 20

/** Whether every page of a database is read before it is used; a larger one is read beside its use. */
export function isCheckedAtOnce(file: string): boolean {
  return !existsSync(file) || statSync(file).size <= MOST_BYTES_CHECKED_AT_ONCE
}

/**
 * Open the writing connection with every setting durability rests on, and check them after a first
 * read, because better-sqlite3 resets `synchronous` when the write-ahead log is first used.
 * Shape: `isChecked` to read every page first, see isCheckedAtOnce
 * Errors: StoreRefused when the file is damaged as far as it is checked, a setting does not hold, or
 *   SQLite is too old
 */
export function openWriter(file: string, isChecked: boolean): Database.Database {
  const database = openFile(file, {})
  try {
    assertVersion(database)
    // Before the log, which fixes it.
    database.pragma(`page_size = ${PAGE_BYTES}`)
    database.pragma('journal_mode = WAL')
    const pageBytes = Number(database.pragma('page_size', { simple: true }))
    database.pragma(`wal_autocheckpoint = ${LOG_BYTES / pageBytes}`)
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('recursive_triggers = ON')
    database.pragma('trusted_schema = OFF')
    database.pragma('busy_timeout = 5000')
    database.pragma('journal_size_limit = 67108864')
    database.pragma('cache_size = -16384')
    if (isChecked) assertSound(database)
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

/** Read every page of a database (体检): `ok`, or the first fault. */
export function findFault(file: string): string {
  try {
    const database = openReader(file)
    try {
      return faultOf(database)
    } finally {
      database.close()
    }
  } catch (error) {
    if (isDamage(error)) return error.message
    throw error
  }
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
  const fault = faultOf(database)
  if (fault !== 'ok') throw new StoreRefused('damaged', fault)
}

function faultOf(database: Database.Database): string {
  return String(database.pragma('quick_check(1)', { simple: true }))
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
  const isFound = error instanceof StoreRefused && error.code === 'damaged'
  if (!isFound && !isDamage(error)) return error
  const fault = error instanceof Error ? error.message : ''
  const message = `数据库文件已损坏，未作任何改动：${file}（${fault}）。${RESTORE}`
  return new StoreRefused('damaged', message)
}

/** Whether SQLite says that its file is damaged. */
function isDamage(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && DAMAGED_CODES.has(String(error.code))
}

/** The refusal of a database that turns out to be damaged after it was opened. */
export function damagedInUse(file: string, fault: string): StoreRefused {
  return new StoreRefused('damaged', `数据库文件已损坏：${file}（${fault}）。${RESTORE}`)
}

/** An error of a database in use: as a refusal with its remedy where it says that the file is damaged. */
export function refusalInUse(error: unknown, file: string): unknown {
  return isDamage(error) ? damagedInUse(file, error.message) : error
}

const RESTORE = '请用备份恢复：npm run riskmap -- restore 备份文件'
