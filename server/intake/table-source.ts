import { success, type Result } from '#domain/result.ts'
import { decodeText, type EncodingChoice } from './decode.ts'
import type { Delimiter } from './delimiter.ts'
import { readRecords, type TableRecord } from './table.ts'
import { workbookRecords, type WorkbookSheet } from './workbook.ts'

/** A file as whoever imports it wants it read. */
export interface SourceFile {
  readonly bytes: Uint8Array
  readonly encoding: EncodingChoice
  /** What separates the cells of a text; guessed where left out. */
  readonly separator?: Delimiter | null
  /** A workbook's rows as `readWorkbook` left them, with the place of the sheet; null for a text. */
  readonly workbook?: WorkbookSheet | null
}

/** Records to be read, once or again. */
export interface TableSource {
  readonly records: () => AsyncGenerator<TableRecord, void, undefined>
  /** The whole text; empty for a workbook. */
  readonly text: string
}

/** Open a text or a sheet for reading row by row. */
export function openSource(file: SourceFile): Result<TableSource> {
  const { workbook } = file
  if (workbook !== undefined && workbook !== null) {
    return success({
      text: '',
      records: () => workbookRecords(workbook.rowsFile, workbook.sheet),
    })
  }
  const decoded = decodeText(file.bytes, file.encoding)
  if (!decoded.ok) return decoded
  const { text } = decoded.value
  const delimiter = file.separator ?? undefined
  return success({ text, records: () => readRecords(text, delimiter) })
}
