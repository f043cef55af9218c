import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readManifest } from '#server/deploy/backup-archive.ts'
import { migrateSafely } from '#server/deploy/migrate-safely.ts'
import { restoreBackup } from '#server/deploy/restore-backup.ts'
import { writeMeta } from '#server/store/meta.ts'
import { assertMigrated, migrateTo } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { verifyStore } from '#server/store/verify.ts'
import { temporaryDirectory } from '#tests/server/store/engines.ts'

describe('an older schema', () => {
  let directory: ReturnType<typeof temporaryDirectory>
  beforeEach(() => {
    directory = temporaryDirectory()
  })
  afterEach(() => directory.remove())

  const open = (home: string) => openStore({ kind: 'sqlite', file: path.join(home, 'riskmap.db') })

  it('is backed up, then brought up to date; that backup comes back at the new schema', async () => {
    const store = await open(directory.path)
    await migrateTo(store, '0001-initial')
    await store.maintain(async (tx) => {
      await writeMeta(tx.db, 'instance_id', '8fc27164-0000-4000-8000-000000000000')
      await writeMeta(tx.db, 'data_version', '0')
    })
    const file = await migrateSafely(store, directory.path, 'console')
    await assertMigrated(store)
    expect(await migrateSafely(store, directory.path, 'console')).toBeNull()
    await store.close()
    expect(readdirSync(path.join(directory.path, 'backups'))).toEqual([path.basename(file ?? '')])
    expect((await readManifest(file ?? '')).schema).toEqual(['0001-initial'])

    const blank = path.join(directory.path, 'blank')
    const options = { home: blank, actor: 'console', takesOtherInstance: false }
    await restoreBackup(file ?? '', options)
    const restored = await open(blank)
    await assertMigrated(restored)
    expect((await verifyStore(restored)).issues).toEqual([])
    await restored.close()
  })

  it('one that was never used is not backed up', async () => {
    const store = await open(directory.path)
    expect(await migrateSafely(store, directory.path, 'console')).toBeNull()
    await store.close()
    expect(readdirSync(directory.path)).not.toContain('backups')
  })
})
