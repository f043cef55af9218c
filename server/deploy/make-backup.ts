import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { v4 as randomUuid } from 'uuid'
import { productVersion } from '#server/product-version.ts'
import { copyDatabase, describeDatabase, hasCanary, writeCanary } from '#server/store/backup.ts'
import type { TableSum } from '#server/store/backup.ts'
import { StoreFull } from '#server/store/errors.ts'
import { waitingMigrations } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { verifyStore } from '#server/store/verify.ts'
import { extractPart, readManifest, writeArchive } from './backup-archive.ts'
import { hashFile, putInPlace, stampOf } from './files.ts'
import type { Manifest } from './manifest.ts'
import { dumpPostgres } from './postgres-dump.ts'
import { DeployRefused } from './refused.ts'

export interface BackupOptions {
  readonly directory: string
  readonly actor: string
  /** Named so that only backups nobody asked for are ever removed again. */
  readonly isAutomatic: boolean
  /** Of the store, where it is PostgreSQL's. */
  readonly databaseUrl: string | null
}

export interface MadeBackup {
  readonly file: string
  readonly bytes: number
  readonly manifest: Manifest
}

const WORKING = '.making-'
const STALE_AFTER_MILLISECONDS = 24 * 3_600_000

/**
 * Make one verified backup (备份) of a store that may be in use: copied in one snapshot, opened again,
 * checked, written as one file, and that file read back before it gets its name.
 * Errors: DeployRefused; earlier backups are untouched
 */
export async function makeBackup(store: Store, options: BackupOptions): Promise<MadeBackup> {
  await mkdir(options.directory, { recursive: true })
  await removeStale(options.directory)
  const working = path.join(options.directory, `${WORKING}${randomUuid()}`)
  await mkdir(working)
  try {
    const madeAt = store.clock()
    const canary = await leaveCanary(store, options.actor)
    const facts = await describeDatabase(store)
    const copy =
      store.engine.file === null
        ? await dumpPostgres(options.databaseUrl, working)
        : await copySqlite(store.engine.file, working, canary)
    if (facts.instanceId === null)
      throw new DeployRefused('failed', '数据库还没有标识；请先运行 migrate。')
    const manifest: Manifest = {
      format: 'riskmap-backup',
      formatVersion: 1,
      productVersion: productVersion(),
      engine: store.engine.dialect,
      instanceId: facts.instanceId,
      madeAt: madeAt.toISOString(),
      schema: [...facts.schema],
      dataVersion: facts.dataVersion,
      canary,
      tables: [...copy.tables],
      findings: [...copy.findings],
      part: {
        name: copy.name,
        bytes: (await stat(copy.file)).size,
        sha256: await hashFile(copy.file),
      },
    }
    const finished = path.join(working, 'backup.zip')
    await writeArchive(finished, manifest, copy.file)
    await extractPart(finished, await readManifest(finished), path.join(working, 'read-back'))
    const kind = options.isAutomatic ? 'auto-' : ''
    const name = `riskmap-${kind}${stampOf(madeAt)}-${facts.instanceId.slice(0, 8)}.zip`
    const file = path.join(options.directory, name)
    await putInPlace(finished, file)
    return { file, bytes: (await stat(file)).size, manifest }
  } finally {
    await rm(working, { recursive: true, force: true })
  }
}

export interface Copy {
  readonly name: Manifest['part']['name']
  readonly file: string
  readonly tables: readonly TableSum[]
  readonly findings: readonly string[]
}

/** A full disk is when a backup to another disk is needed most: then there is no canary. */
async function leaveCanary(store: Store, actor: string): Promise<string | null> {
  const canary = randomUuid()
  try {
    await writeCanary(store, actor, canary)
    return canary
  } catch (error) {
    if (error instanceof StoreFull) return null
    throw error
  }
}

async function copySqlite(source: string, working: string, canary: string | null): Promise<Copy> {
  const file = path.join(working, 'riskmap.db')
  const tables = await copyDatabase(source, file)
  const copy = await openStore({ kind: 'sqlite', file })
  try {
    const isOld = (await waitingMigrations(copy)).length > 0
    const { issues } = await verifyStore(copy, isOld ? 'keys' : 'all')
    const broken = issues.find(({ check }) => check === 'integrity')
    if (broken !== undefined)
      throw new DeployRefused('failed', `副本没有通过完整性校验：${broken.detail}`)
    if (canary !== null && !(await hasCanary(copy, canary)))
      throw new DeployRefused('failed', '副本里没有备份前写下的记录，备份作废。')
    const findings = issues.map(({ check }) => check)
    return { name: 'riskmap.db', file, tables, findings }
  } finally {
    await copy.close()
  }
}

/** What a backup that was killed left behind. */
async function removeStale(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(WORKING)) continue
    const place = path.join(directory, name)
    const facts = await stat(place)
    if (Date.now() - facts.mtimeMs > STALE_AFTER_MILLISECONDS)
      await rm(place, { recursive: true, force: true })
  }
}
