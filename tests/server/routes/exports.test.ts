import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'csv-parse/sync'
import excel from 'exceljs'
import { listAudit } from '#server/store/audit.ts'
import { standingClock } from '#tests/server/http/application.ts'
import { countyUnderTest, MINE, OTHER } from './county.ts'
import type { Asker } from './county.ts'

const county = countyUnderTest(standingClock())
const { ask } = county

beforeAll(async () => {
  await ask('mine', 'POST', '/api/hazards', { enterpriseId: MINE, description: '=HYPERLINK("x")' })
  await ask('mine', 'POST', '/api/hazards', {
    enterpriseId: MINE,
    description: '＝1+1，含“引号”,逗号\n换行',
  })
  await ask('other', 'POST', '/api/hazards', { enterpriseId: OTHER, description: '他厂隐患' })
})

async function records(who: Asker, path: string): Promise<Record<string, string>[]> {
  const { text, status } = await ask(who, 'GET', path)
  expect(status).toBe(200)
  return parse(text, { columns: true, bom: true })
}

describe('an export', () => {
  it('is a file a spreadsheet opens, named in Chinese', async () => {
    const { headers, bytes } = await ask('bureau', 'GET', '/api/exports/hazards?format=csv')
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="hazards-2026-06-01.csv"; filename*=UTF-8''${encodeURIComponent('隐患台账-2026-06-01.csv')}`,
    )
    expect(headers.get('cache-control')).toBe('private, no-store')
  })

  it('holds what its asker may see and nothing else', async () => {
    const mine = await records('mine', '/api/exports/hazards')
    expect(mine.map((row) => row['企业名称'])).toEqual(['示例甲厂', '示例甲厂'])
    expect(await records('bureau', '/api/exports/hazards')).toHaveLength(3)
    const text = (await ask('mine', 'GET', '/api/exports/enterprises')).text
    expect(text).not.toContain('示例乙厂')
    expect(await records('mine', `/api/exports/hazards?enterprise=${OTHER}`)).toEqual([])
  })

  it('lets no cell become a formula', async () => {
    const texts = (await records('mine', '/api/exports/hazards')).map((row) => row['隐患描述'])
    expect(texts).toContain(`'=HYPERLINK("x")`)
    expect(texts).toContain(`'＝1+1，含“引号”,逗号\n换行`)
  })

  it('is GeoJSON too, with its filter', async () => {
    const { headers, body } = await ask(
      'bureau',
      'GET',
      '/api/exports/enterprises?format=geojson&township=410622101',
    )
    expect(headers.get('content-type')).toContain('application/geo+json')
    expect(body).toMatchObject({
      type: 'FeatureCollection',
      features: [
        {
          geometry: { type: 'Point', coordinates: [114.197, 35.607] },
          properties: { 企业名称: '示例甲厂' },
        },
      ],
    })
    const none = await ask('bureau', 'GET', '/api/exports/risk-points?format=geojson')
    expect(none.body).toEqual({ type: 'FeatureCollection', features: [] })
  })

  it('is a workbook too, with real dates and nothing of other plants', async () => {
    const { headers, bytes, status } = await ask('mine', 'GET', '/api/exports/hazards?format=xlsx')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    )
    expect(headers.get('content-disposition')).toContain(
      encodeURIComponent('隐患台账-2026-06-01.xlsx'),
    )
    const workbook = new excel.Workbook()
    await workbook.xlsx.load(new Uint8Array(bytes).buffer)
    const sheet = workbook.getWorksheet('隐患台账')
    const header = (sheet?.getRow(1).values ?? []) as string[]
    const texts = sheet?.getColumn(header.indexOf('隐患描述')).values.slice(2)
    expect(texts).toEqual(expect.arrayContaining(['=HYPERLINK("x")', '＝1+1，含“引号”,逗号\n换行']))
    expect(texts).not.toContain('他厂隐患')
    expect(sheet?.getRow(2).getCell(header.indexOf('排查时间')).value).toEqual(
      new Date('2026-06-01T00:00:00Z'),
    )
  })

  it('refuses kinds, formats and filters it does not know', async () => {
    for (const path of [
      'users',
      'enterprises?format=exe',
      'enterprises?level=9',
      'enterprises?x=1',
    ])
      expect((await ask('admin', 'GET', `/api/exports/${path}`)).status).toBe(400)
  })

  it('leaves a line in the audit', async () => {
    await ask('planner', 'GET', '/api/exports/enterprises?sector=WH')
    const [line] = await listAudit(county.application.services.store, {
      action: 'export.read',
      limit: 1,
    })
    expect(line).toMatchObject({
      actor: 'planner',
      subject: { kind: 'export', id: 'enterprises' },
      detail: { format: 'csv', query: '?sector=WH' },
    })
  })
})
