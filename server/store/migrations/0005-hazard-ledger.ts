import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypes } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'

/** What the ledger asks of a hazard, and who made each step for whom. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  const { text, real, integer } = columnTypes(dialect)
  const add = async (table: string, column: string, type: typeof text): Promise<void> => {
    await sql`alter table ${sql.table(table)} add column ${sql.ref(column)} ${type}`.execute(db)
  }
  for (const column of [
    'part',
    'inspectors',
    'interim_measure',
    'contingency',
    'responsible_department',
    'rectification_plan',
    'supervised_level',
    'plan_id',
  ])
    await add('hazard', column, text)
  for (const column of ['funds_yuan', 'plan_x', 'plan_y']) await add('hazard', column, real)
  await add('hazard_event', 'actor_role', text)
  await add('hazard_event', 'on_behalf', sql`${integer} not null default 0`)
}
