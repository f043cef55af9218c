import { createHash } from 'node:crypto'
import path from 'node:path'
import Database from 'better-sqlite3'
import { listAudit } from './audit.ts'
import { StoreRefused } from './errors.ts'
import { readMeta } from './meta.ts'
import { executedMigrations, knownMigrations, migrateTo } from './migrate.ts'
import { openStore } from './open.ts'
import type { Reader, Store } from './transact.ts'

/** What a table holds, in a form that two databases can be compared by. */
export interface TableSum {
  readonly name: string
  readonly rows: number
  readonly sha256: string
}

/** What a database says of itself. */
export interface DatabaseFacts {
  readonly instanceId: string | null
  readonly dataVersion: number
  readonly schema: readonly string[]
}

/** Never copied: a session belongs to a browser of that day. */
const LEFT_OUT = 'session'

/** Everything in one step: with smaller ones a writing server would make the copy start again. */
const ALL_PAGES = 0x7fffffff

/**
 * Copy a database that may be in use (在线备份), by SQLite's own means and in one snapshot, and prove
 * the copy by the sums of every table. Blocks its thread while pages are copied.
 * Errors: StoreRefused `damaged` when the copy differs from what was copied
 */
export async function copyDatabase(sourceFile: string, copyFile: string): Promise<TableSum[]> {
  const source = new Database(sourceFile, { readonly: true, timeout: 5000 })
  try {
    source.pragma('trusted_schema = OFF')
    source.exec('begin')
    const before = sumTables(source)
    await source.backup(copyFile, { progress: () => ALL_PAGES })
    source.exec('commit')
    const after = sumCopy(copyFile)
    if (JSON.stringify(before) !== JSON.stringify(after))
      throw new StoreRefused('damaged', `备份的副本与数据库不一致：${copyFile}`)
    return after
  } finally {
    source.close()
  }
}

/** Take the sessions out of a fresh copy, leave no write-ahead log, and sum up what it holds. */
function sumCopy(copyFile: string): TableSum[] {
  const copy = new Database(copyFile, { timeout: 5000 })
  try {
    copy.pragma('journal_mode = DELETE')
    copy.pragma('trusted_schema = OFF')
    copy.pragma('secure_delete = ON')
    copy.prepare(`delete from ${LEFT_OUT}`).run()
    return sumTables(copy)
  } finally {
    copy.close()
  }
}

/** Rows and checksum of every table of a file, which is only read. */
export function sumDatabase(file: string): TableSum[] {
  const database = openUntrusted(file)
  try {
    return sumTables(database)
  } finally {
    database.close()
  }
}

interface TableListRow {
  readonly schema: string
  readonly name: string
  readonly type: string
  readonly wr: number
}

function sumTables(database: Database.Database): TableSum[] {
  const listed = database.pragma('table_list') as TableListRow[]
  return listed
    .filter(({ schema, type, name }) => schema === 'main' && type === 'table' && isOurs(name))
    .filter(({ name }) => name !== LEFT_OUT)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, wr }) => sumTable(database, name, wr === 1))
}

function isOurs(name: string): boolean {
  return !name.startsWith('sqlite_')
}

function sumTable(database: Database.Database, name: string, hasNoRowId: boolean): TableSum {
  const columns = database.pragma(`table_info("${name}")`) as { name: string; pk: number }[]
  const keys = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
  const order = hasNoRowId ? keys.map((key) => `"${key.name}"`).join(', ') : 'rowid'
  const hash = createHash('sha256').update(columns.map((column) => column.name).join('\0'))
  let rows = 0
  const all = database.prepare(`select * from "${name}" order by ${order}`).raw()
  for (const row of all.iterate() as IterableIterator<unknown[]>) {
    rows += 1
    for (const value of row) hashValue(hash, value)
  }
  return { name, rows, sha256: hash.digest('hex') }
}

function hashValue(hash: ReturnType<typeof createHash>, value: unknown): void {
  if (Buffer.isBuffer(value)) hash.update(`\0b${value.length}\0`).update(value)
  else hash.update(`\0${typeof value}\0${String(value)}`)
}

/** A file from elsewhere: read only, and nothing in its schema may reach beyond plain tables. */
function openUntrusted(file: string): Database.Database {
  const database = new Database(file, { readonly: true, timeout: 5000 })
  database.pragma('trusted_schema = OFF')
  database.pragma('cell_size_check = ON')
  return database
}

/**
 * Refuse a database whose tables, indexes or triggers are not exactly those that this product makes
 * at the schema it names: what a trigger would run is decided here, not by a file.
 * Errors: StoreRefused `newer` or `damaged`
 */
export async function assertOwnSchema(
  file: string,
  schema: readonly string[],
  workingDirectory: string,
): Promise<void> {
  const known = knownMigrations()
  const unknown = schema.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new StoreRefused(
      'newer',
      `备份的数据结构版本 ${unknown.at(-1) ?? ''} 比本程序的 ${known.at(-1) ?? ''} 新，请换用写出它的较新程序再恢复。`,
    )
  const model = path.join(workingDirectory, 'model.db')
  const store = await openStore({ kind: 'sqlite', file: model })
  try {
    await migrateTo(store, schema.at(-1) ?? '')
  } finally {
    await store.close()
  }
  const [expected, actual] = [schemaOf(model), schemaOf(file)]
  if (expected !== actual)
    throw new StoreRefused('damaged', '备份里的表、索引或触发器与本产品的不同，不予恢复。')
}

/** Kysely writes its own two tables; their wording follows its release, not ours. */
function schemaOf(file: string): string {
  const database = openUntrusted(file)
  try {
    const answer = database.pragma('quick_check(1)', { simple: true })
    if (answer !== 'ok')
      throw new StoreRefused('damaged', `备份里的数据库已损坏：${String(answer)}`)
    const rows = database
      .prepare("select type, name, tbl_name, sql from sqlite_schema where name not like 'sqlite_%'")
      .all() as { type: string; name: string; tbl_name: string; sql: string | null }[]
    return rows
      .filter(({ type, name }) => type !== 'table' || !name.startsWith('kysely_'))
      .map(({ type, name, tbl_name: table, sql }) => `${type} ${name} ${table} ${sql ?? ''}`)
      .sort()
      .join('\n')
  } finally {
    database.close()
  }
}

/** Who this database is, how far its data has come, and by which steps its tables were made. */
export async function describeDatabase(store: Store): Promise<DatabaseFacts> {
  return {
    instanceId: await readMeta(store.db, 'instance_id'),
    dataVersion: Number((await readMeta(store.db, 'data_version')) ?? 0),
    schema: await executedMigrations(store),
  }
}

const BACKUP_MADE = 'backup.create'

/** The line every backup begins with: whoever finds it in the copy knows how far the copy reaches. */
export async function writeCanary(store: Store, actor: string, canary: string): Promise<void> {
  await store.transact({ actor, action: BACKUP_MADE, detail: { canary } }, () => Promise.resolve())
}

/** Tell whether the line written just before a backup is in this database. */
export async function hasCanary(reader: Reader, canary: string): Promise<boolean> {
  const lines = await listAudit(reader, { action: BACKUP_MADE, limit: 20 })
  return lines.some(({ detail }) => detail.canary === canary)
}

/** Note in the audit trail (审计) of a database that was brought back which backup it came from. */
export async function noteRestored(
  store: Store,
  actor: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  await store.transact({ actor, action: 'backup.restore', detail }, async (tx) => {
    await tx.db.deleteFrom(LEFT_OUT).execute()
  })
}
