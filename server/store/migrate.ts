import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migration } from 'kysely/migration'
import { v4 as randomUuid } from 'uuid'
import type { Dialect } from './dialect.ts'
import { StoreRefused } from './errors.ts'
import { assertSameInstance, writeMarker } from './marker.ts'
import { readMeta, writeMeta } from './meta.ts'
import * as initial from './migrations/0001-initial.ts'
import * as settings from './migrations/0002-settings.ts'
import * as imports from './migrations/0003-imports.ts'
import * as postDuties from './migrations/0004-post-duties.ts'
import * as hazardLedger from './migrations/0005-hazard-ledger.ts'
import * as enterpriseFile from './migrations/0007-enterprise-file.ts'
import * as changeLog from './migrations/0008-change-log.ts'
import * as levelIndex from './migrations/0009-level-index.ts'
import * as rowsInIndexes from './migrations/0010-rows-in-indexes.ts'
import * as pastLevels from './migrations/0011-past-levels.ts'
import * as zonesInIndex from './migrations/0012-zones-in-index.ts'
import type { Store } from './transact.ts'

/** Every step of the schema, oldest first; a released step never changes. */
function migrationsOf(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-initial': { up: (db) => initial.up(db, dialect) },
    '0002-settings': { up: (db) => settings.up(db, dialect) },
    '0003-imports': { up: (db) => imports.up(db, dialect) },
    '0004-post-duties': { up: (db) => postDuties.up(db, dialect) },
    '0005-hazard-ledger': { up: (db) => hazardLedger.up(db, dialect) },
    '0007-enterprise-file': { up: (db) => enterpriseFile.up(db, dialect) },
    '0008-change-log': { up: (db) => changeLog.up(db, dialect) },
    '0009-level-index': { up: (db) => levelIndex.up(db) },
    '0010-rows-in-indexes': { up: (db) => rowsInIndexes.up(db, dialect) },
    '0011-past-levels': { up: (db) => pastLevels.up(db, dialect) },
    '0012-zones-in-index': { up: (db) => zonesInIndex.up(db, dialect) },
  }
}

/**
 * Bring the schema to this release's (迁移): each run is one transaction, so it ends old or new.
 * Errors: StoreRefused `newer` when a later release wrote the database, `foreign` when it is not the
 *   one its directory belongs to; both leave it untouched
 */
export async function migrateToLatest(store: Store): Promise<readonly string[]> {
  const executed = await executedMigrations(store)
  assertNotNewer(store, executed)
  const known = executed.length === 0 ? null : await readMeta(store.engine.writer, 'instance_id')
  if (store.engine.file !== null) assertSameInstance(store.engine.file, known)
  const { error, results } = await (await migratorOf(store)).migrateToLatest()
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('migration failed', { cause: error })
  const instanceId = known ?? (await identify(store))
  if (store.engine.file !== null) writeMarker(store.engine.file, instanceId)
  return (results ?? []).map((result) => result.migrationName)
}

async function identify(store: Store): Promise<string> {
  return store.maintain(async (tx) => {
    const fresh = randomUuid()
    await writeMeta(tx.db, 'instance_id', fresh)
    await writeMeta(tx.db, 'data_version', '0')
    return fresh
  })
}

/** The steps this release knows, oldest first. */
export function knownMigrations(): string[] {
  return Object.keys(migrationsOf('sqlite'))
}

/** Bring an empty database to an earlier release's schema, to compare another with it. */
export async function migrateTo(store: Store, name: string): Promise<void> {
  const { error } = await (await migratorOf(store)).migrateTo(name)
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('migration failed', { cause: error })
}

/** Steps that an existing database still lacks; none for one that was never used. */
export async function waitingMigrations(store: Store): Promise<string[]> {
  const executed = await executedMigrations(store)
  if (executed.length === 0) return []
  return knownMigrations().filter((name) => !executed.includes(name))
}

/**
 * Check that the schema is this release's and change nothing; for commands that only read.
 * Errors: StoreRefused `newer` or `not-migrated`
 */
export async function assertMigrated(store: Store): Promise<void> {
  const executed = await executedMigrations(store)
  assertNotNewer(store, executed)
  const waiting = Object.keys(migrationsOf(store.dialect)).filter(
    (name) => !executed.includes(name),
  )
  if (waiting.length > 0)
    throw new StoreRefused(
      'not-migrated',
      `数据库结构尚缺 ${waiting.join('、')}。请先运行：npm run riskmap -- migrate`,
    )
}

function assertNotNewer(store: Store, executed: readonly string[]): void {
  const known = Object.keys(migrationsOf(store.dialect))
  const unknown = executed.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new StoreRefused(
    'newer',
    `数据库结构版本 ${unknown.at(-1) ?? ''} 比本程序的 ${known.at(-1) ?? ''} 新，未作任何改动。` +
      '请换用写入它的较新程序，或用本版本的备份恢复：npm run riskmap -- restore 备份文件',
  )
}

/** The steps a database has gone through, oldest first. */
export async function executedMigrations(store: Store): Promise<string[]> {
  const { writer } = store.engine
  const own = await schemaOf(store)
  const tables = await writer.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name, schema }) => name === 'kysely_migration' && schema === own)) return []
  const rows = await writer
    .$extendTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute()
  return rows.map((row) => row.name)
}

/** The schema that a database's tables stand in: others of a PostgreSQL may be another instance's. */
async function schemaOf(store: Store): Promise<string | undefined> {
  if (store.dialect === 'sqlite') return undefined
  const query = sql<{ own: string }>`select current_schema() as own`
  const { rows } = await query.execute(store.engine.writer)
  return rows[0]?.own
}

async function migratorOf(store: Store): Promise<Migrator> {
  const migrations = migrationsOf(store.dialect)
  const schema = await schemaOf(store)
  return new Migrator({
    db: store.engine.writer,
    ...(schema === undefined ? {} : { migrationTableSchema: schema }),
    provider: { getMigrations: () => Promise.resolve(migrations) },
    // Steps that came in side by side: a database may have the later number and lack the earlier one.
    allowUnorderedMigrations: true,
  })
}
