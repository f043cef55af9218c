import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypes } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'

/** What somebody of the roster answers for in the plant's own words, and how often that was written. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  await sql`alter table person add column duties ${text} not null default '[]'`.execute(db)
  await sql`alter table person add column duties_version ${integer} not null default 0`.execute(db)
}
