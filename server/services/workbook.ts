import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { stream as ExcelStream, Worksheet } from 'exceljs'
import { drawCell, HEADER_STYLE, NOTE_STYLE, TITLE_STYLE } from './workbook-cell.ts'
import type { Cell } from './cell.ts'

export interface SheetColumn {
  readonly header: string
  /** In characters of half width, as spreadsheets count. */
  readonly width: number
}

/** One sheet; its rows may come from a store in parts and are never all in memory. */
export interface Sheet {
  readonly name: string
  /** Printed over the header; without one the header is the first row, as imports want it. */
  readonly title?: string
  readonly notes?: readonly string[]
  readonly columns: readonly SheetColumn[]
  readonly rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>
  readonly paper: 'A3' | 'A4'
}

/** Rows of one sheet before the list goes on in the next. Source: a sheet of Excel ends at 1,048,576 */
const ROWS_A_SHEET = 1_000_000
/** Rows written before compression and the reader get their turn. */
const ROWS_A_TURN = 50
const PAPER_SIZE = { A3: 8, A4: 9 } as const

type Writer = ExcelStream.xlsx.WorkbookWriter

/**
 * A workbook (工作簿, XLSX) as its bytes, written row by row.
 *
 * Shape: sheets in order → parts of the file
 * Errors: what reading the rows throws; a reader who leaves ends the writing
 */
export async function* workbookBytes(
  sheets: readonly Sheet[],
  created: Date,
): AsyncGenerator<Uint8Array> {
  const { default: excel } = await import('exceljs')
  const output = new PassThrough()
  const writer = new excel.stream.xlsx.WorkbookWriter({ stream: output, useStyles: true })
  writer.creator = 'Riskmap'
  writer.created = created
  const writing = writeSheets(writer, sheets, output).catch((cause: unknown) => {
    output.destroy(cause instanceof Error ? cause : new Error('workbook not written', { cause }))
  })
  try {
    for await (const part of output) yield part as Uint8Array
  } finally {
    // Whoever stops reading stops the writing, which sees it at its next row.
    output.destroy()
    void writing
  }
}

async function writeSheets(
  writer: Writer,
  sheets: readonly Sheet[],
  output: PassThrough,
): Promise<void> {
  for (const sheet of sheets) {
    let part = 1
    let worksheet = openSheet(writer, sheet, part)
    let written = 0
    for await (const cells of sheet.rows) {
      if (written === ROWS_A_SHEET) {
        worksheet.commit()
        worksheet = openSheet(writer, sheet, ++part)
        written = 0
      }
      writeRow(worksheet, cells)
      if (++written % ROWS_A_TURN === 0) await nextTurn()
      if (output.writableNeedDrain) await drained(output)
      if (output.destroyed) return
    }
    worksheet.commit()
  }
  await writer.commit()
}

/** Wait until the reader has caught up, or is gone. */
function drained(output: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      output.off('drain', done).off('close', done)
      resolve()
    }
    output.once('drain', done).once('close', done)
  })
}

function openSheet(writer: Writer, sheet: Sheet, part: number): Worksheet {
  const { title, notes = [], columns, paper } = sheet
  const headerRow = (title === undefined ? 0 : 1) + notes.length + 1
  const worksheet = writer.addWorksheet(part === 1 ? sheet.name : `${sheet.name}(${part})`, {
    views: [{ state: 'frozen', ySplit: headerRow, showGridLines: false }],
    pageSetup: {
      paperSize: PAPER_SIZE[paper] as never,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: { left: 0.98, right: 0.4, top: 0.4, bottom: 0.55, header: 0.2, footer: 0.25 },
      printTitlesRow: `1:${headerRow}`,
    },
    headerFooter: { oddFooter: `&L${sheet.name}&R第 &P 页 共 &N 页` },
  })
  worksheet.columns = columns.map(({ width }) => ({ width }))
  worksheet.autoFilter = {
    from: { row: headerRow, column: 1 },
    to: { row: headerRow, column: columns.length },
  }
  let at = 1
  if (title !== undefined) writeAcross(worksheet, at++, title, columns.length, TITLE_STYLE, 30)
  for (const note of notes) writeAcross(worksheet, at++, note, columns.length, NOTE_STYLE, 18)
  const header = worksheet.getRow(headerRow)
  columns.forEach(({ header: text }, index) => {
    drawCell(header.getCell(index + 1), text, HEADER_STYLE)
  })
  header.height = 32
  header.commit()
  return worksheet
}

function writeAcross(
  worksheet: Worksheet,
  at: number,
  text: string,
  columns: number,
  style: typeof TITLE_STYLE,
  height: number,
): void {
  const row = worksheet.getRow(at)
  drawCell(row.getCell(1), text, style)
  worksheet.mergeCells(at, 1, at, columns)
  row.height = height
  row.commit()
}

function writeRow(worksheet: Worksheet, cells: readonly Cell[]): void {
  const row = worksheet.addRow([])
  cells.forEach((cell, index) => {
    drawCell(row.getCell(index + 1), cell)
  })
  row.commit()
}

/** Columns of a sheet from pairs of header and width. */
export function sheetColumns(pairs: readonly (readonly [string, number])[]): SheetColumn[] {
  return pairs.map(([header, width]) => ({ header, width }))
}
