import type Database from 'better-sqlite3'
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import type {
  DatabaseConnection,
  DialectAdapter,
  Driver,
  SqliteDatabase,
  SqliteDialectConfig,
  SqliteStatement,
} from 'kysely'

const STATEMENTS_KEPT = 512

/** Takes the write lock at once, so that a transaction never fails halfway on a lock it needs later. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** SQLite rolls back schema changes too, so that a migration ends old or new. */
class TransactionalSchemaAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** Kysely's SQLite with `BEGIN IMMEDIATE` and migrations in a transaction. */
export class ImmediateSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig

  constructor(config: SqliteDialectConfig) {
    super(config)
    this.#config = config
  }

  override createDriver(): Driver {
    return new ImmediateDriver(this.#config)
  }

  override createAdapter(): DialectAdapter {
    return new TransactionalSchemaAdapter()
  }
}

/** What Kysely needs of a connection, with its prepared statements kept. */
export function keepStatements(database: Database.Database): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    close: () => {
      kept.clear()
      database.close()
    },
    prepare: (text) => {
      const known = kept.get(text)
      if (known !== undefined) return known
      const statement = database.prepare(text) as unknown as SqliteStatement
      if (kept.size >= STATEMENTS_KEPT) kept.clear()
      kept.set(text, statement)
      return statement
    },
  }
}
