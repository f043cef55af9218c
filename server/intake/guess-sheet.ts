import type { Result } from '#domain/result.ts'
import { matchColumns } from './columns.ts'
import type { ImportKind } from './import-options.ts'
import { openTable } from './table-header.ts'
import { columnsOf } from './table-kinds.ts'
import { chooseSheet, workbookRecords, type SheetFacts } from './workbook.ts'

/** Sheets that are looked into; one beyond them is chosen by hand. */
const MOST_SHEETS = 12

/**
 * Which sheet (工作表) of a workbook is meant: the one that is named, else the one whose header knows the most
 * columns of a kind, else the first that says something.
 * Shape: → its place in the workbook
 * Errors: unknown_sheet, empty
 */
export async function guessSheet(
  rowsFile: string,
  sheets: readonly SheetFacts[],
  wanted: string | null,
  kind: ImportKind,
): Promise<Result<number>> {
  const first = chooseSheet(sheets, wanted)
  if (wanted !== null || !first.ok) return first
  const { fields } = columnsOf(kind, true)
  let best = { sheet: first.value, known: 0 }
  for (const [sheet, { hidden, rows }] of sheets.slice(0, MOST_SHEETS).entries()) {
    if (hidden || rows < 2) continue
    const records = workbookRecords(rowsFile, sheet)
    const opened = await openTable(records, fields, { overrides: new Map(), headerRow: null })
    await records.return()
    if (opened === null) continue
    const match = matchColumns(opened.layout.header, fields, new Map())
    const known = match.ok ? match.value.columns.size : 0
    if (known > best.known) best = { sheet, known }
  }
  return { ok: true, value: best.sheet }
}
