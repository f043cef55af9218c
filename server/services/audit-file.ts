import { csvText } from '#server/intake/csv-writer.ts'
import { listAudit } from '#server/store/audit.ts'
import type { AuditFilter, AuditLine } from '#server/store/audit.ts'
import type { Reader } from '#server/store/transact.ts'
import { plainCell, type Cell } from './cell.ts'
import { workbookBytes } from './workbook.ts'

export const AUDIT_FORMATS = ['csv', 'xlsx'] as const
export type AuditFormat = (typeof AUDIT_FORMATS)[number]

const CONTENT_TYPES: Readonly<Record<AuditFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const COLUMNS = [
  { header: '序号', width: 8 },
  { header: '时间（北京时间）', width: 22 },
  { header: '操作人', width: 18 },
  { header: '动作', width: 22 },
  { header: '对象类型', width: 14 },
  { header: '对象编号', width: 38 },
  { header: '说明', width: 60 },
  { header: '来源地址', width: 16 },
  { header: '校验值', width: 20 },
] as const

/** Lines read at a time. */
const LINES_A_PART = 1_000

/** What is taken out of the audit trail, and as what. */
export interface AuditFileRequest {
  readonly filter: Omit<AuditFilter, 'limit' | 'before'>
  readonly format: AuditFormat
  readonly at: Date
}

/** The audit trail (审计日志) under a filter as a file, newest first, read in parts. */
export function auditFile(
  reader: Reader,
  { filter, format, at }: AuditFileRequest,
): { readonly contentType: string; readonly bytes: AsyncIterable<Uint8Array> } {
  const rows = rowsOf(reader, filter)
  const sheet = { name: '审计日志', columns: COLUMNS, rows, paper: 'A4' } as const
  const bytes = format === 'csv' ? csvBytes(rows) : workbookBytes([sheet], at)
  return { contentType: CONTENT_TYPES[format], bytes }
}

async function* rowsOf(
  reader: Reader,
  filter: Omit<AuditFilter, 'limit' | 'before'>,
): AsyncGenerator<readonly Cell[]> {
  let before: number | null = null
  for (;;) {
    const page: AuditFilter = {
      ...filter,
      limit: LINES_A_PART,
      ...(before === null ? {} : { before }),
    }
    const lines = await listAudit(reader, page)
    for (const line of lines) yield cellsOf(line)
    before = lines.at(-1)?.sequence ?? null
    if (before === null || lines.length < LINES_A_PART) return
  }
}

const TIME = new Intl.DateTimeFormat('sv-SE', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Asia/Shanghai',
})

function cellsOf(line: AuditLine): readonly Cell[] {
  return [
    line.sequence,
    TIME.format(line.at),
    line.actor,
    line.action,
    line.subject?.kind ?? null,
    line.subject?.id ?? null,
    JSON.stringify(line.detail),
    line.ip,
    line.hash,
  ]
}

async function* csvBytes(rows: AsyncIterable<readonly Cell[]>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let part: (readonly (string | number | boolean | null)[])[] = [COLUMNS.map((one) => one.header)]
  let isFirst = true
  for await (const row of rows) {
    part.push(row.map(plainCell))
    if (part.length < LINES_A_PART) continue
    yield encoder.encode(csvText(part, isFirst))
    part = []
    isFirst = false
  }
  if (isFirst || part.length > 0) yield encoder.encode(csvText(part, isFirst))
}
