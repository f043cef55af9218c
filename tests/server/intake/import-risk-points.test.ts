import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Enterprise } from '#domain/enterprise.ts'
import { badRowLines } from '#server/intake/row-issue.ts'
import { runImport } from '#server/intake/run-import.ts'
import { undoImport } from '#server/intake/undo.ts'
import { listAssessments } from '#server/store/assessment.ts'
import { listControlMeasures } from '#server/store/control-measure.ts'
import { findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import { listRiskEvents } from '#server/store/risk-event.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'
import { verifyStore } from '#server/store/verify.ts'
import { csv, importOf, openCountyStore } from './county-store.ts'

let store: Store
let close: () => Promise<void>

beforeEach(async () => {
  ;({ store, close } = await openCountyStore())
  const plants = csv(
    ['企业名称', '统一社会信用代码', '乡镇', '监管行业', '经度', '纬度'],
    ['道乐石油', '91410622MA3X00010Y', '高村镇', 'WH', 114.235, 35.7],
    ['同名厂', '', '高村镇', 'GM', 114.21, 35.7],
    ['同名厂', '', '北阳镇', 'GM', 114.12, 35.55],
  )
  await runImport(store, importOf('enterprises', plants))
})
afterEach(() => close())

const HEADER = [
  '企业名称',
  '编号',
  '风险点',
  '类型',
  '主要危险因素',
  '事故类别',
  'L',
  'E',
  'C',
  '风险等级',
  '工程技术措施',
]
const TANK = [
  '道乐石油',
  'F-01',
  '储罐区',
  '场所区域',
  '油气积聚',
  '火灾',
  3,
  6,
  40,
  '红',
  '可燃气体报警',
]

async function plant(): Promise<Enterprise> {
  const [enterprise] = await findEnterprisesByNaturalKey(store, {
    usccs: ['91410622MA3X00010Y'],
    externalIds: [],
  })
  if (enterprise === undefined) throw new Error('expected the plant')
  return enterprise
}

async function points() {
  return listRiskPoints(store, { enterpriseId: (await plant()).id })
}

describe('a risk list', () => {
  test('brings point, event, assessment and measures; the levels follow up to the enterprise', async () => {
    const outcome = await runImport(store, importOf('risk-points', csv(HEADER, TANK)))
    expect(outcome).toMatchObject({ status: 'taken', taken: { created: 1 }, warnings: [] })
    const [point] = await points()
    expect(point).toMatchObject({
      number: 'F-01',
      name: '储罐区',
      kind: 'area',
      position: [114.235, 35.7],
      approximate: true,
      level: { inherent: 1, current: 1 },
    })
    const [event] = await listRiskEvents(store, [point?.id ?? ''])
    expect(event).toMatchObject({ name: '火灾', accident: 'A09', hazardFactor: '油气积聚' })
    expect(event?.inherent).toMatchObject({ level: 1, value: 720 })
    expect(await listControlMeasures(store, [point?.id ?? ''])).toMatchObject([
      { category: 'ENG', text: '可燃气体报警' },
    ])
    expect((await plant()).level).toEqual({ inherent: 1, current: 1 })
    expect((await verifyStore(store)).issues).toEqual([])
  })

  test('several rows of one point are its events; several accidents of a cell are several', async () => {
    const text = csv(HEADER, TANK, [
      '道乐石油',
      'F-01',
      '储罐区',
      '',
      '带电作业',
      '触电、高处坠落',
      1,
      6,
      3,
      '',
      '',
    ])
    await runImport(store, importOf('risk-points', text))
    const all = await points()
    expect(all).toHaveLength(1)
    const events = await listRiskEvents(store, [all[0]?.id ?? ''])
    expect(events.map(({ accident }) => accident).sort()).toEqual(['A06', 'A09', 'A10'])
    expect(events.find(({ accident }) => accident === 'A06')?.inherent?.level).toBe(4)
  })

  test('twice the same list changes nothing; another score is one more assessment', async () => {
    await runImport(store, importOf('risk-points', csv(HEADER, TANK)))
    const again = await runImport(store, importOf('risk-points', csv(HEADER, TANK)))
    expect(again.taken).toEqual({ created: 0, updated: 0, unchanged: 1 })
    const milder = TANK.with(6, 1).with(9, '')
    const regraded = await runImport(store, importOf('risk-points', csv(HEADER, milder)))
    expect(regraded.taken.updated).toBe(1)
    const [point] = await points()
    expect(await listAssessments(store, { riskPointId: point?.id ?? '' })).toHaveLength(2)
    expect((await plant()).level.inherent).toBe(2)
  })

  test('a level without parameters is told and left out; a level that contradicts them too', async () => {
    const text = csv(
      HEADER,
      ['道乐石油', 'F-02', '装卸区', '', '', '', '', '', '', '较大', ''],
      TANK.with(9, '蓝'),
    )
    const outcome = await runImport(store, importOf('risk-points', text))
    expect(outcome.warnings[0]).toMatch(/^row 2: 只有等级 "较大风险"/)
    expect(outcome.warnings[1]).toMatch(/^row 3: 表中等级 "低风险" 与按 LEC 算得的 "重大风险" 不同/)
    expect((await points()).map(({ number, level }) => [number, level.inherent])).toEqual([
      ['F-01', 1],
      ['F-02', null],
    ])
  })

  test('LS, MES and direct judgement are taken for what their columns say', async () => {
    const text = csv(
      ['企业名称', '风险点', '事故类别', 'L', 'S', 'M', 'E', '直接判定'],
      ['道乐石油', '甲', '火灾', 5, 5, '', '', ''],
      ['道乐石油', '乙', '火灾', '', 10, 5, 6, ''],
      ['道乐石油', '丙', '火灾', '', '', '', '', 'CROWD10'],
    )
    const outcome = await runImport(store, importOf('risk-points', text))
    expect(outcome.bad).toEqual([])
    const events = await listRiskEvents(
      store,
      (await points()).map(({ id }) => id),
    )
    expect(events.map(({ inherent }) => inherent?.why.method).sort()).toEqual([
      'DIRECT',
      'LS',
      'MES',
    ])
  })

  test.each([
    [TANK.with(0, '没有的厂'), 'enterprise', 'unknown_enterprise'],
    [TANK.with(0, '同名厂'), 'enterprise', 'ambiguous_enterprise'],
    [TANK.with(0, ''), 'enterprise', 'missing'],
    [TANK.with(2, ''), 'name', 'missing'],
    [TANK.with(5, ''), 'accident', 'missing'],
    [TANK.with(5, '外星人'), 'accident', 'unknown_code'],
    [TANK.with(6, 4), 'l', 'not_in_table'],
    [TANK.with(8, ''), 'c', 'missing_param'],
    [TANK.with(9, '0'), 'currentLevel', 'unknown_level'],
  ])('%j is refused at %s: %s', async (row, field, code) => {
    const outcome = await runImport(store, importOf('risk-points', csv(HEADER, row)))
    expect(outcome.bad[0]?.issues.map((issue) => [issue.field, issue.code])).toContainEqual([
      field,
      code,
    ])
    expect(await points()).toEqual([])
  })

  test('the same event of the same point twice in a file is named', async () => {
    const outcome = await runImport(store, importOf('risk-points', csv(HEADER, TANK, TANK)))
    expect(outcome.bad.flatMap(badRowLines)[0]).toMatch(
      /^row 3: name: 与第 2 行是同一风险点的同一事件; /,
    )
  })

  test('an undo takes the points away and the levels with them', async () => {
    const run = await runImport(store, importOf('risk-points', csv(HEADER, TANK)))
    expect((await undoImport(store, run.runId ?? '', { actor: 'test' })).ok).toBe(true)
    expect(await points()).toEqual([])
    expect((await plant()).level).toEqual({ inherent: null, current: null })
    expect((await verifyStore(store)).issues).toEqual([])
  })

  test('an undo of a later list leaves the earlier one as it was', async () => {
    await runImport(store, importOf('risk-points', csv(HEADER, TANK.with(6, 1).with(9, ''))))
    const run = await runImport(
      store,
      importOf('risk-points', csv(HEADER, TANK.with(2, '一号罐区'))),
    )
    expect((await plant()).level.inherent).toBe(1)
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toMatchObject({ ok: true })
    const [point] = await points()
    expect(point).toMatchObject({ name: '储罐区', level: { inherent: 2 } })
    expect((await plant()).level.inherent).toBe(2)
    expect((await verifyStore(store)).issues).toEqual([])
  })
})
