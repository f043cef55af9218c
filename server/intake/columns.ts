import { failure, success, type Result } from '#domain/result.ts'

/** One field that a kind of import takes, with the headers it is known by, the most telling first. */
export interface FieldColumns {
  readonly field: string
  readonly nameZh: string
  readonly headers: readonly string[]
}

/** Which column holds which field, and what a person should know about how it was decided. */
export interface ColumnMatch {
  readonly columns: ReadonlyMap<string, number>
  readonly notices: readonly string[]
}

/** Headers that an error report adds; a mended report is imported with them still there. */
export const REPORT_HEADERS = ['原行号', '问题字段', '问题原因', '处理办法'] as const

/** A header as it is compared: width, case, spaces and punctuation do not count. */
export function normalizeHeader(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}#]/gu, '')
}

/** The same without what stands in brackets: `*企业名称（必填）` is 企业名称. */
function withoutBrackets(header: string): string {
  return normalizeHeader(header.normalize('NFKC').replaceAll(/[([【{].*?[)\]】}]/g, ''))
}

/**
 * Find the column of every field by its Chinese or English header; `--map` decides where it speaks.
 * Shape: `overrides` field → header or `#number`; an empty one leaves the field out
 * Errors: `unknown_field`, `unknown_column`, `ambiguous_column`, `duplicate_mapping`, each with the names to choose from
 */
export function matchColumns(
  header: readonly string[],
  fields: readonly FieldColumns[],
  overrides: ReadonlyMap<string, string>,
): Result<ColumnMatch> {
  const columns = new Map<string, number>()
  const notices: string[] = []
  const chosen = new Map<number, string>()
  for (const field of overrides.keys()) {
    if (!fields.some((known) => known.field === field)) {
      const names = fields.map((known) => known.field).join(', ')
      return failure('map', 'unknown_field', `没有字段 ${field}; 可用字段: ${names}`)
    }
  }
  for (const known of fields) {
    const wanted = overrides.get(known.field)
    if (wanted === '') continue
    const found = wanted === undefined ? columnOfField(header, known) : columnNamed(header, wanted)
    if (!found.ok) return found
    if (found.value === null) continue
    if (wanted !== undefined) {
      const other = chosen.get(found.value.index)
      if (other !== undefined) return duplicate(header, found.value.index, [other, known.field])
      chosen.set(found.value.index, known.field)
    }
    columns.set(known.field, found.value.index)
    notices.push(...found.value.notices)
  }
  notices.push(...ignoredNotice(header, new Set(columns.values())))
  return success({ columns, notices })
}

interface Found {
  readonly index: number
  readonly notices: readonly string[]
}

function columnOfField(header: readonly string[], known: FieldColumns): Result<Found | null> {
  for (const form of [normalizeHeader, withoutBrackets]) {
    for (const alias of known.headers) {
      const wanted = normalizeHeader(alias)
      const indexes = indexesWhere(header, (name) => form(name) === wanted)
      const [index] = indexes
      if (index === undefined) continue
      if (indexes.length > 1) return ambiguous(header, known.field, indexes)
      return success({ index, notices: othersNotice(header, known, index) })
    }
  }
  return success(null)
}

/** Another column would have done too: take the more telling one, and say so. */
function othersNotice(header: readonly string[], known: FieldColumns, taken: number): string[] {
  const names = new Set(known.headers.map(normalizeHeader))
  const others = indexesWhere(header, (name) => names.has(withoutBrackets(name))).filter(
    (index) => index !== taken,
  )
  if (others.length === 0) return []
  const listed = others.map((index) => `"${header[index] ?? ''}"`).join(', ')
  return [
    `字段 ${known.field} (${known.nameZh}) 取自列 "${header[taken] ?? ''}", 未取 ${listed}; 如不对, 请用 --map ${known.field}=列名`,
  ]
}

function columnNamed(header: readonly string[], wanted: string): Result<Found> {
  const numbered = /^#(\d{1,3})$/.exec(wanted)
  if (numbered !== null) {
    const index = Number(numbered[1]) - 1
    if (index >= 0 && index < header.length) return success({ index, notices: [] })
  }
  const indexes = indexesWhere(header, (name) => normalizeHeader(name) === normalizeHeader(wanted))
  const [index] = indexes
  if (index === undefined) {
    return failure('map', 'unknown_column', `表中没有列 "${wanted}"; 现有列: ${header.join(', ')}`)
  }
  if (indexes.length > 1) return ambiguous(header, wanted, indexes)
  return success({ index, notices: [] })
}

function ambiguous(
  header: readonly string[],
  field: string,
  indexes: readonly number[],
): Result<never> {
  const listed = indexes.map((index) => `#${index + 1} "${header[index] ?? ''}"`).join(', ')
  return failure(
    'map',
    'ambiguous_column',
    `${field} 对应多列: ${listed}; 请用 --map ${field}=#列号 指明其一`,
  )
}

function duplicate(
  header: readonly string[],
  index: number,
  fields: readonly [string, string],
): Result<never> {
  return failure(
    'map',
    'duplicate_mapping',
    `列 #${index + 1} "${header[index] ?? ''}" 同时指给了 ${fields.join(' 和 ')}; 请让每个字段用不同的列`,
  )
}

function ignoredNotice(header: readonly string[], taken: ReadonlySet<number>): string[] {
  const reportNames = new Set<string>(REPORT_HEADERS)
  const ignored = header.filter(
    (name, index) => name.trim() !== '' && !taken.has(index) && !reportNames.has(name.trim()),
  )
  return ignored.length === 0 ? [] : [`未使用的列: ${ignored.join(', ')}`]
}

function indexesWhere(header: readonly string[], test: (name: string) => boolean): number[] {
  return header.flatMap((name, index) => (test(name) ? [index] : []))
}
