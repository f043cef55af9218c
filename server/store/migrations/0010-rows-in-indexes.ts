import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'

/**
 * What is read of every risk point and plan when all rows are read, found in indexes alone: a row
 * holds several times as much, and what lies between rows comes from the disk with them.
 */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await sql`create index plan_archived on plan (enterprise_id, id)
    where archived_at is not null`.execute(db)
  // PostgreSQL goes to the rows all the same, for what else it is asked of them.
  if (dialect !== 'sqlite') return
  await sql`create index risk_point_by_enterprise on risk_point
    (enterprise_id, id, name, lng, lat, approximate, accidents, created_at, archived_at,
     level_inherent, level_current, leveled_at, level_entries)`.execute(db)
}
