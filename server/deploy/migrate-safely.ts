import path from 'node:path'
import { migrateToLatest, waitingMigrations } from '#server/store/migrate.ts'
import type { Store } from '#server/store/transact.ts'
import { makeBackup } from './make-backup.ts'

/**
 * Bring the schema to this release's (迁移), an older SQLite database being backed up first: where the
 * new release disappoints, the old one can be given its own data again.
 * Shape: → the backup's file, or null when nothing had to be changed
 * Errors: DeployRefused when no sound copy could be made; nothing is migrated then
 */
export async function migrateSafely(
  store: Store,
  home: string,
  actor: string,
): Promise<string | null> {
  const waiting = store.engine.file === null ? [] : await waitingMigrations(store)
  let file: string | null = null
  if (waiting.length > 0) {
    const directory = path.join(home, 'backups')
    const options = { directory, actor, isAutomatic: false, databaseUrl: null }
    file = (await makeBackup(store, options)).file
  }
  await migrateToLatest(store)
  return file
}
