import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LevelAt } from '#domain/facts.ts'
import { listLevels, writeLevel } from '#server/store/level.ts'
import { writeMeta } from '#server/store/meta.ts'
import { migrateTo, migrateToLatest } from '#server/store/migrate.ts'
import { enterpriseRecords, riskPointRecords } from '#server/store/record.ts'
import type { Store } from '#server/store/transact.ts'
import { verifyStore } from '#server/store/verify.ts'
import type { EngineUnderTest, MakeEngine } from './engines.ts'

const AUDIT = { actor: 'u1', action: 'test' }
const [FIRST, SECOND, THIRD] = [
  '2026-03-01T08:00:00.000Z',
  '2026-04-01T08:00:00.000Z',
  '2026-05-01T08:00:00.000Z',
] as const

/** Rows as an earlier release wrote them, past the store of this one. */
const EARLIER = [
  `insert into enterprise (id, name, sector, size, flags, level_inherent, level_current, leveled_at,
     level_entries, sample, version, created_at, updated_at)
   values ('e', '示例', 'WH', 'small', '[]', 1, 2, '${SECOND}', 2, 0, 1, '${FIRST}', '${FIRST}')`,
  ...[
    ['p-changed', 2, 3, `'${THIRD}'`, 3],
    ['p-once', 4, 4, `'${FIRST}'`, 1],
    ['p-never', 'null', 'null', 'null', 0],
  ].map(
    ([id, inherent, current, at, entries]) =>
      `insert into risk_point (id, enterprise_id, number, name, kind, approximate, accidents,
         level_inherent, level_current, leveled_at, level_entries, sample, version, created_at,
         updated_at)
       values ('${id}', 'e', '${id}', '示例', 'area', 0, '[]', ${inherent}, ${current}, ${at},
         ${entries}, 0, 1, '${FIRST}', '${FIRST}')`,
  ),
  // Not in their order in time: nothing says that they lie so.
  ...[
    ['enterprise', 'e', SECOND, 1, 2],
    ['enterprise', 'e', FIRST, 2, 2],
    ['risk-point', 'p-changed', THIRD, 2, 3],
    ['risk-point', 'p-changed', SECOND, 'null', 4],
    ['risk-point', 'p-changed', FIRST, 1, 1],
    ['risk-point', 'p-once', FIRST, 4, 4],
  ].map(
    ([kind, id, at, inherent, current]) =>
      `insert into level_history values ('${kind}', '${id}', 'e', '${at}', ${inherent}, ${current})`,
  ),
]

/** What a release does with the rows of an earlier one. */
export function upgradeContract(makeEngine: MakeEngine): void {
  let engine: EngineUnderTest | null = null
  let opened: Store | null = null
  beforeAll(async () => {
    engine = await makeEngine()
    opened = await engine.open()
    await migrateTo(opened, '0010-rows-in-indexes')
    await opened.maintain((tx) => writeMeta(tx.db, 'data_version', '0'))
    await engine.tamper(EARLIER)
    await migrateToLatest(opened)
  })
  afterAll(async () => {
    await opened?.close()
    await engine?.cleanUp()
  })

  const store = (): Store => {
    if (opened === null) throw new Error('not open')
    return opened
  }
  const tamper = (statement: string) => engine?.tamper([statement])
  const faults = async () => (await verifyStore(store())).issues
  const level = (at: string, inherent: number | null, current: number | null) => ({
    at: new Date(at),
    level: { inherent, current },
  })

  /** Levels by subject, as indexes are told them. */
  async function recorded(): Promise<Record<string, readonly LevelAt[]>> {
    const all: Record<string, readonly LevelAt[]> = {}
    for await (const part of enterpriseRecords(store(), 'all'))
      for (const { id, levels } of part) all[id] = levels
    for await (const part of riskPointRecords(store(), 'all'))
      for (const { id, levels } of part) all[id] = levels
    return all
  }

  it('rows keep the levels they have had, oldest first', async () => {
    expect(await recorded()).toEqual({
      e: [level(FIRST, 2, 2), level(SECOND, 1, 2)],
      'p-changed': [level(FIRST, 1, 1), level(SECOND, null, 4), level(THIRD, 2, 3)],
      'p-once': [level(FIRST, 4, 4)],
      'p-never': [],
    })
    expect(await faults()).toEqual([])
  })

  it('a further level goes behind them, in the row as in the history', async () => {
    for (const id of ['p-changed', 'p-once', 'p-never'])
      for (const [at, current] of [
        ['2026-06-01T08:00:00.000Z', 2],
        ['2026-07-01T08:00:00.000Z', 1],
        ['2026-08-01T08:00:00.000Z', 1],
      ] as const)
        await store().transact({ ...AUDIT, at: new Date(at) }, (tx) =>
          writeLevel(tx, 'risk-point', id, { inherent: null, current }),
        )
    const all = await recorded()
    for (const [id, count] of [
      ['p-changed', 5],
      ['p-once', 3],
      ['p-never', 2],
    ] as const) {
      expect(all[id]).toHaveLength(count)
      expect(all[id]).toEqual(await listLevels(store(), 'risk-point', id))
    }
    expect(await faults()).toEqual([])
  })

  it.each([
    `update risk_point set past_levels = null where id = 'p-changed'`,
    `update risk_point set level_current = 4 where id = 'p-changed'`,
    `update level_history set level_current = 2 where subject_id = 'p-changed' and at = '${FIRST}'`,
    `delete from level_history where subject_id = 'p-changed' and at = '${FIRST}'`,
  ])('it is noticed when they are not those of the history: %s', async (statement) => {
    await tamper('create table kept_point as select * from risk_point')
    await tamper('create table kept_history as select * from level_history')
    await tamper(statement)
    expect(await faults()).toEqual([{ check: 'point-level', detail: 'p-changed' }])
    await tamper('delete from risk_point')
    await tamper('insert into risk_point select * from kept_point')
    await tamper('delete from level_history')
    await tamper('insert into level_history select * from kept_history')
    for (const table of ['kept_point', 'kept_history']) await tamper(`drop table ${table}`)
    expect(await faults()).toEqual([])
  })
}
