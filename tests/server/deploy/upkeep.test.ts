import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeBackup } from '#server/deploy/make-backup.ts'
import { outlived, parseBackupName } from '#server/deploy/retention.ts'
import { startUpkeep } from '#server/deploy/upkeep.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/transact.ts'
import { temporaryDirectory } from '#tests/server/store/engines.ts'
import { anEnterprise } from '#tests/server/store/ledger.ts'

const HOUR = 3_600_000

describe('which automatic backups may go', () => {
  it('hourly ones over half a year thin out to the newest, one a day, one a week', () => {
    const now = new Date('2026-11-22T12:00:00Z')
    let kept: { name: string; madeAt: Date }[] = []
    for (let hours = 24 * 180; hours >= 0; hours -= 1) {
      const madeAt = new Date(Number(now) - hours * HOUR)
      kept.push({ name: madeAt.toISOString(), madeAt })
      const gone = new Set(outlived(kept, madeAt))
      kept = kept.filter(({ name }) => !gone.has(name))
    }
    const ages = kept.map(({ madeAt }) => (Number(now) - Number(madeAt)) / HOUR)
    expect(kept.length).toBeLessThanOrEqual(17)
    expect(ages.filter((age) => age < 6)).toEqual([5, 4, 3, 2, 1, 0])
    expect(Math.max(...ages)).toBeGreaterThan(24 * 7)
    expect(ages.filter((age) => age > 20 && age < 24 * 7).length).toBeGreaterThanOrEqual(5)
  })

  it('names tell kind and moment', () => {
    expect(parseBackupName('riskmap-auto-20261122T013508Z-8fc27164.zip')).toEqual({
      isAutomatic: true,
      madeAt: new Date('2026-11-22T01:35:08Z'),
      instance: '8fc27164',
    })
    expect(parseBackupName('riskmap-20261122T013508Z-8fc27164.zip')?.isAutomatic).toBe(false)
    expect(parseBackupName('photos.zip')).toBeNull()
  })
})

describe('the upkeep of a running server', () => {
  let directory: ReturnType<typeof temporaryDirectory>
  let store: Store
  const logged: string[] = []
  const log = { error: (_fields: object, message: string) => void logged.push(message) }

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    directory = temporaryDirectory()
    store = await openStore({ kind: 'sqlite', file: path.join(directory.path, 'riskmap.db') })
    await migrateToLatest(store)
    logged.length = 0
  })
  afterEach(async () => {
    vi.useRealTimers()
    await store.close()
    directory.remove()
  })

  const backups = () => path.join(directory.path, 'backups')
  const backUp = async (isAutomatic = true): Promise<void> => {
    const options = { directory: backups(), actor: 'server', isAutomatic, databaseUrl: null }
    await makeBackup(store, options)
  }
  const start = (runBackup: () => Promise<void> = backUp) =>
    startUpkeep({ store, home: directory.path, log, runBackup })
  const forward = (hours: number) => vi.setSystemTime(Date.now() + hours * HOUR)
  const write = () =>
    store.transact({ actor: 'u1', action: 'test' }, (tx) => insertEnterprises(tx, [anEnterprise()]))

  it('backs up at once, then hourly while data changes, and daily at least', async () => {
    const upkeep = start()
    const count = () => readdirSync(backups()).length
    await upkeep.look()
    expect(count()).toBe(1)
    await write()
    await upkeep.look()
    expect(count()).toBe(1)
    forward(1.1)
    await upkeep.look()
    expect(count()).toBe(2)
    forward(5)
    await upkeep.look()
    expect(count()).toBe(2)
    forward(20)
    await upkeep.look()
    expect(count()).toBe(3)
    expect(await upkeep.report()).toMatchObject({ backup: { isOverdue: false, failure: null } })
    upkeep.stop()
  })

  it('a backup that fails is told, earlier ones stay, and after 26 hours it is overdue', async () => {
    let fails = false
    const upkeep = start(() => (fails ? Promise.reject(new Error('no room')) : backUp()))
    await upkeep.look()
    const before = readdirSync(backups())
    fails = true
    forward(25)
    await upkeep.look()
    expect(await upkeep.report()).toMatchObject({
      backup: { isOverdue: false, failure: 'no room' },
    })
    forward(2)
    await upkeep.look()
    expect(await upkeep.report()).toMatchObject({ backup: { isOverdue: true, failure: 'no room' } })
    expect(logged).toContain('no good backup for 26 hours')
    expect(readdirSync(backups())).toEqual(before)
    fails = false
    await upkeep.look()
    expect(await upkeep.report()).toMatchObject({ backup: { isOverdue: false, failure: null } })
    upkeep.stop()
  })

  it('never removes what a person made, nor another file', async () => {
    await backUp(false)
    const [mine = ''] = readdirSync(backups())
    writeFileSync(path.join(backups(), 'notes.txt'), 'mine')
    const upkeep = start()
    for (let day = 0; day < 60; day += 1) {
      forward(25)
      await upkeep.look()
    }
    const names = readdirSync(backups())
    expect(names).toContain(mine)
    expect(names).toContain('notes.txt')
    expect(names.length).toBeLessThanOrEqual(19)
    upkeep.stop()
  })

  it('makes its backup in a process of its own', async () => {
    vi.useRealTimers()
    const before = process.env.RISKMAP_HOME
    process.env.RISKMAP_HOME = directory.path
    const upkeep = startUpkeep({ store, home: directory.path, log })
    await upkeep.look()
    if (before === undefined) delete process.env.RISKMAP_HOME
    else process.env.RISKMAP_HOME = before
    expect(logged).toEqual([])
    const [name = ''] = readdirSync(backups())
    expect(parseBackupName(name)?.isAutomatic).toBe(true)
    expect(existsSync(path.join(backups(), name))).toBe(true)
    upkeep.stop()
    rmSync(backups(), { recursive: true })
  })
})
