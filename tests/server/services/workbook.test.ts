import { describe, expect, it } from 'vitest'
import excel from 'exceljs'
import { PRINT_COLOURS } from '#domain/print-colours.ts'
import { riskLevelFacts } from '#domain/risk-level.ts'
import type { Cell } from '#server/services/cell.ts'
import { sheetColumns, workbookBytes, type Sheet } from '#server/services/workbook.ts'

const CREATED = new Date('2026-06-01T02:00:00Z')

async function readBack(sheet: Omit<Sheet, 'name' | 'paper'>): Promise<excel.Worksheet> {
  const parts: Uint8Array[] = []
  for await (const part of workbookBytes([{ name: '清单', paper: 'A3', ...sheet }], CREATED))
    parts.push(part)
  const workbook = new excel.Workbook()
  await workbook.xlsx.load(Buffer.concat(parts).buffer)
  const worksheet = workbook.getWorksheet('清单')
  if (worksheet === undefined) throw new Error('no sheet')
  return worksheet
}

async function column(cells: readonly Cell[]): Promise<excel.Cell[]> {
  const sheet = await readBack({
    columns: sheetColumns([['值', 20]]),
    rows: cells.map((cell) => [cell]),
  })
  return cells.map((_cell, index) => sheet.getRow(index + 2).getCell(1))
}

describe('a workbook', () => {
  it('has a title, notes, a frozen header that repeats in print, and landscape paper', async () => {
    const sheet = await readBack({
      title: '风险分级管控清单',
      notes: ['示例数据'],
      columns: sheetColumns([
        ['序号', 6],
        ['风险点', 30],
      ]),
      rows: [[1, '储罐区']],
    })
    expect(sheet.getCell('A1').value).toBe('风险分级管控清单')
    expect(sheet.getCell('B1').master.address).toBe('A1')
    expect(sheet.getCell('A2').value).toBe('示例数据')
    expect([sheet.getCell('A3').value, sheet.getCell('B3').value]).toEqual(['序号', '风险点'])
    expect([sheet.getCell('A4').value, sheet.getCell('B4').value]).toEqual([1, '储罐区'])
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 3 })
    expect(sheet.getColumn(2).width).toBe(30)
    expect(sheet.pageSetup).toMatchObject({
      orientation: 'landscape',
      paperSize: 8,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '1:3',
    })
    expect(sheet.autoFilter).toBe('A3:B3')
  })

  it('says a level by its name and by the print colour', async () => {
    const levels = [1, 2, 3, 4] as const
    const cells = await column(levels.map((level) => ({ level })))
    for (const [index, level] of levels.entries()) {
      const { ground, text } = PRINT_COLOURS[level]
      expect(cells[index]?.value).toBe(riskLevelFacts(level).nameZh)
      expect(cells[index]?.fill).toMatchObject({
        fgColor: { argb: `FF${ground.slice(1).toUpperCase()}` },
      })
      expect(cells[index]?.font.color?.argb).toBe(`FF${text.slice(1).toUpperCase()}`)
    }
    const [unassessed] = await column([{ level: null }])
    expect(unassessed?.value).toBe('未评价')
    expect(unassessed?.fill).toMatchObject({ fgColor: { argb: 'FFBFBFBF' } })
  })

  it('keeps text as text, whatever it begins with', async () => {
    const texts = [
      '=1+1',
      '+86 371',
      '-5',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      '＝1',
      '＋',
      '－',
      '＠',
      '007',
      '1e5',
    ]
    for (const cell of await column(texts)) {
      expect(cell.type).toBe(excel.ValueType.String)
      expect(cell.formula).toBeUndefined()
      // Text format: editing the cell in place makes no formula of it either.
      expect(cell.numFmt).toBe('@')
    }
    expect((await column(['=1+1', '007'])).map(({ value }) => value)).toEqual(['=1+1', '007'])
  })

  it('writes numbers and days as what they are', async () => {
    const [number, negative, day, no, nothing] = await column([
      42.5,
      -3,
      { day: '2026-02-28' },
      false,
      null,
    ])
    expect([number?.value, negative?.value, no?.value]).toEqual([42.5, -3, '否'])
    expect(day?.value).toEqual(new Date('2026-02-28T00:00:00Z'))
    expect(day?.numFmt).toBe('yyyy-mm-dd')
    expect(nothing?.value).toBeNull()
  })

  it('survives what a file cannot hold', async () => {
    const [control, half, long] = await column(['a\u0000b\u0007c', 'x\ud800y', '长'.repeat(40_000)])
    expect(control?.value).toBe('abc')
    expect(half?.value).toBe('x\ufffdy')
    expect(long?.text).toHaveLength(32_767)
  })

  it('tells the reader when its rows cannot be read', async () => {
    async function* failing(): AsyncGenerator<readonly Cell[]> {
      yield await Promise.resolve(['一'])
      throw new Error('store gone')
    }
    await expect(
      readBack({ columns: sheetColumns([['值', 20]]), rows: failing() }),
    ).rejects.toThrow('store gone')
  })

  it('stops reading rows when nobody reads the file', async () => {
    let read = 0
    let closed = false
    async function* endless(): AsyncGenerator<readonly Cell[]> {
      try {
        for (;;) yield await Promise.resolve([`行 ${(read += 1)} ${Math.random()}`])
      } finally {
        closed = true
      }
    }
    const sheet = { name: '清单', paper: 'A4', columns: sheetColumns([['值', 20]]) } as const
    for await (const part of workbookBytes([{ ...sheet, rows: endless() }], CREATED)) {
      expect(part.length).toBeGreaterThan(0)
      if (read > 2_000) break
    }
    await expect.poll(() => closed).toBe(true)
  })
})
