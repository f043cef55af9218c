import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import type { Issue } from '#domain/result.ts'
import { guessDelimiter, type Delimiter } from './delimiter.ts'

/** Limits of one table: above them it is refused with the row that breaks it. */
export const TABLE_LIMITS = {
  columns: 500,
  rows: 200_000,
  recordCharacters: 1_000_000,
} as const

/** One record of a file, blank ones included, so that `row` is the row a spreadsheet shows. */
export interface TableRecord {
  readonly row: number
  readonly cells: readonly string[]
}

/** A file that cannot be read as a table; the row is where reading stopped. */
export class TableError extends Error {
  readonly row: number
  readonly issue: Issue

  constructor(row: number, code: string, message: string) {
    super(`row ${row}: ${message}`)
    this.name = 'TableError'
    this.row = row
    this.issue = { path: 'file', code, message }
  }
}

/**
 * The records of a separated text, streamed; CR, LF and CRLF may be mixed, cells may hold line breaks.
 * Errors: TableError with the row for an unclosed quote, a record too long, too many columns or rows
 */
export async function* readRecords(
  text: string,
  delimiter: Delimiter = guessDelimiter(text),
): AsyncGenerator<TableRecord, void, undefined> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: TABLE_LIMITS.recordCharacters,
  })
  const source = Readable.from(slices(text))
  source.pipe(parser)
  let row = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row += 1
      if (row > TABLE_LIMITS.rows + 1) {
        throw new TableError(row, 'too_many_rows', `超过 ${TABLE_LIMITS.rows} 行; 请拆分后分次导入`)
      }
      if (cells.length > TABLE_LIMITS.columns) {
        throw new TableError(
          row,
          'too_many_columns',
          `有 ${cells.length} 列, 超过 ${TABLE_LIMITS.columns} 列; 请删去多余的列或检查分隔符`,
        )
      }
      yield { row, cells }
    }
  } catch (error) {
    throw error instanceof CsvError ? readableError(error, parser.info.records + 1) : error
  } finally {
    source.destroy()
    parser.destroy()
  }
}

function readableError(error: CsvError, row: number): TableError {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new TableError(
      row,
      'unclosed_quote',
      '有引号没有闭合; 请补上右引号, 或把单元格里的引号写成两个 ""',
    )
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new TableError(
      row,
      'record_too_long',
      `一行超过 ${TABLE_LIMITS.recordCharacters} 个字符; 请检查换行与引号`,
    )
  }
  return new TableError(row, 'unreadable', `无法读成表格 (${error.code}); 请在表格软件中另存为 CSV`)
}

/** The parser works on bytes; small slices keep memory flat and let other work in between. */
function* slices(text: string): Generator<string> {
  const size = 65_536
  let start = 0
  while (start < text.length) {
    let end = Math.min(start + size, text.length)
    const last = text.charCodeAt(end - 1)
    if (last >= 0xd800 && last <= 0xdbff && end < text.length) end += 1
    yield text.slice(start, end)
    start = end
  }
}
