import { setImmediate as nextTurn } from 'node:timers/promises'
import type Database from 'better-sqlite3'
import { sql } from 'kysely'
import type { Tables } from './tables.ts'
import type { Tx } from './transact.ts'

/** Between two turns of the event loop; some ten milliseconds of work. */
const ROWS_A_TURN = 1_000

type PlainTable = Exclude<keyof Tables, 'picture'>

/**
 * Insert any number of rows without holding the event loop: with SQLite by one prepared statement,
 * with PostgreSQL a thousand rows in one parameter, so that no statement grows with the rows.
 * Shape: rows of one table, all with the same columns
 */
export async function insertRows<T extends PlainTable>(
  tx: Tx,
  table: T,
  rows: readonly Tables[T][],
): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const columns = Object.keys(first) as (keyof Tables[T] & string)[]
  for (let from = 0; from < rows.length; from += ROWS_A_TURN) {
    if (from > 0) await nextTurn()
    const part = rows.slice(from, from + ROWS_A_TURN)
    if (tx.sqlite === null) await insertRecordset(tx, table, columns, part)
    else insertPrepared(tx.sqlite, table, columns, part)
  }
}

/** Statements are kept as long as their connection: preparing one costs as much as a hundred rows. */
const kept = new WeakMap<Database.Database, Map<string, Database.Statement>>()

function prepared(database: Database.Database, text: string): Database.Statement {
  const known = kept.get(database) ?? new Map<string, Database.Statement>()
  kept.set(database, known)
  const statement = known.get(text) ?? database.prepare(text)
  known.set(text, statement)
  return statement
}

function insertPrepared<T extends PlainTable>(
  database: Database.Database,
  table: T,
  columns: readonly (keyof Tables[T] & string)[],
  rows: readonly Tables[T][],
): void {
  const names = columns.map((column) => `"${column}"`).join(', ')
  const marks = columns.map(() => '?').join(', ')
  const statement = prepared(database, `insert into "${table}" (${names}) values (${marks})`)
  for (const row of rows) statement.run(columns.map((column) => row[column]))
}

async function insertRecordset<T extends PlainTable>(
  tx: Tx,
  table: T,
  columns: readonly (keyof Tables[T] & string)[],
  rows: readonly Tables[T][],
): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(table)} (${names})
    select ${names} from json_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::json)`.execute(
    tx.db,
  )
}
