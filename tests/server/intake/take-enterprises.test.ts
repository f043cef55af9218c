import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Enterprise } from '#domain/enterprise.ts'
import { badRowsReport } from '#server/intake/report.ts'
import { badRowLines } from '#server/intake/row-issue.ts'
import { runImport } from '#server/intake/run-import.ts'
import { undoImport } from '#server/intake/undo.ts'
import { listAudit } from '#server/store/audit.ts'
import { findEnterprisesByNaturalKey, patchEnterprise } from '#server/store/enterprise.ts'
import { listImportRuns } from '#server/store/import-run.ts'
import type { ImportOutcome } from '#server/intake/import-options.ts'
import type { Store } from '#server/store/transact.ts'
import { verifyStore } from '#server/store/verify.ts'
import { csv, importOf, openCountyStore } from './county-store.ts'

let store: Store
let close: () => Promise<void>

beforeEach(async () => {
  ;({ store, close } = await openCountyStore())
})
afterEach(() => close())

const HEADER = ['企业名称', '统一社会信用代码', '乡镇', '监管行业', '经度', '纬度']
const DAOLE = ['道乐石油', '91410622MA3X00010Y', '高村镇', '危险化学品', 114.235, 35.7]
const YONGDA = ['永达食品', '91410622000000019A', '410622102', 'GM', 114.12, 35.55]

async function named(...names: string[]): Promise<Enterprise[]> {
  return findEnterprisesByNaturalKey(store, { usccs: [], externalIds: [], names })
}

async function count(): Promise<number> {
  const row = await store.db
    .selectFrom('enterprise')
    .select((eb) => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  return row.rows
}

function lines(outcome: ImportOutcome): string[] {
  return outcome.bad.flatMap(badRowLines)
}

describe('all or nothing', () => {
  const mixed = csv(HEADER, DAOLE, ['无坐标厂', '', '高村镇', 'GM', '', ''], YONGDA)

  test('one bad row and nothing is taken; the refusal is written down', async () => {
    const outcome = await runImport(store, importOf('enterprises', mixed))
    expect(outcome).toMatchObject({ status: 'refused', runId: null })
    expect(await count()).toBe(0)
    expect(
      (await listImportRuns(store, 5)).map(({ status, rowsTaken }) => [status, rowsTaken]),
    ).toEqual([['refused', 0]])
  })

  test('a dry run says what would be, and leaves no trace', async () => {
    const audit = (await listAudit(store, { limit: 50 })).length
    const good = csv(HEADER, DAOLE, YONGDA)
    const outcome = await runImport(store, importOf('enterprises', good, { dryRun: true }))
    expect(outcome).toMatchObject({ status: 'dry-run', runId: null, taken: { created: 2 } })
    expect(await count()).toBe(0)
    expect(await listImportRuns(store, 5)).toEqual([])
    expect((await listAudit(store, { limit: 50 })).length).toBe(audit)
  })

  test('a run is one audit line', async () => {
    const before = (await listAudit(store, { limit: 50 })).length
    const outcome = await runImport(store, importOf('enterprises', csv(HEADER, DAOLE, YONGDA)))
    const after = await listAudit(store, { limit: 50 })
    expect(after.length).toBe(before + 1)
    expect(after[0]).toMatchObject({
      action: 'import.run',
      subject: { kind: 'import-run', id: outcome.runId },
      detail: { created: 2, refused: 0 },
    })
  })

  test('the bad rows come back in a file that is mended and imported again', async () => {
    const outcome = await runImport(store, importOf('enterprises', mixed, { skipBad: true }))
    expect(outcome).toMatchObject({ status: 'taken', taken: { created: 2 } })
    const report = badRowsReport(outcome.header, outcome.bad)
    expect(report.split('\r\n')[0]).toBe(
      `\ufeff${HEADER.join(',')},原行号,问题字段,问题原因,处理办法`,
    )
    const mended = report.replace('高村镇,GM,,', '高村镇,GM,114.21,35.66')
    const again = await runImport(store, importOf('enterprises', mended))
    expect(lines(again)).toEqual([])
    expect(again.taken).toEqual({ created: 1, updated: 0, unchanged: 0 })
    expect(await count()).toBe(3)
  })

  test('cells that look like formulas survive the way through a report', async () => {
    const text = csv(
      [...HEADER, '联系电话'],
      ['=甲+乙', '', '高村镇', 'GM', '', '', '+86 0392 7220000'],
    )
    const outcome = await runImport(store, importOf('enterprises', text))
    const report = badRowsReport(outcome.header, outcome.bad)
    expect(report).toContain("'=甲+乙")
    const mended = report.replace('高村镇,GM,,', '高村镇,GM,114.21,35.66')
    await runImport(store, importOf('enterprises', mended))
    expect((await named('=甲+乙'))[0]?.phone).toBe('+86 0392 7220000')
  })
})

describe('natural keys', () => {
  test('twice the same file makes nothing twice and changes no version', async () => {
    const text = csv(HEADER, DAOLE, YONGDA, ['无码厂', '', '高村镇', 'GM', 114.21, 35.66])
    await runImport(store, importOf('enterprises', text))
    const again = await runImport(store, importOf('enterprises', text))
    expect(again.taken).toEqual({ created: 0, updated: 0, unchanged: 3 })
    expect((await named('道乐石油'))[0]?.version).toBe(1)
  })

  test('the code finds an enterprise under a new name; an empty cell erases nothing', async () => {
    await runImport(store, importOf('enterprises', csv([...HEADER, '地址'], [...DAOLE, '国道东'])))
    const renamed = csv([...HEADER, '地址'], ['道乐石油有限公司', ...DAOLE.slice(1), ''])
    expect((await runImport(store, importOf('enterprises', renamed))).taken.updated).toBe(1)
    expect(await named('道乐石油有限公司')).toMatchObject([{ address: '国道东', version: 2 }])
  })

  test('a code that comes later joins the enterprise known by name and place', async () => {
    const [name, uscc, ...rest] = DAOLE
    await runImport(store, importOf('enterprises', csv(HEADER, [name ?? '', '', ...rest])))
    const outcome = await runImport(
      store,
      importOf('enterprises', csv(HEADER, [name ?? '', uscc ?? '', ...rest])),
    )
    expect(outcome.taken).toEqual({ created: 0, updated: 1, unchanged: 0 })
    expect(await count()).toBe(1)
  })

  test('an external id counts with the name, so that units of one plant stay apart', async () => {
    const text = csv(
      ['Power Plant ID', 'Name', 'Latitude', 'Longitude'],
      ['1072550', 'Binhai Port Unit 1', 34.30708, 120.246938],
      ['1072550', 'Binhai Port Unit 2', 34.30708, 120.246938],
      ['1072550', 'Binhai Port Unit 1', 34.30708, 120.246938],
    )
    const outcome = await runImport(
      store,
      importOf('enterprises', text, { region: 'none', skipBad: true }),
    )
    expect(outcome.taken.created).toBe(2)
    expect(lines(outcome)).toEqual([
      'row 4: name: 与第 2 行是同一家企业; 请删去其中一行, 或补上能区分的代码',
    ])
  })
})

describe('real power plants', () => {
  test('every row is taken, or named with its reason', async () => {
    const bytes = readFileSync(
      path.resolve(import.meta.dirname, '../../fixtures/intake/china-power-plants-200.csv'),
    )
    const options = { ...importOf('enterprises', ''), bytes, region: 'none', skipBad: true }
    const outcome = await runImport(store, options)
    expect([outcome.total, outcome.taken.created, outcome.bad.length]).toEqual([179, 157, 22])
    const codes = Map.groupBy(outcome.bad, ({ issues }) => issues[0]?.code)
    expect(codes.get('missing')).toHaveLength(11)
    expect(codes.get('duplicate')).toHaveLength(11)
    expect(outcome.warnings[0]).toContain('157 行没有写明监管行业')
    const again = await runImport(store, options)
    expect(again.taken).toEqual({ created: 0, updated: 0, unchanged: 157 })
    expect((await verifyStore(store)).issues).toEqual([])
  })
})

describe('undo', () => {
  test('what was made goes, what was changed is as before', async () => {
    await runImport(store, importOf('enterprises', csv(HEADER, DAOLE)))
    const second = csv(HEADER, ['道乐新名', ...DAOLE.slice(1)], YONGDA)
    const run = await runImport(store, importOf('enterprises', second))
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toEqual({
      ok: true,
      removed: 1,
      restored: 1,
    })
    expect(await named('道乐石油')).toHaveLength(1)
    expect(await named('永达食品', '道乐新名')).toEqual([])
    const again = await runImport(store, importOf('enterprises', second))
    expect(again.taken).toEqual({ created: 1, updated: 1, unchanged: 0 })
  })

  test('brings back what was kept by a release whose tables had other columns', async () => {
    await runImport(store, importOf('enterprises', csv(HEADER, DAOLE)))
    const second = csv(HEADER, ['道乐新名', ...DAOLE.slice(1)])
    const run = await runImport(store, importOf('enterprises', second))
    const rows = store.db.selectFrom('import_row').select('before').where('before', 'is not', null)
    const { before } = await rows.executeTakeFirstOrThrow()
    const { past_levels: _, ...columns } = JSON.parse(before ?? '') as Record<string, unknown>
    await store.transact({ actor: 'test', action: 'test' }, (tx) =>
      tx.db
        .updateTable('import_row')
        .set({ before: JSON.stringify({ ...columns, level_entries: 0 }) })
        .where('before', 'is not', null)
        .execute(),
    )
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toMatchObject({ ok: true })
    expect(await named('道乐石油')).toHaveLength(1)
  })

  test('is refused once a row was changed since, and then nothing moves', async () => {
    const run = await runImport(store, importOf('enterprises', csv(HEADER, DAOLE, YONGDA)))
    const [daole] = await named('道乐石油')
    if (daole === undefined) throw new Error('expected the enterprise')
    await store.transact({ actor: 'test', action: 'enterprise.change' }, (tx) =>
      patchEnterprise(tx, daole.id, daole.version, { phone: '0392-7220000' }),
    )
    const refused = await undoImport(store, run.runId ?? '', { actor: 'test' })
    expect(refused.ok).toBe(false)
    if (!refused.ok) expect(refused.lines[0]).toMatch(/^row 2: enterprise: 导入之后又被修改过/)
    expect(await count()).toBe(2)
  })

  test('a run is taken back once, and only one that was', async () => {
    const run = await runImport(store, importOf('enterprises', csv(HEADER, DAOLE)))
    expect((await undoImport(store, run.runId ?? '', { actor: 'test' })).ok).toBe(true)
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toMatchObject({
      code: 'not_done',
    })
    expect(await undoImport(store, 'nope', { actor: 'test' })).toMatchObject({ code: 'not_found' })
  })
})
