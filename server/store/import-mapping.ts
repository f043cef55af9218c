import { fromDate, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'

/** Whose mapping of which kind of file with which header. */
export interface MappingKey {
  readonly userId: string
  readonly kind: string
  readonly signature: string
}

/** How somebody matched the columns of such a file before (列对应), or null. */
export async function findImportMapping(reader: Reader, key: MappingKey): Promise<unknown> {
  const row = await reader.db
    .selectFrom('import_mapping')
    .select('mapping')
    .where('user_id', '=', key.userId)
    .where('kind', '=', key.kind)
    .where('signature', '=', key.signature)
    .executeTakeFirst()
  return row === undefined ? null : toJson(row.mapping)
}

/** Remember how somebody matched the columns (列对应) of such a file. */
export async function putImportMapping(tx: Tx, key: MappingKey, mapping: unknown): Promise<void> {
  const columns = { mapping: JSON.stringify(mapping), updated_at: fromDate(tx.at) }
  await tx.db
    .insertInto('import_mapping')
    .values({ user_id: key.userId, kind: key.kind, signature: key.signature, ...columns })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'kind', 'signature']).doUpdateSet(columns),
    )
    .execute()
}
