import { matchColumns, REPORT_HEADERS, type ColumnMatch, type FieldColumns } from './columns.ts'
import type { ReadRow } from './import-session.ts'
import { rowIssue, type BadRow } from './row-issue.ts'
import { RowReader } from './row-reader.ts'
import { readRecords, TableError, type TableRecord } from './table.ts'

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

/** A title above the header is usual; deeper than this is no title. */
const HEADER_WITHIN = 10

/** Read a separated text; a fault of the file as a whole is one bad row and no row. */
export async function readRows<C>(
  text: string,
  source: RowSource<C>,
  overrides: ReadonlyMap<string, string>,
  onRow: (row: number) => void,
): Promise<RowsRead<C>> {
  try {
    return await readTable(text, source, overrides, onRow)
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
  text: string,
  source: RowSource<C>,
  overrides: ReadonlyMap<string, string>,
  onRow: (row: number) => void,
): Promise<RowsRead<C>> {
  const records = readRecords(text)
  const opening: TableRecord[] = []
  for (let count = 0; count < HEADER_WITHIN; count += 1) {
    const next = await records.next()
    if (next.done === true) break
    opening.push(next.value)
  }
  const headerRecord = findHeader(opening, source.fields, overrides)
  if (headerRecord === null) return fileFault(1, 'empty', '文件是空的; 请检查导出是否完整')
  const layout = layoutOf(headerRecord.cells)
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
  let total = 0
  const take = (record: TableRecord) => {
    onRow(record.row)
    if (record.row <= headerRecord.row) return
    if (record.cells.every((cell) => cell.trim() === '')) return
    total += 1
    const row = new RowReader({ row: record.row, cells: layout.cells(record.cells) }, match.value)
    refuseExtraCells(row, layout.header.length)
    const candidate = read(row)
    if (candidate === null || row.issues.length > 0) {
      bad.push({ row: row.row, cells: row.cells, issues: row.issues })
    } else rows.push({ row: row.row, cells: row.cells, candidate })
  }
  opening.forEach(take)
  for await (const record of records) take(record)
  return { header: layout.header, rows, bad, notices: match.value.notices, total }
}

/** The row among the first few that names the most fields; the first where none does. */
function findHeader(
  opening: readonly TableRecord[],
  fields: readonly FieldColumns[],
  overrides: ReadonlyMap<string, string>,
): TableRecord | null {
  const written = opening.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  const named = (record: TableRecord) => {
    const match = matchColumns(layoutOf(record.cells).header, fields, new Map())
    const mapped = [...overrides.values()].filter((name) => record.cells.includes(name)).length
    return (match.ok ? match.value.columns.size : 1) + mapped
  }
  let best: { record: TableRecord; count: number } | null = null
  for (const record of written) {
    const count = named(record)
    if (best === null || count > best.count) best = { record, count }
  }
  return best?.record ?? null
}

/** The columns that are the file's own: without those of an error report and empty ones at the end. */
function layoutOf(headerCells: readonly string[]) {
  const added = new Set<string>(REPORT_HEADERS)
  const own = headerCells.flatMap((name, index) => (added.has(name.trim()) ? [] : [index]))
  const dropped = new Set(
    headerCells.flatMap((name, index) => (added.has(name.trim()) ? [index] : [])),
  )
  while (own.length > 0 && (headerCells[own.at(-1) ?? 0] ?? '').trim() === '') own.pop()
  return {
    header: own.map((index) => (headerCells[index] ?? '').trim()),
    cells: (cells: readonly string[]) =>
      dropped.size === 0 ? cells : cells.filter((_, index) => !dropped.has(index)),
  }
}

function missingColumns<C>(
  source: RowSource<C>,
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
