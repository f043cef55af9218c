import { matchColumns, type ColumnMatch, type FieldColumns } from './columns.ts'
import type { ReadRow } from './import-session.ts'
import type { Pace } from './pace.ts'
import { rowIssue, type BadRow } from './row-issue.ts'
import { RowReader } from './row-reader.ts'
import { openTable } from './table-header.ts'
import type { TableSource } from './table-source.ts'
import { TableError, type TableRecord } from './table.ts'

/** A file read row by row: what was understood, what was not, and the columns it was read by. */
export interface RowsRead<C> {
  readonly header: readonly string[]
  readonly rows: readonly ReadRow<C>[]
  readonly bad: readonly BadRow[]
  readonly notices: readonly string[]
  /** Rows that say anything, header apart. */
  readonly total: number
}

export interface RowSource<C> {
  readonly fields: readonly FieldColumns[]
  /** Of each group at least one field must have a column. */
  readonly requiredColumns: readonly (readonly string[])[]
  /** Made once the columns are known. */
  readonly reader: (match: ColumnMatch, header: readonly string[]) => (row: RowReader) => C | null
}

/** Row → column number from 1 → what a person wrote there instead. */
export type Corrections = ReadonlyMap<number, ReadonlyMap<number, string>>

/** What a person decided about a table, and how the reading goes on. */
export interface Reading {
  readonly overrides: ReadonlyMap<string, string>
  /** The row of the header where it was chosen; null to find it. */
  readonly headerRow: number | null
  readonly corrections: Corrections
  readonly pace: Pace
  readonly onRow: (row: number) => void
}

/** What the example rows of a template begin with; they are passed over. */
export const EXAMPLE_MARK = '【示例】'

/** Read a table; a fault of the file as a whole is one bad row and no row. */
export async function readRows<C>(
  table: TableSource,
  source: RowSource<C>,
  reading: Reading,
): Promise<RowsRead<C>> {
  try {
    return await readTable(table, source, reading)
  } catch (error) {
    if (!(error instanceof TableError)) throw error
    return fileFault(error.row, error.issue.code, error.issue.message)
  }
}

/** The answer of a file that cannot be read at all. */
export function fileFault<C>(
  row: number,
  code: string,
  message: string,
  field = 'file',
): RowsRead<C> {
  const cut = message.indexOf('; ')
  const reason = cut < 0 ? message : message.slice(0, cut)
  const remedy = cut < 0 ? '请更正后重新导入' : message.slice(cut + 2)
  return {
    header: [],
    rows: [],
    bad: [{ row, cells: [], issues: [rowIssue(field, code, reason, remedy)] }],
    notices: [],
    total: 0,
  }
}

async function readTable<C>(
  table: TableSource,
  source: RowSource<C>,
  { overrides, headerRow, corrections, pace, onRow }: Reading,
): Promise<RowsRead<C>> {
  const records = table.records()
  const opened = await openTable(records, source.fields, { overrides, headerRow })
  if (opened === null) return fileFault(1, 'empty', '文件是空的; 请检查导出是否完整')
  const { opening, headerRecord, layout } = opened
  const match = matchColumns(layout.header, source.fields, overrides)
  if (!match.ok) {
    const [issue] = match.issues
    await records.return()
    return fileFault(headerRecord.row, issue?.code ?? '', issue?.message ?? '', 'map')
  }
  const missing = missingColumns(source, match.value, layout.header)
  if (missing !== null) {
    await records.return()
    return {
      ...fileFault<C>(headerRecord.row, '', ''),
      bad: [{ ...missing, row: headerRecord.row }],
    }
  }

  const read = source.reader(match.value, layout.header)
  const rows: ReadRow<C>[] = []
  const bad: BadRow[] = []
  const examples: number[] = []
  let total = 0
  const take = (record: TableRecord) => {
    onRow(record.row)
    if (record.row <= headerRecord.row) return
    const cells = corrected(layout.cells(record.cells), corrections.get(record.row))
    const first = cells.find((cell) => cell.trim() !== '')
    if (first === undefined) return
    if (first.trim().startsWith(EXAMPLE_MARK)) {
      examples.push(record.row)
      return
    }
    total += 1
    const row = new RowReader({ row: record.row, cells }, match.value)
    refuseExtraCells(row, layout.header.length)
    const candidate = read(row)
    if (candidate === null || row.issues.length > 0) {
      bad.push({ row: row.row, cells: row.cells, issues: row.issues })
    } else rows.push({ row: row.row, cells: row.cells, candidate })
  }
  opening.forEach(take)
  for await (const record of records) {
    take(record)
    await pace.rest()
  }
  const notices = [...match.value.notices, ...examplesNotice(examples)]
  return { header: layout.header, rows, bad, notices, total }
}

function corrected(
  cells: readonly string[],
  changes: ReadonlyMap<number, string> | undefined,
): readonly string[] {
  if (changes === undefined) return cells
  const mended = [...cells]
  for (const [column, value] of changes) {
    while (mended.length < column - 1) mended.push('')
    mended[column - 1] = value
  }
  return mended
}

function examplesNotice(rows: readonly number[]): string[] {
  return rows.length === 0 ? [] : [`已略过模板的示例行: ${rows.join('、')}`]
}

/** What is said of columns that a file must have and has not; null where all are there. */
export function missingColumns<C>(
  source: Pick<RowSource<C>, 'fields' | 'requiredColumns'>,
  match: ColumnMatch,
  header: readonly string[],
): Pick<BadRow, 'cells' | 'issues'> | null {
  const missing = source.requiredColumns.filter(
    (group) => !group.some((field) => match.columns.has(field)),
  )
  if (missing.length === 0) return null
  return {
    cells: header,
    issues: missing.map((group) => {
      const names = group.map(
        (field) => source.fields.find((known) => known.field === field)?.nameZh ?? field,
      )
      const [field = ''] = group
      return rowIssue(
        field,
        'missing_column',
        `没有找到列 ${names.join(' 或 ')}`,
        `请用 --map ${field}=列名 指明; 现有列: ${header.join(', ')}`,
      )
    }),
  }
}

/** More cells than columns is a separator too many: the values stand in the wrong columns. */
function refuseExtraCells(row: RowReader, columns: number): void {
  const extra = row.cells.slice(columns).filter((cell) => cell.trim() !== '')
  if (extra.length === 0) return
  row.refuse(
    'row',
    'extra_cells',
    `比表头多 ${extra.length} 个单元格`,
    '请检查是否有未加引号的分隔符',
  )
}
