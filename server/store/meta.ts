import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'
import type { Reader } from './transact.ts'

export type MetaKey = 'instance_id' | 'data_version' | 'audit_head'

/** A value the database knows of itself. */
export async function readMeta(db: Kysely<Tables>, key: MetaKey): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value ?? null
}

/** Set a value the database knows of itself. */
export async function writeMeta(db: Kysely<Tables>, key: MetaKey, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute()
}

/** The data version (数据版本): one more with every transaction that changed data. */
export async function readDataVersion(reader: Reader): Promise<number> {
  return Number(await readMeta(reader.db, 'data_version'))
}

/** The identity of this installation's database, a UUID it keeps for life. */
export async function readInstanceId(reader: Reader): Promise<string | null> {
  return readMeta(reader.db, 'instance_id')
}

/** Count one more change of data and answer the new version. */
export async function nextDataVersion(db: Kysely<Tables>): Promise<number> {
  const row = await db
    .updateTable('meta')
    .set({ value: sql<string>`cast(cast(value as integer) + 1 as text)` })
    .where('key', '=', 'data_version')
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(row.value)
}
