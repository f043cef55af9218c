import { DEFAULT_SETTINGS, type Settings } from '#domain/settings.ts'
import { fromDate, toJson } from './column.ts'
import type { Reader, Tx } from './transact.ts'
import { stale } from './version.ts'
import type { Written } from './version.ts'

/** The settings (基础设置) with their version; 0 where nobody has set any. */
export interface KeptSettings extends Settings {
  readonly version: number
}

/** There is one installation, and so one row. */
const ONLY_ROW = 1

/** The settings (基础设置) as they are; what a release has added since keeps its default. */
export async function readSettings(reader: Reader): Promise<KeptSettings> {
  const row = await reader.db
    .selectFrom('settings')
    .select(['document', 'version'])
    .where('id', '=', ONLY_ROW)
    .executeTakeFirst()
  if (row === undefined) return { ...DEFAULT_SETTINGS, version: 0 }
  return { ...DEFAULT_SETTINGS, ...(toJson(row.document) as Settings), version: row.version }
}

/** Save the settings (基础设置) that are still at the expected version. */
export async function saveSettings(
  tx: Tx,
  settings: Settings,
  expectedVersion: number,
): Promise<Written<KeptSettings>> {
  const current = await readSettings(tx)
  if (current.version !== expectedVersion) return stale(tx, current)
  const version = expectedVersion + 1
  const columns = { document: JSON.stringify(settings), version, updated_at: fromDate(tx.at) }
  await tx.db
    .insertInto('settings')
    .values({ id: ONLY_ROW, ...columns })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute()
  tx.changed('settings', String(ONLY_ROW), null)
  return { ok: true, value: { ...settings, version } }
}
