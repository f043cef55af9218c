import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypes } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'

/** What an enterprise's file says beside the ledger, and roster entries that are edited and leave. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  const { text, integer } = columnTypes(dialect)
  const add = async (table: string, column: string, type: typeof text): Promise<void> => {
    await sql`alter table ${sql.table(table)} add column ${sql.ref(column)} ${type}`.execute(db)
  }
  for (const column of [
    'legal_representative',
    'principal_person',
    'business_scope',
    'standardization',
    'self_check',
  ])
    await add('enterprise', column, text)
  await add('person', 'version', sql`${integer} not null default 1`)
  await add('person', 'left_at', text)
}
