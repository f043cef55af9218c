import { cellText, type CellResult } from './cell.ts'
import type { ColumnMatch } from './columns.ts'
import type { PositionCells } from './coordinates.ts'
import { rowIssue, type RowIssue } from './row-issue.ts'
import type { TableRecord } from './table.ts'

/** One row under its field names; gathers every fault of the row instead of stopping at the first. */
export class RowReader {
  readonly row: number
  readonly cells: readonly string[]
  readonly issues: RowIssue[] = []
  readonly #columns: ReadonlyMap<string, number>

  constructor(record: TableRecord, match: ColumnMatch) {
    this.row = record.row
    this.cells = record.cells
    this.#columns = match.columns
  }

  /** Tell whether the file has a column for a field at all. */
  has(field: string): boolean {
    return this.#columns.has(field)
  }

  /** The cell of a field; empty where the file has no such column. */
  cell(field: string): string {
    const index = this.#columns.get(field)
    return index === undefined ? '' : (this.cells[index] ?? '')
  }

  /** What a cell says, or null with the fault noted. */
  read<T>(field: string, parse: (field: string, cell: string) => CellResult<T>): T | null {
    const result = parse(field, this.cell(field))
    if (result.ok) return result.value
    this.issues.push(result.issue)
    return null
  }

  /** The same for a field that must say something; the fault is noted once. */
  require<T>(
    field: string,
    nameZh: string,
    parse: (field: string, cell: string) => CellResult<T>,
  ): T | null {
    const before = this.issues.length
    const value = this.read(field, parse)
    if (value === null && this.issues.length === before) this.missing(field, nameZh)
    return value
  }

  /** Note that a field says nothing. */
  missing(field: string, nameZh: string): void {
    this.refuse(field, 'missing', `缺少${nameZh}`, `请补填${nameZh}`)
  }

  /** Note a fault. */
  refuse(field: string, code: string, reason: string, remedy: string): void {
    this.issues.push(rowIssue(field, code, reason, remedy))
  }

  /** The cells that may hold a position. */
  positionCells(): PositionCells {
    return {
      lng: this.cell('lng'),
      lat: this.cell('lat'),
      lngLat: this.cell('lngLat'),
      latLng: this.cell('latLng'),
    }
  }

  /** Tell whether the row says where it is, rightly or not. */
  hasPosition(): boolean {
    const { lng, lat, lngLat, latLng } = this.positionCells()
    return [lng, lat, lngLat, latLng].some((cell) => cellText(cell) !== '')
  }
}
