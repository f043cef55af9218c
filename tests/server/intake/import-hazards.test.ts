import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Hazard } from '#domain/hazard.ts'
import { runImport } from '#server/intake/run-import.ts'
import { undoImport } from '#server/intake/undo.ts'
import { findEnterprisesByNaturalKey } from '#server/store/enterprise.ts'
import { findHazardsByNumber, listHazardEvents } from '#server/store/hazard.ts'
import type { Store } from '#server/store/transact.ts'
import { verifyStore } from '#server/store/verify.ts'
import { csv, importOf, openCountyStore } from './county-store.ts'

let store: Store
let close: () => Promise<void>

beforeEach(async () => {
  ;({ store, close } = await openCountyStore())
  await runImport(
    store,
    importOf(
      'enterprises',
      csv(
        ['企业名称', '统一社会信用代码', '乡镇', '监管行业', '经度', '纬度'],
        ['道乐石油', '91410622MA3X00010Y', '高村镇', 'WH', 114.235, 35.7],
      ),
    ),
  )
  await runImport(
    store,
    importOf('risk-points', csv(['企业名称', '编号', '风险点'], ['道乐石油', 'F-01', '储罐区'])),
  )
})
afterEach(() => close())

const HEADER = [
  '单位名称',
  '隐患编号',
  '隐患描述',
  '隐患等级',
  '排查时间',
  '检查方式',
  '判定依据',
  '关联风险点',
  '整改期限',
  '状态',
  '验收时间',
]
const OPEN = [
  '道乐石油',
  'YH-1',
  '灭火器失压',
  '一般',
  '2026年10月1日',
  '企业自查',
  '',
  'F-01',
  '2026/10/8',
  '整改中',
  '',
]
const CLOSED = [
  '道乐石油',
  'YH-2',
  '防火堤\n开裂',
  '一般隐患',
  '46300',
  'GOV',
  '',
  '',
  '2026-10-10',
  '已销号',
  '2026-10-12 09:30',
]

async function hazards(...numbers: string[]): Promise<Hazard[]> {
  const [plant] = await findEnterprisesByNaturalKey(store, {
    usccs: ['91410622MA3X00010Y'],
    externalIds: [],
  })
  return findHazardsByNumber(store, plant?.id ?? '', numbers)
}

describe('a hazard ledger', () => {
  test('every usual way of writing a date, a level, a state', async () => {
    const outcome = await runImport(store, importOf('hazards', csv(HEADER, OPEN, CLOSED)))
    expect(outcome.bad).toEqual([])
    const [open, closed] = (await hazards('YH-1', 'YH-2')).toSorted((a, b) =>
      a.number.localeCompare(b.number),
    )
    expect(open).toMatchObject({
      hazardLevel: 'general',
      checkMode: 'SELF',
      state: 'RECTIFYING',
      foundAt: new Date('2026-10-01T00:00:00+08:00'),
      deadline: '2026-10-08',
      position: [114.235, 35.7],
      approximate: true,
    })
    expect(open?.riskPointId).not.toBeNull()
    // 46300 is what a spreadsheet calls 5 October 2026.
    expect(closed).toMatchObject({
      description: '防火堤\n开裂',
      checkMode: 'GOV',
      state: 'CLOSED',
      foundAt: new Date('2026-10-05T00:00:00+08:00'),
      closedAt: new Date('2026-10-12T09:30:00+08:00'),
      wasOverdue: true,
    })
    const events = await listHazardEvents(store, closed?.id ?? '')
    expect(events.map(({ to }) => to)).toEqual(['REPORTED', 'CLOSED'])
    expect((await verifyStore(store)).issues).toEqual([])
  })

  test('without a number the description and the day tell it apart, again and again', async () => {
    const text = csv(HEADER, OPEN.with(1, ''), OPEN.with(1, '').with(4, '2026-10-02'))
    expect((await runImport(store, importOf('hazards', text))).taken.created).toBe(2)
    expect((await runImport(store, importOf('hazards', text))).taken.unchanged).toBe(2)
  })

  test('a ledger does not move a known hazard through its loop', async () => {
    await runImport(store, importOf('hazards', csv(HEADER, OPEN)))
    const outcome = await runImport(
      store,
      importOf('hazards', csv(HEADER, OPEN.with(9, '已销号').with(10, '2026-10-05'))),
    )
    expect(outcome.warnings[0]).toContain('状态以系统为准')
    expect((await hazards('YH-1'))[0]?.state).toBe('RECTIFYING')
  })

  test.each([
    [OPEN.with(3, '1'), 'hazardLevel', 'unknown_code'],
    [OPEN.with(3, '重大'), 'ruleCode', 'missing'],
    [OPEN.with(4, ''), 'foundAt', 'missing'],
    [OPEN.with(4, '10/1/2026'), 'foundAt', 'not_a_day'],
    [OPEN.with(4, '2026-02-30'), 'foundAt', 'not_a_day'],
    [OPEN.with(4, '2199-01-01'), 'foundAt', 'in_future'],
    [OPEN.with(5, ''), 'checkMode', 'missing'],
    [OPEN.with(7, 'F-99'), 'riskPoint', 'unknown_risk_point'],
    [OPEN.with(8, '2026-09-01'), 'deadline', 'before_found'],
    [OPEN.with(9, '已销号'), 'closedAt', 'missing'],
    [CLOSED.with(10, '2026-10-01'), 'closedAt', 'before_found'],
    [OPEN.with(0, '没有的厂'), 'enterprise', 'unknown_enterprise'],
  ])('%j is refused at %s: %s', async (row, field, code) => {
    const outcome = await runImport(store, importOf('hazards', csv(HEADER, row)))
    expect(outcome.bad[0]?.issues.map((issue) => [issue.field, issue.code])).toContainEqual([
      field,
      code,
    ])
    expect(await hazards('YH-1', 'YH-2')).toEqual([])
  })

  test('an undo takes them back, and they can be brought in again', async () => {
    const run = await runImport(store, importOf('hazards', csv(HEADER, OPEN, CLOSED)))
    expect(await undoImport(store, run.runId ?? '', { actor: 'test' })).toMatchObject({
      removed: 2,
    })
    expect(await hazards('YH-1', 'YH-2')).toEqual([])
    expect((await runImport(store, importOf('hazards', csv(HEADER, OPEN)))).taken.created).toBe(1)
  })
})
