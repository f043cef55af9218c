import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnTypes } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'
import { defineTable } from './define-table.ts'

/** Imports in the browser: whose a run is, what its rows came to, and how columns were matched before. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  const types = columnTypes(dialect)
  await sql`alter table import_run add column user_id ${types.text}`.execute(db)
  await sql`alter table import_run add column dry_run ${types.integer} not null default 0`.execute(
    db,
  )
  await defineTable(db, dialect, 'import_checked_row', {
    columns: {
      run_id: 'text',
      row_number: 'integer',
      outcome: 'text',
      cells: 'text',
      issues: 'text',
    },
    primaryKey: ['run_id', 'row_number'],
    references: { run_id: 'import_run' },
  })
  await defineTable(db, dialect, 'import_mapping', {
    columns: {
      user_id: 'text',
      kind: 'text',
      signature: 'text',
      mapping: 'text',
      updated_at: 'text',
    },
    primaryKey: ['user_id', 'kind', 'signature'],
  })
}
