import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetOld } from '#server/access/housekeeping.ts'
import { readChangeLog, removeOldChanges } from '#server/store/change-log.ts'
import { changesSince, historyMark } from '#server/store/history-mark.ts'
import { readDataVersion, writeMeta } from '#server/store/meta.ts'
import type { Change, CommitListener, Store } from '#server/store/transact.ts'
import type { EngineUnderTest } from './engines.ts'

const AUDIT = { actor: 'u1', action: 'enterprise.patch' }

interface Heard {
  readonly version: number
  readonly changes: readonly Change[]
}

/** Commit named changes; what they are about does not matter to who follows. */
async function commit(store: Store, ...ids: string[]): Promise<void> {
  await store.transact(AUDIT, (tx) => {
    for (const id of ids) tx.changed('enterprise', id, id)
    return Promise.resolve()
  })
}

const named = (...ids: string[]): Change[] =>
  ids.map((id) => ({ kind: 'enterprise', id, enterpriseId: id }))

const EVERYTHING: Change = { kind: 'everything', id: '*', enterpriseId: null }

/** What holds of two processes on one database: each is told of the other's commits like of its own. */
export function followingContract(first: () => Store, engine: () => EngineUnderTest): void {
  let opened: Store | null = null
  const second = (): Store => {
    if (opened === null) throw new Error('not open')
    return opened
  }
  beforeAll(async () => {
    opened = await engine().open()
    await first().feed.begin()
    await second().feed.begin()
  })
  afterAll(() => engine().closeAnother(second()))

  /** Everything a store tells while the work is done. */
  async function heardBy(store: Store, work: () => Promise<unknown>): Promise<Heard[]> {
    const heard: Heard[] = []
    const listener: CommitListener = (changes, version) => heard.push({ version, changes })
    const stop = store.onCommit(listener)
    await work()
    stop()
    return heard
  }

  it('logs what a commit touched, under its version', async () => {
    const before = await readDataVersion(first())
    await first().transact(AUDIT, (tx) => {
      tx.changed('hazard', 'h1', 'e1')
      tx.changed('hazard', 'h1', 'e1')
      tx.changed('region', '410622', null)
      return Promise.resolve()
    })
    expect(await readChangeLog(first(), before, 10)).toEqual([
      {
        version: before + 1,
        changes: [
          { kind: 'hazard', id: 'h1', enterpriseId: 'e1' },
          { kind: 'region', id: '410622', enterpriseId: null },
        ],
      },
    ])
  })

  it('logs nothing of work that failed, was cancelled or touched nothing', async () => {
    const before = await readDataVersion(first())
    const failing = first().transact(AUDIT, (tx) => {
      tx.changed('hazard', 'h2', 'e1')
      return Promise.reject(new Error('halfway'))
    })
    await expect(failing).rejects.toThrow('halfway')
    await first().transact(AUDIT, (tx) => {
      tx.changed('hazard', 'h2', 'e1')
      tx.cancel()
      return Promise.resolve()
    })
    await commit(first())
    expect(await readChangeLog(first(), before, 10)).toEqual([])
    expect(await readDataVersion(first())).toBe(before)
  })

  it('tells another process’s commits with what they touched, each once and in order', async () => {
    await second().feed.catchUp()
    const from = await readDataVersion(first())
    await commit(first(), 'a', 'b')
    await commit(first(), 'c')
    const heard = await heardBy(second(), async () => {
      await second().feed.catchUp()
      await second().feed.catchUp()
    })
    expect(heard).toEqual([
      { version: from + 1, changes: named('a', 'b') },
      { version: from + 2, changes: named('c') },
    ])
  })

  it('tells a commit of its own after those of others before it, and before it is answered', async () => {
    await second().feed.catchUp()
    const from = await readDataVersion(first())
    await commit(first(), 'theirs')
    const heard = await heardBy(second(), () => commit(second(), 'ours'))
    expect(heard).toEqual([
      { version: from + 1, changes: named('theirs') },
      { version: from + 2, changes: named('ours') },
    ])
    expect(second().feed.version).toBe(from + 2)
  })

  it('tells every version once and in order, however two processes write and look', async () => {
    const step = fc.constantFrom('first writes', 'second writes', 'first looks', 'second looks')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        await Promise.all([first().feed.catchUp(), second().feed.catchUp()])
        const from = await readDataVersion(first())
        let number = 0
        let written = Promise.resolve()
        const act = (what: (typeof steps)[number]): Promise<void> => {
          const store = what.startsWith('first') ? first() : second()
          if (what.endsWith('looks')) return store.feed.catchUp()
          const id = `n${(number += 1)}`
          // SQLite waits for its lock without giving the other store, of the same thread, its turn.
          if (store.dialect !== 'sqlite') return commit(store, id)
          return (written = written.then(() => commit(store, id)))
        }
        let told: Heard[] = []
        const toldToo = await heardBy(second(), async () => {
          told = await heardBy(first(), async () => {
            await Promise.all(steps.map(act))
            await Promise.all([first().feed.catchUp(), second().feed.catchUp()])
          })
        })
        const writes = steps.filter((what) => what.endsWith('writes')).length
        expect(told.map(({ version }) => version)).toEqual(
          Array.from({ length: writes }, (_, index) => from + 1 + index),
        )
        expect(toldToo).toEqual(told)
        expect(told).toEqual(await readChangeLog(first(), from, writes + 1))
      }),
      { numRuns: 15 },
    )
  })

  it('says “everything” for more than is worth naming', async () => {
    await second().feed.catchUp()
    await first().transact(AUDIT, (tx) => {
      for (let number = 0; number <= 20_000; number += 1) tx.changed('hazard', `h${number}`, 'e1')
      return Promise.resolve()
    })
    const heard = await heardBy(second(), () => second().feed.catchUp())
    expect(heard).toEqual([{ version: await readDataVersion(first()), changes: [EVERYTHING] }])
  })

  it('says “everything” once for what the log no longer knows', async () => {
    await second().feed.catchUp()
    for (const id of ['a', 'b', 'c']) await commit(first(), id)
    await first().maintain((tx) => removeOldChanges(tx, new Date(0), 1))
    const heard = await heardBy(second(), () => second().feed.catchUp())
    expect(heard).toEqual([{ version: await readDataVersion(first()), changes: [EVERYTHING] }])
    await first().maintain((tx) => removeOldChanges(tx, new Date('2999-01-01')))
    await commit(first(), 'd')
    expect(await heardBy(second(), () => second().feed.catchUp())).toMatchObject([
      { changes: named('d') },
    ])
  })

  it('keeps a day of the log, and of that the newest hundred thousand changes', async () => {
    await first().maintain((tx) => removeOldChanges(tx, new Date('2999-01-01')))
    const from = await readDataVersion(first())
    for (const id of ['a', 'b', 'c']) await commit(first(), id, `${id}2`)
    const kept = async () => (await readChangeLog(first(), from, 10)).map(({ version }) => version)
    await forgetOld(first())
    expect(await kept()).toEqual([from + 1, from + 2, from + 3])
    await first().maintain((tx) => removeOldChanges(tx, new Date(0), 4))
    expect(await kept()).toEqual([from + 2, from + 3])
    await first().maintain((tx) => removeOldChanges(tx, new Date(Date.now() + 1_000)))
    expect(await kept()).toEqual([])
  })

  it('tells a copy what was committed since it was made, as far as the log goes', async () => {
    const mark = await historyMark(first(), await readDataVersion(first()))
    expect(await changesSince(second(), mark)).toEqual([])
    await commit(first(), 'a', 'b')
    await commit(second(), 'c')
    expect(await changesSince(first(), mark)).toEqual(named('a', 'b', 'c'))
    await first().maintain((tx) => removeOldChanges(tx, new Date('2999-01-01')))
    expect(await changesSince(first(), mark)).toBeNull()
    const now = await historyMark(first(), await readDataVersion(first()))
    expect(await changesSince(second(), now)).toEqual([])
  })

  it('knows a copy that is of another past', async () => {
    const mark = await historyMark(first(), await readDataVersion(first()))
    for (const other of [
      { ...mark, instanceId: 'another' },
      { ...mark, auditHash: 'f'.repeat(64) },
      { ...mark, auditSequence: mark.auditSequence + 1 },
      { ...mark, version: mark.version + 1 },
    ])
      expect(await changesSince(first(), other)).toBeNull()
  })

  it('says “everything” when an earlier state was put back', async () => {
    await Promise.all([first().feed.catchUp(), second().feed.catchUp()])
    const version = await readDataVersion(first())
    await first().maintain((tx) => writeMeta(tx.db, 'data_version', String(version - 1)))
    for (const store of [first(), second()])
      expect(await heardBy(store, () => store.feed.catchUp())).toEqual([
        { version: version - 1, changes: [EVERYTHING] },
      ])
  })
}
