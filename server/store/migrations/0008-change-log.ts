import type { Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'
import { defineTable } from './define-table.ts'

/** What each version of the data touched, for other processes that keep copies of the same rows. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'change_log', {
    columns: { version: 'integer', at: 'text', size: 'integer', changes: 'text' },
    primaryKey: ['version'],
    indexes: [['at']],
  })
}
