import type { Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'
import { defineTable } from './define-table.ts'

/** Base settings: one document with its version. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'settings', {
    columns: { id: 'integer', document: 'text', version: 'integer', updated_at: 'text' },
    primaryKey: ['id'],
  })
}
