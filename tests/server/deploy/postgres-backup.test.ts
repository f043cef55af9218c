import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { extractPart, readManifest } from '#server/deploy/backup-archive.ts'
import { makeBackup } from '#server/deploy/make-backup.ts'
import { hasCanary } from '#server/store/backup.ts'
import { findEnterprise, insertEnterprises } from '#server/store/enterprise.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { verifyStore } from '#server/store/verify.ts'
import { temporaryDirectory } from '#tests/server/store/engines.ts'
import { anEnterprise } from '#tests/server/store/ledger.ts'

/** A server of its own is needed: this part is not PGlite's. */
const server = process.env.RISKMAP_TEST_POSTGRES ?? ''
const name = `riskmap_backup_${process.pid}`
const room = temporaryDirectory()

async function run(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}

describe.runIf(server !== '')('a backup of a PostgreSQL server', () => {
  afterAll(async () => {
    await run(`drop database if exists ${name}`)
    room.remove()
  })

  it('brings every row back into an empty database, the audit chain whole', async () => {
    await run(`create database ${name}`)
    const address = new URL(server)
    address.pathname = `/${name}`
    const url = address.href
    const store = await openStore({ kind: 'postgres', url })
    await migrateToLatest(store)
    const rows = Array.from({ length: 50 }, () => anEnterprise())
    await store.transact({ actor: 'u1', action: 'test' }, (tx) => insertEnterprises(tx, rows))
    const made = await makeBackup(store, {
      directory: path.join(room.path, 'backups'),
      actor: 'console',
      isAutomatic: false,
      databaseUrl: url,
    })
    await store.close()
    const manifest = await readManifest(made.file)
    expect(manifest).toMatchObject({ engine: 'postgres', part: { name: 'riskmap.dump' } })

    await run(`drop database ${name}`, `create database ${name}`)
    const dump = path.join(room.path, 'riskmap.dump')
    await extractPart(made.file, manifest, dump)
    // As the refusal of `restore` tells the administrator.
    const flags = ['--clean', '--if-exists', '--no-owner', `--dbname=${url}`, dump]
    await promisify(execFile)('pg_restore', flags)

    const again = await openStore({ kind: 'postgres', url })
    try {
      for (const { id } of rows) expect(await findEnterprise(again, id), id).not.toBeNull()
      expect(await hasCanary(again, manifest.canary ?? '')).toBe(true)
      expect((await verifyStore(again)).issues).toEqual([])
    } finally {
      await again.close()
    }
  })
})
