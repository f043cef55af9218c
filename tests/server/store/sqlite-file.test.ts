import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkFile } from '#server/store/check-file.ts'
import { findEnterprise, insertEnterprises } from '#server/store/enterprise.ts'
import { readInstanceId, writeMeta } from '#server/store/meta.ts'
import { assertMigrated, migrateTo, migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import { RAW_QUERIES } from '#server/store/raw-rows.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'
import { verifyStore } from '#server/store/verify.ts'
import { temporaryDirectory } from './engines.ts'
import { anEnterprise, aRiskPoint } from './ledger.ts'

const AUDIT = { actor: 'u1', action: 'test' }

describe('the SQLite file', () => {
  let directory: ReturnType<typeof temporaryDirectory>
  let file: string
  const open = (at = file): Promise<Store> => openStore({ kind: 'sqlite', file: at })

  beforeEach(() => {
    directory = temporaryDirectory()
    file = path.join(directory.path, 'riskmap.db')
  })
  afterEach(() => directory.remove())

  async function filled(): Promise<string> {
    const one = anEnterprise()
    const store = await open()
    await migrateToLatest(store)
    await store.transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      const numbers = Array.from({ length: 2_000 }, (_, index) => `N-${index}`)
      await insertRiskPoints(
        tx,
        numbers.map((number) => aRiskPoint(one.id, { number })),
      )
    })
    await store.close()
    return one.id
  }

  it('is written with every setting durability rests on', async () => {
    const store = await open()
    await migrateToLatest(store)
    const { sqlite } = store.engine
    if (sqlite === null) throw new Error('not SQLite')
    const pragma = (name: string) => sqlite.pragma(name, { simple: true })
    expect(pragma('journal_mode')).toBe('wal')
    expect(pragma('synchronous')).toBe(2)
    expect(pragma('foreign_keys')).toBe(1)
    expect(pragma('trusted_schema')).toBe(0)
    expect(pragma('busy_timeout')).toBe(5000)
    expect(pragma('page_size')).toBe(8_192)
    expect(pragma('wal_autocheckpoint')).toBe(512)
    await store.close()
  })

  it('of an earlier release keeps its pages, and gets the tables and indexes of this one', async () => {
    const earlier = new Database(file)
    earlier.pragma('page_size = 4096')
    earlier.pragma('journal_mode = WAL')
    earlier.exec('create table t (a); drop table t')
    earlier.close()
    const before = await open()
    await migrateTo(before, '0008-change-log')
    await before.maintain((tx) => writeMeta(tx.db, 'data_version', '0'))
    await before.close()

    const store = await open()
    expect(await migrateToLatest(store)).toEqual([
      '0009-level-index',
      '0010-rows-in-indexes',
      '0011-past-levels',
      '0012-zones-in-index',
    ])
    const { sqlite } = store.engine
    if (sqlite === null) throw new Error('not SQLite')
    expect(sqlite.pragma('page_size', { simple: true })).toBe(4_096)
    expect(sqlite.pragma('wal_autocheckpoint', { simple: true })).toBe(1_024)
    expect(await verifyStore(store)).toMatchObject({ issues: [] })
    await store.close()
  })

  it.each([
    ['points', 'COVERING INDEX risk_point_by_enterprise (enterprise_id=?)'],
    ['zones', 'COVERING INDEX zone_by_enterprise (enterprise_id=?)'],
    // Only what is archived is there at all.
    ['archivedPlans', 'INDEX plan_archived (enterprise_id=?)'],
  ] as const)('finds %s of an enterprise in an index alone', async (query, index) => {
    const store = await open()
    await migrateToLatest(store)
    const { sqlite } = store.engine
    if (sqlite === null) throw new Error('not SQLite')
    const statement = sqlite.prepare(`explain query plan ${RAW_QUERIES[query]}`)
    const plan = statement.all('e')
    expect(JSON.stringify(plan)).toContain(index)
    await store.close()
  })

  it('is read while a long write is open, as it was before', async () => {
    const id = await filled()
    const store = await open()
    let during: unknown = 'not read'
    await store.transact(AUDIT, async (tx) => {
      await tx.db.updateTable('enterprise').set({ name: '写到一半' }).execute()
      during = (await findEnterprise(store, id))?.name
    })
    expect(during).toBe(anEnterprise().name)
    expect((await findEnterprise(store, id))?.name).toBe('写到一半')
    await store.close()
  })

  it('is not written through the reading connection', async () => {
    await filled()
    const store = await open()
    await expect(store.db.deleteFrom('risk_point').execute()).rejects.toThrow('readonly')
    await store.close()
  })

  it('keeps its identity over starts and leaves no write-ahead log', async () => {
    await filled()
    const ids: (string | null)[] = []
    for (let start = 0; start < 2; start += 1) {
      const store = await open()
      await migrateToLatest(store)
      ids.push(await readInstanceId(store))
      await store.close()
    }
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(ids[1]).toBe(ids[0])
    expect(() => readFileSync(`${file}-wal`)).toThrow('ENOENT')
  })

  it.each([
    ['empty', 'empty', () => writeFileSync(file, '')],
    ['missing', 'missing', () => rmSync(file)],
    ['no database', 'damaged', () => writeFileSync(file, 'not a database at all, only text')],
    ['damaged inside', 'damaged', () => overwritePages()],
    ['truncated', 'damaged', () => writeFileSync(file, readFileSync(file).subarray(0, 40_000))],
  ])('is refused when %s, and not touched', async (_, code, damage) => {
    await filled()
    damage()
    const before = bytesOf(file)
    const error: unknown = await open().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'StoreRefused', code })
    expect(String(error)).toContain('restore')
    expect(bytesOf(file)).toEqual(before)
  })

  it('is read through while it is in use, and told of when it is damaged', async () => {
    await filled()
    const store = await open()
    const { signal } = new AbortController()
    await expect(checkFile(file, signal)).resolves.toBeUndefined()
    await store.close()
    overwritePages()
    const error: unknown = await checkFile(file, signal).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ name: 'StoreRefused', code: 'damaged' })
    expect(String(error)).toContain('restore')
    writeFileSync(file, 'not a database at all, only text')
    await expect(checkFile(file, signal)).rejects.toMatchObject({ code: 'damaged' })
    rmSync(file)
    await expect(checkFile(file, signal)).rejects.toThrow('could not be checked')
    await expect(checkFile(file, AbortSignal.abort())).rejects.toThrow('abort')
  })

  it('is refused when it is the database of another installation', async () => {
    await filled()
    const elsewhere = temporaryDirectory()
    const otherFile = path.join(elsewhere.path, 'riskmap.db')
    const other = await open(otherFile)
    await migrateToLatest(other)
    await other.close()
    copyFileSync(otherFile, file)
    const store = await open()
    await expect(migrateToLatest(store)).rejects.toMatchObject({ code: 'foreign' })
    await store.close()
    elsewhere.remove()
  })

  it('asks for migration instead of failing at the first query', async () => {
    const store = await open()
    await expect(assertMigrated(store)).rejects.toMatchObject({ code: 'not-migrated' })
    await migrateToLatest(store)
    await assertMigrated(store)
    await store.close()
  })

  it('holds all or nothing of a migration', async () => {
    const blocker = new Database(file)
    blocker.exec('create table purge_permit (id integer)')
    blocker.close()
    const store = await open()
    await expect(migrateToLatest(store)).rejects.toThrow('purge_permit')
    const tables = await store.db.introspection.getTables()
    expect(tables.map((table) => table.name)).toEqual(['purge_permit'])
    await store.close()
  })

  function overwritePages(): void {
    const handle = openSync(file, 'r+')
    writeSync(handle, Buffer.alloc(8_192, 0xa5), 0, 8_192, 16_384)
    closeSync(handle)
  }
})

function bytesOf(file: string): Buffer | null {
  try {
    return readFileSync(file)
  } catch {
    return null
  }
}
