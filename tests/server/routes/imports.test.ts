import { readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countEnterprises, findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import { putImportRun } from '#server/store/import-run.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { csv } from '#tests/server/intake/county-store.ts'
import { Clerk, DAOLE, HEADER, openImports, refusal, YONGDA } from './imports-kit.ts'
import type { Report } from './imports-kit.ts'

let application: TestApplication
let bureau: Clerk
let township: Clerk

beforeEach(async () => {
  application = await openImports()
  bureau = new Clerk(application, 'bureau')
  township = new Clerk(application, 'gaocun')
})
afterEach(() => application.close())

const count = () => countEnterprises(application.services.store)
const BAD = ['坏行', '', '没有的镇', 'GM', 114.12, 35.55]
const LEDGER = csv(HEADER, DAOLE, YONGDA)

async function auditActions(): Promise<string[]> {
  const rows = await application.services.store.db.selectFrom('audit').select('action').execute()
  return rows.map(({ action }) => action).filter((action) => action.startsWith('import.'))
}

/** Many rows of one township, each an enterprise of its own. */
function many(rows: number): string {
  const lines = Array.from({ length: rows }, (_, index) => [
    `批量企业${index}`,
    '',
    '高村镇',
    'GM',
    (114.2 + (index % 100) / 10_000).toFixed(6),
    (35.68 + Math.floor(index / 100) / 10_000).toFixed(6),
  ])
  return csv(HEADER, ...lines)
}

describe('taking a file in', () => {
  it('answers with the run, which is listed, tells its counts, and is one line of the audit', async () => {
    const response = await bureau.send({}, { name: '台账.csv', content: LEDGER })
    expect(response.status).toBe(201)
    const run = (await response.json()) as Report
    expect(response.headers.get('location')).toBe(`/api/imports/${run.id}`)
    expect(run).toMatchObject({
      status: 'done',
      kind: 'enterprises',
      fileName: '台账.csv',
      actor: 'bureau',
      dryRun: false,
      rows: { total: 2, taken: 2, refused: 0 },
      counts: { created: 2, updated: 0, unchanged: 0 },
      progress: null,
    })
    expect(await count()).toBe(2)
    expect(await auditActions()).toEqual(['import.run'])
    const list = (await (await bureau.ask('/api/imports')).json()) as { items: Report[] }
    expect(list.items.map(({ id }) => id)).toEqual([run.id])
  })

  it('keeps no upload once it is over', async () => {
    await bureau.send({}, { name: '台账.csv', content: LEDGER })
    await bureau.send({}, { name: '坏.csv', content: csv(HEADER, BAD) })
    expect(await readdir(path.join(application.directory, 'uploads', 'imports'))).toEqual([])
  })

  it('is all or nothing: one bad row refuses the file with the row, the field and the remedy', async () => {
    const answer = await bureau.send({}, { name: 'a.csv', content: csv(HEADER, DAOLE, BAD) })
    expect(await refusal(answer)).toMatchObject({
      status: 422,
      code: 'invalid',
      issues: ['unknown_township'],
      messages: [expect.stringMatching(/^row 3: township: .*没有的镇.*; 请用名称或代码/)],
    })
    expect(await count()).toBe(0)
    expect(await auditActions()).toEqual([])
  })

  it('leaves bad rows out where asked, and hands them back as a file that imports once mended', async () => {
    const file = { name: 'a.csv', content: csv(HEADER, DAOLE, BAD) }
    const run = (await (await bureau.send({ skipBad: 'true' }, file)).json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { total: 2, taken: 1, refused: 1 } })
    const answer = await bureau.ask(`/api/imports/${run.id}/report`)
    expect(answer.headers.get('content-disposition')).toContain('bad-rows.csv')
    const report = await answer.text()
    expect(report).toContain('没有的镇')
    const mended = report.replace('坏行,,没有的镇', '好行,,高村镇')
    expect((await bureau.send({}, { name: 'b.csv', content: mended })).status).toBe(201)
    expect(await count()).toBe(2)
  })

  it('only checks in a dry run, tells what each row would come to, and is not listed', async () => {
    const file = { name: 'a.csv', content: csv(HEADER, DAOLE, BAD) }
    const run = (await (await bureau.send({ dryRun: 'true' }, file)).json()) as Report
    expect(run).toMatchObject({ status: 'checked', dryRun: true, rows: { total: 2, refused: 1 } })
    expect(await count()).toBe(0)
    const bad = (await (await bureau.ask(`/api/imports/${run.id}/rows`)).json()) as unknown
    expect(bad).toMatchObject({
      total: 1,
      items: [{ row: 3, outcome: 'bad', cells: BAD.map(String) }],
    })
    const good: unknown = await (
      await bureau.ask(`/api/imports/${run.id}/rows?outcome=good`)
    ).json()
    expect(good).toMatchObject({ total: 1, items: [{ row: 2, outcome: 'created' }] })
    expect(await (await bureau.ask('/api/imports')).json()).toMatchObject({ items: [] })
    expect(await auditActions()).toEqual([])
  })

  it('takes what was written over single cells', async () => {
    const corrections = JSON.stringify([{ row: 3, cells: { '1': '好行', '3': '高村镇' } }])
    const file = { name: 'a.csv', content: csv(HEADER, DAOLE, BAD) }
    const run = (await (await bureau.send({ corrections }, file)).json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { taken: 2 } })
    const { store } = application.services
    const found = await findEnterprisesByNaturalKey(store, {
      usccs: [],
      externalIds: [],
      names: ['好行'],
    })
    expect(found).toHaveLength(1)
  })

  it('finds the header where fields are left out and rows have empty cells', async () => {
    const map = JSON.stringify({ name: '#1', uscc: '', externalId: '', village: '', size: '' })
    const rows = [DAOLE, YONGDA].map((row) => [...row.slice(0, 1), '', ...row.slice(2), '', ''])
    const content = csv([...HEADER, '备注', '说明'], ...rows)
    const run = (await (await bureau.send({ map }, { name: 'a.csv', content })).json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { total: 2, taken: 2 } })
  })

  it('does a request with the same key once', async () => {
    const file = { name: 'a.csv', content: LEDGER }
    const key = { 'Idempotency-Key': 'once' }
    const first = (await (await bureau.send({}, file, key)).json()) as Report
    const again = await bureau.send({}, file, key)
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(((await again.json()) as Report).id).toBe(first.id)
    expect(await auditActions()).toEqual(['import.run'])
  })

  it('answers at once where asked, tells how far it is, and lets others work meanwhile', async () => {
    const file = { name: 'a.csv', content: many(8_000) }
    const answer = await bureau.send({}, file, { Prefer: 'respond-async' })
    const { id, status } = (await answer.json()) as Report
    expect([answer.status, status]).toEqual([201, 'running'])
    const phases = new Set<string>()
    for (;;) {
      const run = await bureau.run(id)
      if (run.status !== 'running') break
      if (run.progress !== null) phases.add(run.progress.phase)
      expect((await bureau.ask('/api/session')).status).toBe(200)
    }
    expect([...phases]).toContain('writing')
    expect(await bureau.run(id)).toMatchObject({ status: 'done', rows: { taken: 8_000 } })
  })
})

describe('calling it off and taking it back', () => {
  it('leaves nothing of an import that is cancelled on the way', async () => {
    const file = { name: 'a.csv', content: many(8_000) }
    const answer = await bureau.send({}, file, { Prefer: 'respond-async' })
    const { id } = (await answer.json()) as Report
    for (;;) {
      const { progress, status } = await bureau.run(id)
      expect(status).toBe('running')
      if (progress?.phase === 'writing' && progress.done > 0) break
    }
    expect((await bureau.ask(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await bureau.ended(id)).toMatchObject({ status: 'cancelled' })
    expect(await count()).toBe(0)
    expect(await auditActions()).toEqual([])
    expect((await bureau.ask(`/api/imports/${id}`, { method: 'DELETE' })).status).toBe(409)
  })

  it('runs one import of an account at a time', async () => {
    const file = { name: 'a.csv', content: many(3_000) }
    const answer = await bureau.send({}, file, { Prefer: 'respond-async' })
    const { id } = (await answer.json()) as Report
    expect(await refusal(await bureau.send({}, file))).toMatchObject({
      status: 409,
      code: 'conflict',
    })
    await bureau.ask(`/api/imports/${id}`, { method: 'DELETE' })
  })

  it('says what it will take back, takes it back once, and brings back what it changed', async () => {
    await bureau.send({}, { name: 'a.csv', content: csv(HEADER, DAOLE) })
    const changed = csv([...HEADER, '规模'], [...DAOLE, '规上'], [...YONGDA, '小微'])
    const run = (await (
      await bureau.send({}, { name: 'b.csv', content: changed })
    ).json()) as Report
    const before: unknown = await (await bureau.ask(`/api/imports/${run.id}/undo`)).json()
    expect(before).toEqual({ possible: true, removes: 1, restores: 1, obstacles: [] })
    expect(await count()).toBe(2)
    expect((await bureau.ask(`/api/imports/${run.id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await count()).toBe(1)
    expect(await bureau.run(run.id)).toMatchObject({ status: 'undone' })
    expect((await bureau.ask(`/api/imports/${run.id}`, { method: 'DELETE' })).status).toBe(409)
    expect((await bureau.ask(`/api/imports/${run.id}/undo`)).status).toBe(409)
    expect(await auditActions()).toEqual(['import.run', 'import.run', 'import.undo'])
  })

  it('names what was changed since, and takes nothing back then', async () => {
    const answer = await bureau.send({}, { name: 'a.csv', content: csv(HEADER, DAOLE) })
    const run = (await answer.json()) as Report
    const larger = csv([...HEADER, '规模'], [...DAOLE, '规上'])
    await bureau.send({}, { name: 'b.csv', content: larger })
    const before = (await (await bureau.ask(`/api/imports/${run.id}/undo`)).json()) as object
    expect(before).toMatchObject({
      possible: false,
      obstacles: [expect.stringMatching(/^row 2: enterprise: 导入之后又被修改过/)],
    })
    const undone = await bureau.ask(`/api/imports/${run.id}`, { method: 'DELETE' })
    expect(await refusal(undone)).toMatchObject({ status: 409, issues: ['in_the_way'] })
    expect(await count()).toBe(1)
  })

  it('shows a run whose process died as interrupted', async () => {
    const { store } = application.services
    const answer = await bureau.send({}, { name: 'a.csv', content: LEDGER })
    const { id } = (await answer.json()) as Report
    const row = await store.db.selectFrom('import_run').selectAll().executeTakeFirstOrThrow()
    await store.maintain((tx) =>
      putImportRun(tx, {
        id: 'dead',
        kind: 'enterprises',
        fileName: 'x.csv',
        fileHash: '',
        actor: 'bureau',
        status: 'running',
        rowsTotal: 0,
        rowsTaken: 0,
        rowsRefused: 0,
        // The same process number, an earlier start.
        report: {
          host: hostname(),
          pid: process.pid,
          since: 1,
        },
        startedAt: store.clock(),
        finishedAt: null,
        undoneAt: null,
        userId: row.user_id,
        dryRun: false,
      }),
    )
    expect(await bureau.run('dead')).toMatchObject({ status: 'interrupted' })
    expect(await bureau.run(id)).toMatchObject({ status: 'done' })
  })
})

describe('whose business it is', () => {
  it('refuses rows of another township whole, even where bad rows may be left out', async () => {
    for (const skipBad of ['true', 'false']) {
      const answer = await township.send({ skipBad }, { name: 'a.csv', content: LEDGER })
      expect(await refusal(answer)).toMatchObject({ status: 422, issues: ['outside_scope'] })
    }
    expect(await count()).toBe(0)
    const own = await township.send({}, { name: 'a.csv', content: csv(HEADER, DAOLE) })
    expect(own.status).toBe(201)
  })

  it('lets no row move an enterprise out of the township, nor claim one of another', async () => {
    await bureau.send({}, { name: 'a.csv', content: LEDGER })
    const away = [...DAOLE]
    away[2] = '北阳镇'
    const claimed = [...YONGDA]
    claimed[2] = '高村镇'
    for (const row of [away, claimed]) {
      const answer = await township.send(
        { skipBad: 'true' },
        { name: 'a.csv', content: csv(HEADER, row) },
      )
      expect(await refusal(answer)).toMatchObject({ status: 422, issues: ['outside_scope'] })
    }
  })

  it('knows no enterprise outside the scope in ledgers of other things', async () => {
    await bureau.send({}, { name: 'a.csv', content: LEDGER })
    const header = ['企业名称', '隐患描述', '隐患等级', '排查时间', '检查方式']
    const row = (name: string) => [name, '灭火器过期', '一般', '2026-05-01', '自查']
    const content = csv(header, row('永达食品'), row('没有这家'))
    const answer = await township.send({ kind: 'hazards' }, { name: 'h.csv', content })
    const { issues, messages } = await refusal(answer)
    expect(issues).toEqual(['unknown_enterprise', 'unknown_enterprise'])
    const plain = messages.map((text) => text.replaceAll(/row \d+|永达食品|没有这家/g, ''))
    expect(plain[0]).toBe(plain[1])
  })

  it('keeps a department to its sectors', async () => {
    const danger = new Clerk(application, 'danger')
    const answer = await danger.send({}, { name: 'a.csv', content: LEDGER })
    expect(await refusal(answer)).toMatchObject({ status: 422, issues: ['outside_scope'] })
    expect((await danger.send({}, { name: 'a.csv', content: csv(HEADER, DAOLE) })).status).toBe(201)
  })

  it('shows a run to whoever started it and to the administrator; to others it is missing', async () => {
    const answer = await bureau.send({}, { name: 'a.csv', content: LEDGER })
    const { id } = (await answer.json()) as Report
    const missing = await (await township.ask('/api/imports/no-such-run')).text()
    for (const [method, tail] of [
      ['GET', ''],
      ['GET', '/rows'],
      ['GET', '/report'],
      ['GET', '/undo'],
      ['DELETE', ''],
    ]) {
      const foreign = await township.ask(`/api/imports/${id}${tail}`, { method: method ?? 'GET' })
      expect([foreign.status, await foreign.text()], `${method} ${tail}`).toEqual([404, missing])
    }
    expect(await (await township.ask('/api/imports')).json()).toMatchObject({ total: 0 })
    const admin = new Clerk(application, 'admin')
    expect(await (await admin.ask('/api/imports')).json()).toMatchObject({ total: 1 })
    expect(await count()).toBe(2)
  })

  it('keeps an uploaded file to its uploader', async () => {
    const { id } = (await (await bureau.upload('a.csv', LEDGER)).json()) as { id: string }
    expect((await township.ask(`/api/import-files/${id}`)).status).toBe(404)
    expect((await township.inspect(id, {})).status).toBe(404)
    const answer = await township.send({ kind: 'enterprises', upload: id })
    expect(await refusal(answer)).toMatchObject({ status: 422, issues: ['missing'] })
    expect((await bureau.ask(`/api/import-files/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await bureau.ask(`/api/import-files/${id}`)).status).toBe(404)
  })

  it('is closed to a planner, and boundaries to a township', async () => {
    const planner = new Clerk(application, 'planner')
    expect((await planner.send({}, { name: 'a.csv', content: LEDGER })).status).toBe(403)
    expect((await planner.upload('a.csv', LEDGER)).status).toBe(403)
    const boundary = { name: 'a.geojson', content: '{"type":"FeatureCollection","features":[]}' }
    expect((await township.send({ kind: 'regions' }, boundary)).status).toBe(403)
  })
})
