import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypes } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'

/** Whose rows say what level they have, by the kind that the history calls them. */
const SUBJECTS = { enterprise: 'enterprise', 'risk-point': 'risk_point' } as const

/**
 * What levels a row had before the present one, in the row itself: whoever reads many rows searched
 * the history of a million points for the few that ever changed. How many there were is told by it.
 */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  const isSqlite = dialect === 'sqlite'
  if (isSqlite) await sql`drop index risk_point_by_enterprise`.execute(db)
  for (const [kind, name] of Object.entries(SUBJECTS)) {
    const table = sql.table(name)
    await sql`alter table ${table} add column past_levels ${columnTypes(dialect).text}`.execute(db)
    const entry = isSqlite
      ? sql`json_array(at, level_inherent, level_current)`
      : sql`json_build_array(at, level_inherent, level_current)`
    const list = isSqlite
      ? sql`json_group_array(json(entry) order by at)`
      : sql`json_agg(entry order by at)::text`
    await sql`update ${table} set past_levels = (
        select ${list} from (
          select at, ${entry} as entry from level_history
          where subject_kind = ${kind} and subject_id = ${table}.id
            and at < ${table}.leveled_at) as past)
      where level_entries > 1`.execute(db)
    await sql`alter table ${table} drop column level_entries`.execute(db)
  }
  if (isSqlite)
    await sql`create index risk_point_by_enterprise on risk_point
      (enterprise_id, id, name, lng, lat, approximate, accidents, created_at, archived_at,
       level_inherent, level_current, leveled_at, past_levels)`.execute(db)
}
