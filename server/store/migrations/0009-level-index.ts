import { sql } from 'kysely'
import type { Kysely } from 'kysely'

/**
 * Levels over time by enterprise and subject, found in the index alone: whoever reads many
 * enterprises went from it to every row, all over the table. The new one serves what the old one did.
 */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`create index level_history_by_enterprise on level_history
    (enterprise_id, subject_id, at, level_inherent, level_current)`.execute(db)
  await sql`drop index level_history_enterprise_id`.execute(db)
}
