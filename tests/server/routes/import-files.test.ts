import { Buffer } from 'node:buffer'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromWgs84 } from '#domain/crs.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { csv } from '#tests/server/intake/county-store.ts'
import { encodeText } from '#tests/server/intake/encode.ts'
import { Clerk, DAOLE, HEADER, openImports, refusal, workbook, YONGDA } from './imports-kit.ts'
import type { Report } from './imports-kit.ts'

let application: TestApplication
let bureau: Clerk

beforeEach(async () => {
  application = await openImports()
  bureau = new Clerk(application, 'bureau')
})
afterEach(() => application.close())

interface Inspection {
  readonly encoding: { encoding: string | null; certain: boolean; readings: unknown[] } | null
  readonly separator: string | null
  readonly sheet: number | null
  readonly remembered: { crs: string } | null
  readonly table: {
    headerRow: number
    total: number
    fields: { field: string; column: number | null }[]
    columns: { header: string; samples: string[] }[]
    faults: { code: string }[]
  } | null
  readonly positions: {
    inside: number
    points: unknown[]
    hints: { code: string; message: string; count: number }[]
    candidates: { crs: string; compared: number; medianMeters: number | null }[]
  } | null
}

async function inspected(
  content: string | Uint8Array,
  choice: Readonly<Record<string, unknown>> = {},
  name = 'a.csv',
): Promise<Inspection> {
  const file = (await (await bureau.upload(name, content)).json()) as { id: string }
  const answer = await bureau.inspect(file.id, choice)
  expect(answer.status).toBe(200)
  return (await answer.json()) as Inspection
}

describe('looking at a file before it is imported', () => {
  it('says how it is read, which column is which, and shows what stands there', async () => {
    const found = await inspected(encodeText(csv(HEADER, DAOLE, YONGDA), 'gb18030'))
    expect(found.encoding).toMatchObject({ encoding: 'gb18030', certain: true })
    expect(found.separator).toBe(',')
    expect(found.table).toMatchObject({ headerRow: 1, total: 2, faults: [] })
    expect(found.table?.fields.find(({ field }) => field === 'lng')?.column).toBe(5)
    expect(found.table?.columns[0]?.samples).toEqual(['道乐石油', '永达食品'])
  })

  it('leaves an encoding that cannot be told to the one who asks, with both readings', async () => {
    const found = await inspected(Buffer.from([0xc3, 0xa9, 0xc3, 0xa9, 0x2c, 0x61, 0x0a]))
    expect(found.encoding).toMatchObject({ encoding: null, certain: false })
    expect(found.encoding?.readings).toHaveLength(2)
    expect(found.table).toBeNull()
  })

  it('names what is missing, and a column given twice', async () => {
    const short = await inspected(csv(HEADER.slice(0, 4), DAOLE.slice(0, 4)))
    expect(short.table?.faults.map(({ code }) => code)).toEqual(['missing_column'])
    const twice = await inspected(csv(HEADER, DAOLE), { map: { lng: '#5', lat: '#5' } })
    expect(twice.table?.faults.map(({ code }) => code)).toEqual(['duplicate_mapping'])
  })

  it('shows a wrong datum by the enterprises that are known already', async () => {
    await bureau.send({}, { name: 'a.csv', content: csv(HEADER, DAOLE, YONGDA) })
    const shifted = [DAOLE, YONGDA].map((row) => {
      const source = fromWgs84([Number(row[4]), Number(row[5])], 'gcj02')
      if (!source.ok) throw new Error('expected a place in China')
      return [...row.slice(0, 4), ...source.value]
    })
    const found = await inspected(csv(HEADER, ...shifted))
    const medians = Object.fromEntries(
      (found.positions?.candidates ?? []).map(({ crs, medianMeters }) => [crs, medianMeters]),
    )
    expect(medians.gcj02).toBe(0)
    expect(medians.wgs84).toBeGreaterThan(500)
    const township = new Clerk(application, 'gaocun')
    const own = (await (await township.upload('a.csv', csv(HEADER, ...shifted))).json()) as {
      id: string
    }
    const seen = (await (await township.inspect(own.id, {})).json()) as Inspection
    expect(seen.positions?.candidates[0]?.compared).toBe(1)
  })

  it('hints at swapped columns and at metres', async () => {
    const swapped = await inspected(csv(HEADER, [...DAOLE.slice(0, 4), 35.7, 114.235]))
    expect(swapped.positions?.hints[0]).toMatchObject({ code: 'swapped', count: 1 })
    const metres = await inspected(csv(HEADER, [...DAOLE.slice(0, 4), 38_521_000, 3_952_000]))
    expect(metres.positions?.hints[0]?.message).toMatch(/疑似投影坐标/)
  })

  it('remembers how such a file was matched, for this account and this kind', async () => {
    const content = csv(['甲', '乙', '丙', '丁', '戊', '己'], DAOLE)
    const map = { name: '#1', uscc: '#2', township: '#3', sector: '#4', lng: '#5', lat: '#6' }
    const sent = { map: JSON.stringify(map), headerRow: '1', crs: 'wgs84' }
    expect((await bureau.send(sent, { name: 'a.csv', content })).status).toBe(201)
    const again = await inspected(content, { headerRow: 1 })
    expect(again.remembered).toEqual({ crs: 'wgs84' })
    expect(again.table?.fields.find(({ field }) => field === 'sector')?.column).toBe(4)
    const admin = new Clerk(application, 'admin')
    const file = (await (await admin.upload('a.csv', content)).json()) as { id: string }
    const other = (await (await admin.inspect(file.id, { headerRow: 1 })).json()) as Inspection
    expect(other.remembered).toBeNull()
  })

  it('refuses a file that is not what it is said to be', async () => {
    const file = (await (await bureau.upload('a.csv', csv(HEADER, DAOLE))).json()) as { id: string }
    expect(await refusal(await bureau.inspect(file.id, { kind: 'regions' }))).toMatchObject({
      status: 415,
    })
    expect((await bureau.inspect(file.id, { crs: 'mars' })).status).toBe(422)
    expect((await bureau.inspect(file.id, { unknown: 1 })).status).toBe(422)
  })
})

describe('a workbook', () => {
  it('is read from the chosen sheet: merged header, formulas, dates, zeros in front', async () => {
    const content = await workbook((book) => {
      book.addWorksheet('说明').addRow(['读我'])
      const sheet = book.addWorksheet('企业')
      sheet.addRows([
        ['淇县企业台账'],
        ['企业名称', '乡镇', '监管行业', '坐标', '', '企业编号'],
        ['', '', '', '经度', '纬度', ''],
        ['工作簿一厂', '高村镇', '工贸', { formula: '114+0.2', result: 114.2 }, 35.68, 7],
        ['工作簿二厂', '', '工贸', 114.21, 35.69, 8],
      ])
      for (const range of ['A1:F1', 'A2:A3', 'B2:B3', 'C2:C3', 'D2:E2', 'F2:F3', 'B4:B5']) {
        sheet.mergeCells(range)
      }
      sheet.getCell('F4').numFmt = '0000'
    })
    const run = (await (
      await bureau.send({ sheet: '企业' }, { name: 'a.xlsx', content })
    ).json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { total: 2, taken: 2 } })
    const rows = await application.services.store.db
      .selectFrom('enterprise')
      .select(['name', 'external_id', 'township', 'lng'])
      .orderBy('name')
      .execute()
    expect(rows).toMatchObject([
      { name: '工作簿一厂', external_id: '企业编号:0007', township: '410622101', lng: 114.2 },
      { name: '工作簿二厂', external_id: '企业编号:8', township: '410622101', lng: 114.21 },
    ])
  })

  it('has its damaged codes and formulas named', async () => {
    const content = await workbook((book) => {
      book
        .addWorksheet('企业')
        .addRows([
          HEADER,
          ['长码厂', 914_106_220_000_000_000, '高村镇', 'GM', 114.2, 35.68],
          [{ formula: 'B1', result: { error: '#N/A' } }, '', '高村镇', 'GM', 114.2, 35.69],
        ])
    })
    const answer = await refusal(await bureau.send({}, { name: 'a.xlsx', content }))
    expect(answer.issues).toEqual(['scientific', 'formula_error'])
    expect(answer.messages[0]).toMatch(/^row 2: uscc: .*科学计数/)
  })

  it('is read from the sheet whose columns are known, where none is named', async () => {
    const content = await workbook((book) => {
      book.addWorksheet('封面').addRows([['淇县企业台账'], ['填报单位'], ['填报日期']])
      book.addWorksheet('企业').addRows([['淇县企业台账'], HEADER, DAOLE])
      book.addWorksheet('汇总').addRows([
        ['乡镇', '家数'],
        ['高村镇', 1],
      ])
    })
    const file = (await (await bureau.upload('a.xlsx', content)).json()) as { id: string }
    const seen = (await (await bureau.inspect(file.id, {})).json()) as Inspection
    expect(seen).toMatchObject({ sheet: 1, table: { headerRow: 2, total: 1, faults: [] } })
    const run = (await (await bureau.send({}, { name: 'a.xlsx', content })).json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { total: 1, taken: 1 } })
  })

  it('names its sheets where the wanted one is not there', async () => {
    const content = await workbook((book) => void book.addWorksheet('企业').addRow(HEADER))
    const answer = await refusal(await bureau.send({ sheet: '没有' }, { name: 'a.xlsx', content }))
    expect(answer).toMatchObject({ status: 422, issues: ['unknown_sheet'] })
    expect(answer.detail).toContain('#1 企业')
  })
})
