/**
 * The process that reads a workbook: `node workbook-process.ts FILE ROWS`. It is given little memory
 * and little time, so that no file can take the server with it. It writes ROWS, a JSON line per row,
 * and answers on its standard output with what it found.
 */
import { readFile } from 'node:fs/promises'
import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { failure, success, type Result } from '#domain/result.ts'
import exceljs from 'exceljs'
import type { Row, Worksheet } from 'exceljs'
import { TABLE_LIMITS } from './table.ts'
import { workbookCellText } from './workbook-cell.ts'
import { scanWorkbook } from './workbook-scan.ts'
import type { SheetFacts } from './workbook.ts'

/** Parts of a sheet that say nothing about its cells; lists over whole columns would fill the memory. */
const IGNORED_NODES = [
  'dataValidations',
  'conditionalFormatting',
  'extLst',
  'drawing',
  'legacyDrawing',
  'picture',
  'tableParts',
  'autoFilter',
  'pageSetup',
  'headerFooter',
  'rowBreaks',
]

async function convert(file: string, rowsFile: string): Promise<Result<readonly SheetFacts[]>> {
  const bytes = await readFile(file)
  const scanned = await scanWorkbook(bytes)
  if (!scanned.ok) return scanned
  const workbook = new exceljs.Workbook()
  try {
    await workbook.xlsx.load(bytes.buffer, { ignoreNodes: IGNORED_NODES })
  } catch {
    return failure(
      'file',
      'not_a_workbook',
      '无法读成工作簿; 请在表格软件里打开后另存为 .xlsx 或 CSV',
    )
  }
  const out = createWriteStream(rowsFile, { encoding: 'utf8', mode: 0o600 })
  const sheets: SheetFacts[] = []
  for (const [index, sheet] of workbook.worksheets.entries()) {
    const facts = await writeSheet(sheet, index, out)
    if (!facts.ok) {
      out.destroy()
      return facts
    }
    sheets.push(facts.value)
  }
  out.end()
  await once(out, 'finish')
  return success(sheets)
}

async function writeSheet(
  sheet: Worksheet,
  index: number,
  out: WriteStream,
): Promise<Result<SheetFacts>> {
  let rows = 0
  let columns = 0
  let written = 0
  const faults: Result<never>[] = []
  const lines: string[] = []
  sheet.eachRow({ includeEmpty: false }, (row, number) => {
    if (faults.length > 0) return
    const cells = cellsOf(row)
    if (cells.length === 0) return
    if (cells.length > TABLE_LIMITS.columns)
      faults.push(tooManyColumns(sheet.name, number, cells.length))
    if (number > TABLE_LIMITS.rows + 1) faults.push(tooManyRows(sheet.name))
    rows = number
    columns = Math.max(columns, cells.length)
    written += 1
    lines.push(JSON.stringify([index, number, cells]))
  })
  const [fault] = faults
  if (fault !== undefined) return fault
  for (let from = 0; from < lines.length; from += 1_000) {
    if (!out.write(`${lines.slice(from, from + 1_000).join('\n')}\n`)) await once(out, 'drain')
  }
  return success({ name: sheet.name, rows, columns, hidden: sheet.state !== 'visible', written })
}

/** The cells of a row without the empty ones at its end; what is merged downwards stands in each row. */
function cellsOf(row: Row): string[] {
  const cells: string[] = []
  row.eachCell({ includeEmpty: false }, (cell, number) => {
    const besideMaster = cell.master !== cell && cell.master.col !== cell.col
    const text = besideMaster ? '' : workbookCellText(cell.master.value, cell.numFmt)
    if (text === '') return
    while (cells.length < number - 1) cells.push('')
    cells[number - 1] = text
  })
  return cells
}

function tooManyColumns(name: string, row: number, columns: number): Result<never> {
  return failure(
    'file',
    'too_many_columns',
    `工作表 "${name}" 第 ${row} 行有 ${columns} 列, 超过 ${TABLE_LIMITS.columns} 列; 请删去多余的列`,
  )
}

function tooManyRows(name: string): Result<never> {
  return failure(
    'file',
    'too_many_rows',
    `工作表 "${name}" 超过 ${TABLE_LIMITS.rows} 行; 请拆分后分次导入`,
  )
}

const [file = '', rowsFile = ''] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await convert(file, rowsFile)))
