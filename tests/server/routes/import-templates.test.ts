import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { COLUMN_NOTES } from '#server/intake/column-notes.ts'
import { columnsOf, type TableKind } from '#server/intake/table-kinds.ts'
import { readWorkbook, workbookRecords } from '#server/intake/workbook.ts'
import { templateColumns } from '#server/services/import-template.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { csv } from '#tests/server/intake/county-store.ts'
import { Clerk, openImports, refusal } from './imports-kit.ts'
import type { Report } from './imports-kit.ts'

const KINDS: readonly TableKind[] = ['enterprises', 'risk-points', 'hazards']
let application: TestApplication
let bureau: Clerk
let directory: string

beforeEach(async () => {
  application = await openImports()
  bureau = new Clerk(application, 'bureau')
  directory = await mkdtemp(path.join(tmpdir(), 'riskmap-template-'))
})
afterEach(async () => {
  await application.close()
  await rm(directory, { recursive: true, force: true })
})

async function template(kind: TableKind, format: 'xlsx' | 'csv'): Promise<Uint8Array> {
  const answer = await bureau.ask(`/api/import-templates/${kind}?format=${format}`)
  expect(answer.status).toBe(200)
  return new Uint8Array(await answer.arrayBuffer())
}

/** The first sheet's rows, as the import itself reads them. */
async function sheetRows(content: Uint8Array, sheet: number): Promise<string[][]> {
  const file = path.join(directory, 'template.xlsx')
  await writeFile(file, content)
  const sheets = await readWorkbook(file, `${file}.jsonl`)
  expect(sheets).toMatchObject({ ok: true })
  const rows: string[][] = []
  for await (const { cells } of workbookRecords(`${file}.jsonl`, sheet)) rows.push([...cells])
  return rows
}

/** The enterprises that the examples of other ledgers belong to. */
async function addExampleEnterprises(): Promise<void> {
  const text = new TextDecoder().decode(await template('enterprises', 'csv'))
  const answer = await bureau.send({}, { name: 'e.csv', content: text.replaceAll('【示例】', '') })
  expect(answer.status).toBe(201)
}

describe.each(KINDS)('the template of %s', (kind) => {
  it('has a note for every column that the import reads', () => {
    for (const { field } of columnsOf(kind, true).fields) {
      if (!['lngLat', 'latLng'].includes(field))
        expect(COLUMN_NOTES[kind][field]?.note).toBeTruthy()
    }
    const known = new Set(columnsOf(kind, true).fields.map(({ field }) => field))
    expect(Object.keys(COLUMN_NOTES[kind]).filter((field) => !known.has(field))).toEqual([])
  })

  it.each(['xlsx', 'csv'] as const)('as %s says nothing until it is filled in', async (format) => {
    const content = await template(kind, format)
    const answer = await bureau.send({ kind }, { name: `t.${format}`, content })
    expect(await refusal(answer)).toMatchObject({ status: 422, issues: ['empty'] })
  })

  it('imports cleanly once real rows stand in place of the examples', async () => {
    if (kind !== 'enterprises') await addExampleEnterprises()
    const text = new TextDecoder().decode(await template(kind, 'csv'))
    const filled = { name: 't.csv', content: text.replaceAll('【示例】', '') }
    const run = (await (await bureau.send({ kind }, filled)).json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { total: 2, taken: 2, refused: 0 } })
    expect(run.notices).toEqual([])
    expect(run.bad).toEqual([])
  })

  it('is the same table as a workbook, with notes and codes on sheets of their own', async () => {
    const content = await template(kind, 'xlsx')
    const [header, first] = await sheetRows(content, 0)
    const columns = templateColumns(kind)
    expect(header).toEqual(columns.map((column) => column.header))
    expect(first?.find((cell) => cell !== '')).toMatch(/^【示例】/)
    const notes = await sheetRows(content, 1)
    for (const column of columns) {
      expect(notes.find(([name]) => name === column.header)?.[2]).toBe(column.note)
    }
    const codes = await sheetRows(content, 2)
    expect(codes.length).toBeGreaterThan(5)
  })
})

describe('a template', () => {
  it('is passed over where its examples were left in', async () => {
    const text = new TextDecoder().decode(await template('enterprises', 'csv'))
    const own = csv(['x', '自己的企业', '', '', '高村镇', '', '危险化学品'].slice(1))
    const row = own.trim() + ',,,,,,,,,,,114.2,35.7\n'
    const answer = await bureau.send({}, { name: 't.csv', content: text + row })
    const run = (await answer.json()) as Report
    expect(run).toMatchObject({ status: 'done', rows: { total: 1, taken: 1 } })
    expect(run.notices).toEqual(['已略过模板的示例行: 3、4'])
  })
})
