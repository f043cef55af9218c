import { matchColumns, REPORT_HEADERS, type FieldColumns } from './columns.ts'
import type { TableRecord } from './table.ts'

/** A title and notes above the header are usual; deeper than this is no title. */
const HEADER_WITHIN = 10

/** The columns that are the file's own. */
export interface TableLayout {
  readonly header: readonly string[]
  /** The cells of a record under that header. */
  readonly cells: (cells: readonly string[]) => readonly string[]
}

/** The beginning of a table: what was read to find the header, and the header. */
export interface TableOpening {
  readonly opening: readonly TableRecord[]
  readonly headerRecord: TableRecord
  readonly layout: TableLayout
}

/**
 * Read as far as the header (表头): the row given by its number, else the one that names the most fields.
 * Shape: null for a file without a row that says anything
 */
export async function openTable(
  records: AsyncGenerator<TableRecord, void, undefined>,
  fields: readonly FieldColumns[],
  wanted: { readonly overrides: ReadonlyMap<string, string>; readonly headerRow: number | null },
): Promise<TableOpening | null> {
  const { overrides, headerRow } = wanted
  const opening: TableRecord[] = []
  while (opening.length < Math.max(HEADER_WITHIN, headerRow ?? 0)) {
    const next = await records.next()
    if (next.done === true) break
    opening.push(next.value)
    if (headerRow !== null && next.value.row >= headerRow) break
  }
  const headerRecord =
    headerRow === null
      ? findHeader(opening, fields, overrides)
      : (opening.find(({ row }) => row === headerRow) ?? null)
  if (headerRecord === null) return null
  return { opening, headerRecord, layout: layoutOf(headerRecord.cells) }
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
    // An empty name leaves a field out; an empty cell is no answer to it.
    const mapped = [...overrides.values()].filter(
      (name) => name !== '' && record.cells.includes(name),
    ).length
    return (match.ok ? match.value.columns.size : 1) + mapped
  }
  let best: { record: TableRecord; count: number } | null = null
  for (const record of written) {
    const count = named(record)
    if (best === null || count > best.count) best = { record, count }
  }
  return best?.record ?? null
}

/** The columns without those of an error report and empty ones at the end. */
function layoutOf(headerCells: readonly string[]): TableLayout {
  const added = new Set<string>(REPORT_HEADERS)
  const own = headerCells.flatMap((name, index) => (added.has(name.trim()) ? [] : [index]))
  const dropped = new Set(
    headerCells.flatMap((name, index) => (added.has(name.trim()) ? [index] : [])),
  )
  while (own.length > 0 && (headerCells[own.at(-1) ?? 0] ?? '').trim() === '') own.pop()
  return {
    header: own.map((index) => (headerCells[index] ?? '').trim()),
    cells: (cells) =>
      dropped.size === 0 ? cells : cells.filter((_, index) => !dropped.has(index)),
  }
}
