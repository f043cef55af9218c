import { existsSync } from 'node:fs'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { v4 as randomUuid } from 'uuid'
import {
  assertOwnSchema,
  describeDatabase,
  noteRestored,
  sumDatabase,
} from '#server/store/backup.ts'
import { StoreRefused } from '#server/store/errors.ts'
import { lockInstance } from '#server/store/instance-lock.ts'
import { readMarker, writeMarker } from '#server/store/marker.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { verifyStore } from '#server/store/verify.ts'
import { extractPart, readManifest } from './backup-archive.ts'
import { putInPlace, stampOf, syncDirectory } from './files.ts'
import type { Manifest } from './manifest.ts'
import { DeployRefused } from './refused.ts'

export interface RestoreOptions {
  readonly home: string
  readonly actor: string
  /** Bring back another installation's data on purpose. */
  readonly takesOtherInstance: boolean
}

export interface Restored {
  readonly manifest: Manifest
  /** Where the data from before is kept; null when there was none. */
  readonly keptAside: string | null
}

const DATABASE = 'riskmap.db'
const DATABASE_FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`] as const

/**
 * Bring back a backup (恢复): everything is proved on a copy before anything in the home moves, and
 * what was there stays beside it. Cut off at any moment, the home holds the old data, the new, or a
 * marker that makes the next start refuse and ask for a restore again.
 * Errors: InstanceBusy while a server runs; DeployRefused, StoreRefused
 */
export async function restoreBackup(file: string, options: RestoreOptions): Promise<Restored> {
  const { home } = options
  const manifest = await readManifest(file)
  if (manifest.engine !== 'sqlite') throw postgresRefusal(file)
  const lock = lockInstance(home)
  const working = path.join(home, `.restoring-${randomUuid()}`)
  try {
    assertSameInstallation(manifest, options)
    await mkdir(working)
    const fresh = path.join(working, DATABASE)
    await extractPart(file, manifest, fresh)
    await prove(fresh, manifest, working, path.basename(file), options.actor)
    const keptAside = await keepAside(home)
    await putInPlace(fresh, path.join(home, DATABASE))
    writeMarker(path.join(home, DATABASE), manifest.instanceId)
    await syncDirectory(home)
    return { manifest, keptAside }
  } finally {
    await rm(working, { recursive: true, force: true })
    lock.release()
  }
}

function postgresRefusal(file: string): DeployRefused {
  return new DeployRefused(
    'unsupported',
    `${file} 是 PostgreSQL 的备份。请用 restore 备份文件 --extract 目录 取出 riskmap.dump，停止服务后由数据库管理员运行：` +
      'pg_restore --clean --if-exists --no-owner --dbname=数据库地址 riskmap.dump',
  )
}

function assertSameInstallation(manifest: Manifest, options: RestoreOptions): void {
  if (options.takesOtherInstance) return
  const marker = readMarker(path.join(options.home, DATABASE))
  if (marker === null || marker === manifest.instanceId) return
  throw new DeployRefused(
    'foreign',
    `备份属于另一个实例（${manifest.instanceId}），本目录属于 ${marker}。` +
      '确实要用它替换时，请加 --other-instance。',
  )
}

/** Nothing of the file is trusted before its schema is known to be ours, and nothing runs from it. */
async function prove(
  database: string,
  manifest: Manifest,
  working: string,
  fileName: string,
  actor: string,
): Promise<void> {
  try {
    const model = path.join(working, 'model')
    await mkdir(model)
    await assertOwnSchema(database, manifest.schema, model)
    if (JSON.stringify(sumDatabase(database)) !== JSON.stringify(manifest.tables))
      throw new DeployRefused('damaged', '备份里各表的行数或校验和与清单不符，不予恢复。')
    const store = await openStore({ kind: 'sqlite', file: database })
    try {
      const facts = await describeDatabase(store)
      const isSame =
        facts.instanceId === manifest.instanceId &&
        JSON.stringify(facts.schema) === JSON.stringify(manifest.schema)
      if (!isSame) throw new DeployRefused('damaged', '备份里的数据库与清单说的不是同一个。')
      await migrateToLatest(store)
      const { issues } = await verifyStore(store)
      const unknown = issues.filter(
        ({ check }) => check === 'integrity' || !manifest.findings.includes(check),
      )
      if (unknown.length > 0)
        throw new DeployRefused(
          'damaged',
          `备份没有通过校验：${unknown.map(({ check, detail }) => `${check} ${detail}`).join('；')}`,
        )
      const { madeAt, productVersion } = manifest
      await noteRestored(store, actor, { file: fileName, madeAt, productVersion })
    } finally {
      await store.close()
    }
  } catch (error) {
    if (error instanceof DeployRefused || error instanceof StoreRefused) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (!/^SQLITE_(CORRUPT|NOTADB|ERROR)/.test(code)) throw error
    throw new DeployRefused('damaged', '备份里的数据库无法读取，不予恢复。', error)
  }
}

/**
 * Move the present database away, its marker staying: a home with a marker and no database never
 * starts empty.
 */
async function keepAside(home: string): Promise<string | null> {
  const present = DATABASE_FILES.filter((name) => existsSync(path.join(home, name)))
  if (present.length === 0) return null
  const aside = path.join(home, `replaced-${stampOf(new Date())}-${randomUuid().slice(0, 4)}`)
  await mkdir(aside)
  const marker = path.join(home, 'instance.json')
  if (existsSync(marker)) await copyFile(marker, path.join(aside, 'instance.json'))
  for (const name of present) await rename(path.join(home, name), path.join(aside, name))
  await syncDirectory(aside)
  await syncDirectory(home)
  return aside
}
