import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFactIndex } from '#server/density/fact-index.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import { followCommits } from '#server/store/follow-commits.ts'
import type { Following } from '#server/store/follow-commits.ts'
import { readDataVersion } from '#server/store/meta.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import type { Change, Store } from '#server/store/transact.ts'
import { postgresEngine, sqliteEngine } from './engines.ts'
import type { EngineUnderTest, MakeEngine } from './engines.ts'

const SILENT = { info: () => undefined, warn: () => undefined }
const SOON = { timeout: 10_000, interval: 10 }

let engine: EngineUnderTest
let ours: Store
let theirs: Store
const following: Following[] = []

async function open(makeEngine: MakeEngine): Promise<void> {
  engine = await makeEngine()
  ours = await engine.open()
  await migrateToLatest(ours)
  theirs = await engine.open()
}

async function follow(times = {}): Promise<Following> {
  const one = await followCommits(ours, { log: SILENT, times })
  following.push(one)
  return one
}

afterEach(async () => {
  for (const one of following.splice(0)) await one.stop()
  await theirs.close()
  await ours.close()
  await engine.cleanUp()
})

/** Another process touches enterprises. */
async function commit(...ids: string[]): Promise<void> {
  await theirs.transact({ actor: 'them', action: 'enterprise.patch' }, (tx) => {
    for (const id of ids) tx.changed('enterprise', id, id)
    return Promise.resolve()
  })
}

/** What we are told, in its order. */
function hear(): { readonly ids: string[]; readonly versions: number[] } {
  const heard = { ids: [] as string[], versions: [] as number[] }
  ours.onCommit((changes: readonly Change[], version) => {
    heard.ids.push(...changes.map(({ id }) => id))
    heard.versions.push(version)
  })
  return heard
}

describe('beside another process on one SQLite file', () => {
  beforeEach(() => open(sqliteEngine))

  test('its rows are seen without a restart, and only what it touched is read again', async () => {
    const one = await follow({ lookEveryMilliseconds: 20 })
    const facts = await createFactIndex(ours)
    expect(facts.counts().enterprises).toBe(0)
    const heard = hear()
    const small = { enterprises: 4, riskPoints: 80, hazards: 20 }
    await writeSample(theirs, { seed: 3, asOf: '2026-11-01', ...small })
    await expect.poll(() => facts.counts().enterprises, SOON).toBe(4)
    expect(heard.ids).not.toContain('*')
    expect(one.report()).toMatchObject({
      state: 'looking',
      version: await readDataVersion(theirs),
      failure: null,
    })
    facts.close()
  })

  test('a database that cannot be read is told of, and looked at again', async () => {
    const one = await follow({ lookEveryMilliseconds: 20 })
    const heard = hear()
    await engine.tamper(['alter table change_log rename to change_log_away'])
    await engine.tamper(["update meta set value = '7' where key = 'data_version'"])
    await expect.poll(() => one.report().failure, SOON).toContain('change_log')
    await engine.tamper(['alter table change_log_away rename to change_log'])
    await expect.poll(() => one.report().failure, SOON).toBeNull()
    expect(heard).toEqual({ ids: ['*'], versions: [7] })
  })
})

const realPostgres = postgresEngine()
if (realPostgres !== null)
  describe('beside another process on one PostgreSQL', () => {
    beforeEach(() => open(realPostgres))

    /** Only what is heard counts here. */
    const NEVER_LOOK = { pulseEveryMilliseconds: 3_600_000 }

    test('hears each commit, in its order', async () => {
      const one = await follow(NEVER_LOOK)
      const heard = hear()
      const ids = Array.from({ length: 30 }, (_, index) => `e${index}`)
      for (const id of ids) await commit(id)
      await expect.poll(() => heard.ids, SOON).toEqual(ids)
      expect(heard.versions).toEqual(ids.map((_, index) => index + 1))
      expect(one.report()).toMatchObject({ state: 'listening', version: 30, failure: null })
    })

    test('reads what it missed when its connection is cut, each commit once', async () => {
      const one = await follow({
        ...NEVER_LOOK,
        firstRetryMilliseconds: 400,
        mostRetryMilliseconds: 400,
      })
      const heard = hear()
      await commit('before')
      await expect.poll(() => heard.ids, SOON).toEqual(['before'])
      await engine.tamper([CUT_LISTENERS])
      await expect.poll(() => one.report().state, SOON).toBe('cut-off')
      expect(one.report().failure).toMatch(/terminat/)
      await commit('missed')
      await commit('missed too')
      expect(heard.ids).toEqual(['before'])
      await expect.poll(() => one.report().state, SOON).toBe('listening')
      await expect.poll(() => heard.ids, SOON).toEqual(['before', 'missed', 'missed too'])
      await commit('after')
      await expect.poll(() => heard.versions, SOON).toEqual([1, 2, 3, 4])
      expect(one.report().failure).toBeNull()
    })

    test('looks, though slowly, while it hears nothing', async () => {
      const one = await follow({
        pulseEveryMilliseconds: 50,
        firstRetryMilliseconds: 3_600_000,
        mostRetryMilliseconds: 3_600_000,
      })
      const heard = hear()
      await engine.tamper([CUT_LISTENERS])
      await expect.poll(() => one.report().state, SOON).toBe('cut-off')
      await commit('quiet')
      await expect.poll(() => heard.ids, SOON).toEqual(['quiet'])
      expect(one.report().state).toBe('cut-off')
    })
  })

/** As an administrator of the database would; other databases' listeners are left alone. */
const CUT_LISTENERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'riskmap-listen' and datname = current_database()`
