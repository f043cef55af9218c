import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import { beforeAll, describe, expect, it } from 'vitest'
import { PRINT_COLOURS } from '#domain/print-colours.ts'
import { appendAssessments } from '#server/store/assessment.ts'
import { listAudit } from '#server/store/audit.ts'
import { insertControlMeasures } from '#server/store/control-measure.ts'
import { insertRiskEvents } from '#server/store/risk-event.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import { writeLevel } from '#server/store/level.ts'
import { standingClock } from '#tests/server/http/application.ts'
import { anAssessment, aRiskEvent, aRiskPoint } from '#tests/server/store/ledger.ts'
import { countyUnderTest, MINE, MY_PERSONS, OTHER, seen, THEIR_PERSON } from './county.ts'
import type { AnswerBody, Asker } from './county.ts'

const county = countyUnderTest(standingClock())
const { ask } = county
const LISTS = `/api/enterprises/${MINE}/lists`
const DUTIES = `/api/enterprises/${MINE}/persons/${MY_PERSONS[0]}/duties`
const [wang, li] = MY_PERSONS

/** A tank of 王某's with two graded events, and a gate nobody has judged; one tank of another plant. */
beforeAll(async () => {
  const { store } = county.application.services
  await store.transact({ actor: 'test', action: 'test.lists' }, async (tx) => {
    const tank = aRiskPoint(MINE, {
      id: 'tank',
      number: 'R-2',
      name: '示例储罐',
      department: '储运部',
      personId: wang,
    })
    const gate = aRiskPoint(MINE, { id: 'gate', number: 'R-10', name: '示例大门', kind: 'area' })
    const theirs = aRiskPoint(OTHER, { id: 'theirs', name: '他厂储罐', personId: THEIR_PERSON })
    await insertRiskPoints(tx, [gate, tank, theirs])
    const event = (id: string, name: string) => aRiskEvent('tank', { id, name, unit: '装卸' })
    await insertRiskEvents(tx, [
      event('leak', '泄漏'),
      event('fire', '=1+1'),
      aRiskEvent('theirs', { id: 'their-leak' }),
    ])
    const direct = {
      why: {
        method: 'DIRECT' as const,
        inputs: [{ symbol: 'rule', value: 'LAW', text: '违反强制性条款' }],
        formula: '',
        comparison: '',
        cutoffSet: null,
        edition: '1',
        source: '示例',
        mark: 'D' as const,
      },
      method: 'DIRECT' as const,
      value: null,
    }
    await appendAssessments(tx, [
      anAssessment(tank, 'leak', { level: 1 }),
      anAssessment(tank, 'leak', { kind: 'current', level: 3, value: 90 }),
      anAssessment(tank, 'fire', { level: 1, ...direct }),
      anAssessment(theirs, 'their-leak', { level: 2 }),
    ])
    await writeLevel(tx, 'risk-point', 'tank', { inherent: 1, current: 1 })
    const measure = (
      id: string,
      category: 'ENG' | 'EMG',
      text: string,
      eventId: string | null,
    ) => ({
      id,
      riskPointId: 'tank',
      eventId,
      category,
      text,
      sample: false,
    })
    await insertControlMeasures(tx, [
      measure('m1', 'ENG', '安装可燃气体报警器', null),
      measure('m2', 'EMG', '关闭紧急切断阀', 'leak'),
    ])
  })
  await ask('mine', 'POST', '/api/hazards', {
    enterpriseId: MINE,
    riskPointId: 'tank',
    description: '示例：法兰渗漏',
    part: '罐区',
    fundsYuan: 1200,
  })
})

async function page(who: Asker, path: string): Promise<readonly AnswerBody[]> {
  const { status, body } = await ask(who, 'GET', path)
  expect(status).toBe(200)
  return body.items
}

async function workbook(who: Asker, path: string): Promise<excel.Workbook> {
  const { bytes, status } = await ask(who, 'GET', path)
  expect(status).toBe(200)
  const book = new excel.Workbook()
  await book.xlsx.load(new Uint8Array(bytes).buffer)
  return book
}

const header = (sheet: excel.Worksheet | undefined, row: number): string[] =>
  ((sheet?.getRow(row).values ?? []) as string[]).slice(1)

describe('the list of risks and their control', () => {
  it('has a row an event, in order of number, and one for a point without events', async () => {
    const rows = await page('mine', `${LISTS}/risk-controls`)
    expect(rows.map(({ id, index }) => [id, index])).toEqual([
      ['fire', 1],
      ['leak', 2],
      ['gate', 3],
    ])
    expect(rows[1]).toMatchObject({
      number: 'R-2',
      unit: '装卸',
      inherent: { method: 'LEC', values: 'L=3 D=720', level: 1 },
      current: { level: 3 },
      level: 3,
      controlTier: '班组级',
      measures: [
        { category: 'ENG', text: '安装可燃气体报警器' },
        { category: 'EMG', text: '关闭紧急切断阀' },
      ],
      department: '储运部',
      person: '王某',
      phone: '13900000000',
      assessedOn: '2026-04-01',
    })
    expect(rows[0]).toMatchObject({
      inherent: { values: '违反强制性条款' },
      current: null,
      controlTier: '公司级',
      measures: [{ category: 'ENG' }],
    })
    expect(rows[2]).toMatchObject({ level: null, controlTier: null, event: null })
  })

  it('pages, and takes level and department', async () => {
    const first = await ask('mine', 'GET', `${LISTS}/risk-controls?limit=2`)
    expect(first.body).toMatchObject({ total: 3, departments: ['储运部'] })
    const rest = `${LISTS}/risk-controls?limit=2&cursor=${first.body.nextCursor ?? ''}`
    expect((await page('mine', rest)).map(({ id }) => id)).toEqual(['gate'])
    const ids = async (query: string) =>
      (await page('mine', `${LISTS}/risk-controls?${query}`)).map(({ id }) => id)
    expect(await ids('level=1')).toEqual(['fire', 'leak'])
    expect(await ids('level=none')).toEqual(['gate'])
    expect(await ids(`ownDepartment=${encodeURIComponent('储运部')}`)).toHaveLength(2)
    expect(await ids(`enterprise=${OTHER}`)).toHaveLength(3)
  })

  it('is a workbook of two sheets, the second counting level by tier', async () => {
    const book = await workbook('mine', '/api/exports/risk-control-list?format=xlsx')
    const sheet = book.getWorksheet('安全风险分级管控清单')
    expect(sheet?.pageSetup).toMatchObject({ orientation: 'landscape', paperSize: 8 })
    expect(sheet?.pageSetup.printTitlesRow).toBe('1:3')
    const columns = header(sheet, 3)
    expect(columns).toEqual([
      '序号',
      '企业名称',
      '风险点编号',
      '风险点名称',
      '风险点类型',
      '所在位置/区域',
      '单元·作业步骤',
      '主要危险有害因素（危险源）',
      '可能导致事故类别',
      '评价方法',
      '固有风险评价取值',
      '固有风险等级',
      '现有风险评价取值',
      '现有风险等级/色度',
      '工程技术措施',
      '管理措施',
      '培训教育措施',
      '个体防护措施',
      '应急处置措施',
      '管控层级',
      '责任部门',
      '责任人',
      '联系电话',
      '辨识分级时间',
      '备注',
    ])
    const cell = (row: number, name: string) =>
      sheet?.getRow(row).getCell(columns.indexOf(name) + 1)
    expect(cell(5, '现有风险等级/色度')?.value).toBe('一般风险 C 黄')
    expect(cell(5, '现有风险等级/色度')?.fill).toMatchObject({
      fgColor: { argb: `FF${PRINT_COLOURS[3].ground.slice(1).toUpperCase()}` },
    })
    expect(cell(5, '应急处置措施')?.value).toBe('关闭紧急切断阀')
    expect(cell(5, '辨识分级时间')?.value).toEqual(new Date('2026-04-01T00:00:00Z'))
    expect(sheet?.rowCount).toBe(6)
    const counts = book.getWorksheet('等级与管控层级汇总')
    expect(header(counts, 3)).toEqual([
      '现有风险等级',
      '公司级',
      '车间级',
      '班组级',
      '岗位级',
      '未定',
      '合计',
    ])
    const line = (row: number) => header(counts, row).slice(1)
    expect([line(4), line(6), line(8), line(9)]).toEqual([
      [1, 0, 0, 0, 0, 1],
      [0, 0, 1, 0, 0, 1],
      [0, 0, 0, 0, 1, 1],
      [1, 0, 1, 0, 1, 3],
    ])
  })

  it('shows each asker their own plants, in CSV too, and no formula', async () => {
    const csv = async (who: Asker, query = '') => {
      const { text } = await ask(who, 'GET', `/api/exports/risk-control-list${query}`)
      return parse<Record<string, string>>(text, { columns: true, bom: true })
    }
    expect((await csv('bureau')).map((row) => row['企业名称'])).toEqual([
      '示例甲厂',
      '示例甲厂',
      '示例甲厂',
      '示例乙厂',
    ])
    expect((await csv('other')).map((row) => row['风险点名称'])).toEqual(['他厂储罐'])
    expect(await csv('mine', `?enterprise=${OTHER}`)).toEqual([])
    const mine = await csv('mine')
    expect(mine[0]?.['主要危险有害因素（危险源）']).toBe('密封老化；=1+1')
    const named = await csv('mine', `?ownDepartment=${encodeURIComponent('储运部')}`)
    expect(named).toHaveLength(2)
  })
})

describe('the list of hazards and their treatment', () => {
  it('has its 22 columns', async () => {
    const book = await workbook('mine', '/api/exports/hazard-list?format=xlsx')
    const sheet = book.getWorksheet('隐患排查治理清单')
    const columns = header(sheet, 3)
    expect(columns).toHaveLength(22)
    expect(sheet?.getRow(4).getCell(columns.indexOf('受检单位/部位') + 1).value).toBe(
      '示例甲厂／罐区',
    )
    expect(sheet?.getRow(4).getCell(columns.indexOf('资金（元）') + 1).value).toBe(1200)
    const [row] = await page('mine', `${LISTS}/hazards`)
    expect(row).toMatchObject({
      description: '示例：法兰渗漏',
      riskPoint: { number: 'R-2', name: '示例储罐' },
      state: 'REPORTED',
      completedOn: null,
      accepted: null,
    })
  })
})

describe('the list of posts and their duties', () => {
  it('follows the chain from a person to points, measures and what to do in an emergency', async () => {
    const rows = await page('mine', `${LISTS}/post-duties`)
    expect(rows.map(({ id }) => id).sort()).toEqual([li, wang].sort())
    expect(rows.find(({ id }) => id === wang)).toMatchObject({
      name: '王某',
      duties: [],
      version: 0,
      risks: [{ level: 1 }, { level: 3 }],
      measures: ['安装可燃气体报警器'],
      emergency: ['关闭紧急切断阀'],
      checks: ['示例储罐：密封老化'],
      evidence: null,
    })
    expect(rows.find(({ id }) => id === li)).toMatchObject({ risks: [], measures: [] })
  })

  it('takes duties of its plant on the version that was seen', async () => {
    const body = { duties: ['巡检罐区｜每日一次｜巡检记录', '交接班签字'] }
    expect((await ask('mine', 'PUT', DUTIES, body)).status).toBe(428)
    const first = await ask('mine', 'PUT', DUTIES, body, seen(0))
    expect([first.status, first.headers.get('etag'), first.body.version]).toEqual([200, '"1"', 1])
    const stale = await ask('township', 'PUT', DUTIES, { duties: [] }, seen(0))
    expect([stale.status, (stale.body as unknown as { current: number }).current]).toEqual([412, 1])
    const rows = await page('planner', `${LISTS}/post-duties`)
    expect(rows.find(({ id }) => id === wang)).toMatchObject({
      ...body,
      evidence: '巡检记录',
      version: 1,
    })
    const [line] = await listAudit(county.application.services.store, {
      action: 'person.duties',
      limit: 1,
    })
    expect(line).toMatchObject({ actor: 'mine', subject: { kind: 'person', id: wang } })
    const book = await workbook('mine', '/api/exports/post-duty-list?format=xlsx')
    const sheet = book.getWorksheet('岗位安全责任清单')
    const texts = (name: string) => sheet?.getColumn(header(sheet, 3).indexOf(name) + 1).values
    expect(texts('责任内容')).toContain('1. 巡检罐区\n2. 交接班签字')
    expect(texts('对应任务与频次')).toContain('1. 每日一次')
    expect(texts('考核标准/履职证据')).toContain('1. 巡检记录')
  })

  it('refuses what it cannot take', async () => {
    const put = (who: Asker, path: string, body: unknown, version = 1) =>
      ask(who, 'PUT', path, body, seen(version))
    const statuses = await Promise.all([
      put('mine', DUTIES, { duties: Array.from({ length: 21 }, () => '一') }),
      put('mine', DUTIES, { duties: ['长'.repeat(201)] }),
      put('mine', DUTIES, { duties: [''] }),
      put('mine', DUTIES, { duties: [], more: 1 }),
      put('planner', DUTIES, { duties: [] }),
      put('other', DUTIES, { duties: [] }),
      put('mine', `/api/enterprises/${MINE}/persons/${THEIR_PERSON}/duties`, { duties: [] }, 0),
      put('mine', `/api/enterprises/${MINE}/persons/nobody/duties`, { duties: [] }, 0),
    ])
    expect(statuses.map(({ status }) => status)).toEqual([422, 422, 422, 422, 403, 404, 404, 404])
  })
})

describe('all three', () => {
  it('are nobody’s who may not see the plant', async () => {
    for (const list of ['risk-controls', 'hazards', 'post-duties']) {
      expect((await ask('other', 'GET', `${LISTS}/${list}`)).status).toBe(404)
      expect((await ask('mine', 'GET', `${LISTS}/${list}?colour=red`)).status).toBe(400)
    }
  })

  it('have no positions, and only they have departments', async () => {
    for (const path of ['risk-control-list?format=geojson', 'hazards?ownDepartment=x'])
      expect((await ask('bureau', 'GET', `/api/exports/${path}`)).status).toBe(400)
  })
})
