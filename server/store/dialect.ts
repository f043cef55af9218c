import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import type { Tables } from './tables.ts'

/** The engines the store speaks; PGlite is PostgreSQL. */
export type Dialect = 'sqlite' | 'postgres'

/** What a table's columns are made of. */
interface ColumnTypes {
  /** Compared by code point in both engines, so that order does not depend on a locale. */
  readonly text: RawBuilder<unknown>
  readonly integer: RawBuilder<unknown>
  readonly real: RawBuilder<unknown>
  readonly bytes: RawBuilder<unknown>
  /** What follows the closing parenthesis: SQLite checks types only in strict tables. */
  readonly tableEnd: RawBuilder<unknown>
}

const COLUMN_TYPES: Readonly<Record<Dialect, ColumnTypes>> = {
  sqlite: {
    text: sql`text`,
    integer: sql`integer`,
    real: sql`real`,
    bytes: sql`blob`,
    tableEnd: sql`strict`,
  },
  postgres: {
    text: sql`text collate "C"`,
    integer: sql`integer`,
    real: sql`double precision`,
    bytes: sql`bytea`,
    tableEnd: sql``,
  },
}

/** The column types of a dialect. */
export function columnTypes(dialect: Dialect): ColumnTypes {
  return COLUMN_TYPES[dialect]
}

/**
 * Make a table append-only (只增不改): UPDATE is always refused, DELETE too unless `purgeable` and the
 * same transaction holds a row in `purge_permit`, which others never see because it is never committed.
 */
export async function makeAppendOnly<T>(
  db: Kysely<T>,
  dialect: Dialect,
  table: string,
  purgeable: boolean,
): Promise<void> {
  const name = sql.table(table)
  const refusal = sql.id(`${table}_append_only`)
  if (dialect === 'sqlite') {
    const permit = purgeable ? sql`when not exists (select 1 from purge_permit)` : sql``
    await sql`create trigger ${sql.id(`${table}_no_update`)} before update on ${name}
      begin select raise(abort, 'append-only'); end`.execute(db)
    await sql`create trigger ${sql.id(`${table}_no_delete`)} before delete on ${name} ${permit}
      begin select raise(abort, 'append-only'); end`.execute(db)
    return
  }
  const permit = purgeable
    ? sql`if tg_op = 'DELETE' and exists (select 1 from purge_permit) then return old; end if;`
    : sql``
  await sql`create function ${refusal}() returns trigger language plpgsql as $$
    begin
      ${permit}
      raise exception 'append-only' using errcode = '23001';
    end $$`.execute(db)
  await sql`create trigger ${sql.id(`${table}_no_change`)} before update or delete on ${name}
    for each row execute function ${refusal}()`.execute(db)
  await sql`create trigger ${sql.id(`${table}_no_truncate`)} before truncate on ${name}
    for each statement execute function ${refusal}()`.execute(db)
}

/**
 * Wait until no other transaction writes: with PostgreSQL writers of all nodes queue on one row, as
 * SQLite's do on its lock, because the audit chain and the data version have one order.
 */
export async function lockForWriting(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  if (dialect === 'postgres')
    await sql`select value from meta where key = 'data_version' for update`.execute(db)
}
