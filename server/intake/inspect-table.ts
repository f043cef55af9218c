import { createHash } from 'node:crypto'
import { matchColumns, normalizeHeader, type ColumnMatch } from './columns.ts'
import type { ImportKind } from './import-options.ts'
import type { Pace } from './pace.ts'
import { EXAMPLE_MARK, missingColumns } from './read-rows.ts'
import type { RowIssue } from './row-issue.ts'
import { RowReader } from './row-reader.ts'
import { openTable } from './table-header.ts'
import { columnsOf } from './table-kinds.ts'
import type { TableSource } from './table-source.ts'
import type { TableRecord } from './table.ts'

const SAMPLES_A_COLUMN = 5
const ROWS_SHOWN = 12
const CELL_SHOWN = 80

/** What a table looks like before it is imported. */
export interface TableInspection {
  readonly headerRow: number
  readonly header: readonly string[]
  /** Known by this from one file to the next of the same shape. */
  readonly signature: string
  readonly columns: readonly { readonly header: string; readonly samples: readonly string[] }[]
  readonly fields: readonly FieldGuess[]
  /** The first rows as they stand in the file, what is above the header included. */
  readonly firstRows: readonly TableRecord[]
  readonly total: number
  readonly notices: readonly string[]
  /** Why it cannot be imported as it is; empty when it can. */
  readonly faults: readonly RowIssue[]
  /** The rows under their field names, every one. */
  readonly rows: readonly RowReader[]
}

export interface FieldGuess {
  readonly field: string
  readonly nameZh: string
  /** Of this group of fields one must be there; null where none must. */
  readonly requiredGroup: number | null
  /** From 1; null where the file has no such column. */
  readonly column: number | null
}

/**
 * Read a table once and say how it is understood (表格识别).
 * Shape: null for a file without a row that says anything
 * Errors: TableError for what is no table
 */
export async function inspectTable(
  source: TableSource,
  wanted: {
    readonly kind: ImportKind
    readonly hasCounty: boolean
    readonly overrides: ReadonlyMap<string, string>
    readonly headerRow: number | null
    readonly pace: Pace
  },
): Promise<TableInspection | null> {
  const known = columnsOf(wanted.kind, wanted.hasCounty)
  const records = source.records()
  const opened = await openTable(records, known.fields, wanted)
  if (opened === null) return null
  const { opening, headerRecord, layout } = opened
  const { header } = layout
  const matched = matchColumns(header, known.fields, wanted.overrides)
  const match: ColumnMatch = matched.ok ? matched.value : { columns: new Map(), notices: [] }
  const samples = header.map(() => new Set<string>())
  const firstRows: TableRecord[] = []
  const rows: RowReader[] = []
  const take = (record: TableRecord) => {
    if (firstRows.length < ROWS_SHOWN) {
      firstRows.push({
        row: record.row,
        cells: record.cells.map((cell) => cell.slice(0, CELL_SHOWN)),
      })
    }
    if (record.row <= headerRecord.row) return
    const cells = layout.cells(record.cells)
    const first = cells.find((cell) => cell.trim() !== '')
    if (first === undefined || first.trim().startsWith(EXAMPLE_MARK)) return
    for (const [index, seen] of samples.entries()) {
      const cell = (cells[index] ?? '').trim()
      if (cell !== '' && seen.size < SAMPLES_A_COLUMN) seen.add(cell.slice(0, CELL_SHOWN))
    }
    rows.push(new RowReader({ row: record.row, cells }, match))
  }
  opening.forEach(take)
  for await (const record of records) {
    take(record)
    await wanted.pace.rest()
  }
  const missing = matched.ok ? missingColumns(known, matched.value, header) : null
  return {
    headerRow: headerRecord.row,
    header,
    signature: signatureOf(header),
    columns: header.map((name, index) => ({ header: name, samples: [...(samples[index] ?? [])] })),
    fields: known.fields.map(({ field, nameZh }) => {
      const index = match.columns.get(field)
      const group = known.requiredColumns.findIndex((fields) => fields.includes(field))
      return {
        field,
        nameZh,
        requiredGroup: group < 0 ? null : group,
        column: index === undefined ? null : index + 1,
      }
    }),
    firstRows,
    total: rows.length,
    notices: match.notices,
    faults: matched.ok ? (missing?.issues ?? []) : matched.issues.map(mapFault),
    rows,
  }
}

/** What a header is remembered by: its names, in their order. */
function signatureOf(header: readonly string[]): string {
  return createHash('sha256').update(header.map(normalizeHeader).join('\n')).digest('hex')
}

function mapFault({
  code,
  message,
}: {
  readonly code: string
  readonly message: string
}): RowIssue {
  const [reason = message, remedy = '请更正列的对应'] = message.split('; ')
  return { field: 'map', code, reason, remedy }
}
