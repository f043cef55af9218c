import { shanghaiDay } from '#domain/day.ts'
import type { Scope } from '#domain/scope.ts'
import type { Selection } from '#domain/select.ts'
import { csvText } from '#server/intake/csv-writer.ts'
import type { Reader } from '#server/store/transact.ts'
import { plainCell, type Cell } from './cell.ts'
import {
  exportLedger,
  LEDGER_KINDS,
  ledgerFeatures,
  type Ledger,
  type LedgerKind,
} from './export-ledger.ts'
import { LIST_KINDS, LIST_NAMES, listSheets, type ListKind } from './list-file.ts'
import { workbookBytes, type Sheet } from './workbook.ts'

/** What can be taken out as a file: ledgers that an import takes back, and lists to print and sign. */
export const EXPORT_KINDS = [...LEDGER_KINDS, ...LIST_KINDS] as const
export type ExportKind = LedgerKind | ListKind

export const EXPORT_FORMATS = ['csv', 'xlsx', 'geojson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** What a ledger is called in Chinese, as file and as sheet. */
export const EXPORT_NAMES: Readonly<Record<ExportKind, string>> = {
  enterprises: '企业台账',
  'risk-points': '风险点台账',
  hazards: '隐患台账',
  ...LIST_NAMES,
}

export const EXPORT_CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json; charset=utf-8',
}

/** Rows read and written at a time: a county's ledger is never whole in memory. */
const ROWS_A_PART = 1_000

const SELECTED = {
  enterprises: 'enterprises',
  'risk-points': 'riskPoints',
  hazards: 'allHazards',
} as const satisfies Record<LedgerKind, keyof Selection>

/** What is taken out, for whom, and when. */
export interface ExportRequest {
  readonly kind: ExportKind
  readonly format: ExportFormat
  readonly selection: Selection
  readonly scope: Scope
  readonly at: Date
  /** Of a list: only rows of this department of the plant. */
  readonly department?: string | undefined
  /** Told how many rows were written, part by part. */
  readonly noteRows?: (rows: number) => void
}

/** Tell whether a kind of export is one of the three lists (清单), which have no positions. */
export function isListKind(kind: ExportKind): kind is ListKind {
  return (LIST_KINDS as readonly ExportKind[]).includes(kind)
}

/**
 * A ledger or list as a file (导出文件), in parts as they are read.
 * Errors: RangeError for a list as GeoJSON
 */
export async function* exportFile(
  reader: Reader,
  request: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const { kind, department = null } = request
  if (isListKind(kind)) {
    yield* listFile(listSheets(reader, { ...request, kind, department }, notesOf(request)), request)
    return
  }
  const ledgers = ledgersOf(reader, { ...request, kind })
  if (request.format === 'xlsx') {
    yield* ledgerWorkbook(ledgers, request)
    return
  }
  const encoder = new TextEncoder()
  const texts = request.format === 'csv' ? csvParts(ledgers) : geojsonParts(ledgers)
  for await (const text of texts) yield encoder.encode(text)
}

/** The name of an exported file, as a program and as a person reads it. */
export function exportFileNames({ kind, format, at }: ExportRequest): {
  readonly plain: string
  readonly chinese: string
} {
  const ending = `${shanghaiDay(at)}.${format}`
  return { plain: `${kind}-${ending}`, chinese: `${EXPORT_NAMES[kind]}-${ending}` }
}

/** What a printed list says of itself over its header. */
function notesOf({ selection: { enterprises }, at }: ExportRequest): string[] {
  const [first, ...others] = enterprises
  const unit =
    first === undefined ? '--' : others.length === 0 ? first.name : `${enterprises.length} 家企业`
  return [`单位：${unit}    导出日期：${shanghaiDay(at)}`]
}

/** A list as a workbook with all its sheets, or its first sheet's rows as CSV. */
async function* listFile(
  sheets: readonly Sheet[],
  { format, at }: ExportRequest,
): AsyncGenerator<Uint8Array> {
  if (format === 'geojson') throw new RangeError('a list has no positions')
  if (format === 'xlsx') {
    yield* workbookBytes(sheets, at)
    return
  }
  const encoder = new TextEncoder()
  const [list] = sheets
  if (list === undefined) return
  yield encoder.encode(csvText([list.columns.map(({ header }) => header)], true))
  for await (const cells of list.rows) yield encoder.encode(csvText([cells.map(plainCell)], false))
}

/** The ledger in parts; the first comes even when there is no row, with the header. */
async function* ledgersOf(
  reader: Reader,
  { kind, selection, scope, noteRows }: ExportRequest & { readonly kind: LedgerKind },
): AsyncGenerator<Ledger> {
  let isFirst = true
  for (const ids of idsInParts(selection[SELECTED[kind]])) {
    if (ids.length === 0 && !isFirst) break
    const ledger = await exportLedger(reader, kind, ids, scope)
    noteRows?.(ledger.rows.length)
    yield ledger
    isFirst = false
  }
}

/** The last part may be empty. */
function* idsInParts(rows: Iterable<{ readonly id: string }>): Generator<string[]> {
  let ids: string[] = []
  for (const { id } of rows) {
    ids.push(id)
    if (ids.length < ROWS_A_PART) continue
    yield ids
    ids = []
  }
  yield ids
}

async function* csvParts(ledgers: AsyncIterable<Ledger>): AsyncGenerator<string> {
  let isFirst = true
  for await (const { columns, rows } of ledgers) {
    const records = rows.map(({ cells }) => cells.map(plainCell))
    yield csvText(isFirst ? [columns.map(({ header }) => header), ...records] : records, isFirst)
    isFirst = false
  }
}

async function* geojsonParts(ledgers: AsyncIterable<Ledger>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":['
  let separator = ''
  for await (const ledger of ledgers) {
    const features = ledgerFeatures(ledger).features.map((feature) => JSON.stringify(feature))
    if (features.length > 0) yield separator + features.join(',\n')
    separator = ',\n'
  }
  yield ']}\n'
}

/** A ledger's sheet begins with its header, so that an import takes it back. */
async function* ledgerWorkbook(
  ledgers: AsyncGenerator<Ledger>,
  { kind, at }: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const first = await ledgers.next()
  if (first.done === true) return
  const sheet = {
    name: EXPORT_NAMES[kind],
    columns: first.value.columns,
    rows: rowsOf(first.value, ledgers),
    paper: 'A3',
  } as const
  yield* workbookBytes([sheet], at)
}

async function* rowsOf(
  first: Ledger,
  others: AsyncIterable<Ledger>,
): AsyncGenerator<readonly Cell[]> {
  for (const { cells } of first.rows) yield cells
  for await (const { rows } of others) for (const { cells } of rows) yield cells
}
