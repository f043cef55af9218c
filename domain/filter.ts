import { parseDay } from './day.ts'
import type { EnterpriseSize } from './enterprise.ts'
import type { TURN_ROLES } from './hazard-transition.ts'
import type { HazardLevel, HazardState } from './hazard.ts'
import { LIST_KEYS, SCALAR_KEYS, parseListValue } from './filter-keys.ts'
import type { FilterLevel, LevelBasis } from './filter-keys.ts'
import { failure, success } from './result.ts'
import type { Issue, Result } from './result.ts'

/**
 * The one filter (筛选条件) of every list, count, tile and density, in the URL and on the command line.
 *
 * Values of one key are or, keys are and; an empty list or null does not limit.
 */
export interface Filter {
  readonly township: readonly string[]
  readonly village: readonly string[]
  readonly sector: readonly string[]
  /** Supervising department (主管部门): that of the enterprise's sector. */
  readonly department: readonly string[]
  readonly industry: readonly string[]
  readonly level: readonly FilterLevel[]
  /** Which of the two levels `level` means. */
  readonly basis: LevelBasis
  readonly hazardLevel: readonly HazardLevel[]
  readonly accident: readonly string[]
  readonly status: readonly HazardState[]
  readonly overdue: readonly ('true' | 'false')[]
  readonly checkMode: readonly string[]
  /** Whose turn it is (待办方). */
  readonly turn: readonly (typeof TURN_ROLES)[number][]
  /** The plant's own department that answers for a hazard (责任部门). */
  readonly responsible: readonly string[]
  readonly size: readonly EnterpriseSize[]
  readonly flag: readonly string[]
  readonly enterprise: readonly string[]
  /** First and last day, Asia/Shanghai, found for hazards and assessed for risk points. */
  readonly from: string | null
  readonly to: string | null
  /** The day at whose end things are looked at; null is now. */
  readonly asOf: string | null
  /** Text to find in names, credit codes and descriptions. */
  readonly q: string | null
}

export type FilterKey = keyof Filter

/** The keys in their canonical order; any other key of a query is the caller's to judge. */
export const FILTER_KEYS = [...LIST_KEYS, ...SCALAR_KEYS] as const satisfies readonly FilterKey[]

/** The filter that lets everything through. */
export const EMPTY_FILTER: Filter = {
  township: [],
  village: [],
  sector: [],
  department: [],
  industry: [],
  level: [],
  basis: 'current',
  hazardLevel: [],
  accident: [],
  status: [],
  overdue: [],
  checkMode: [],
  turn: [],
  responsible: [],
  size: [],
  flag: [],
  enterprise: [],
  from: null,
  to: null,
  asOf: null,
  q: null,
}

const MAXIMUM_TEXT_LENGTH = 100
/** Control characters and lone surrogates: no name holds them, and no URL can carry the latter. */
const UNREADABLE = /[\p{Cc}\p{Cs}]/u

/**
 * Read a filter from the parameters of a query (筛选参数).
 * Shape: texts by key, comma lists; keys that are not of the filter are passed over
 * Errors: every fault at once, each with its key: empty_value, unknown_code, bad_division,
 *   bad_id, not_a_day, range_reversed, bad_text
 */
export function parseFilter(query: Readonly<Record<string, string | undefined>>): Result<Filter> {
  const issues: Issue[] = []
  const take = <T>(result: Result<T>, otherwise: T): T => {
    if (result.ok) return result.value
    issues.push(...result.issues)
    return otherwise
  }
  const values: Record<string, unknown> = {}
  for (const key of LIST_KEYS) {
    const text = query[key]
    values[key] = text === undefined ? [] : take(parseListValue(key, text.split(',')), [])
  }
  values.basis = take(parseBasis(query.basis), 'current')
  for (const key of ['from', 'to', 'asOf'] as const)
    values[key] = take(parseDayKey(key, query[key]), null)
  values.q = take(parseText(query.q), null)
  // Each key was read by its own parser just above.
  const filter = values as unknown as Filter
  issues.push(...rangeIssues(filter))
  return issues.length > 0 ? { ok: false, issues } : success(filter)
}

/**
 * Write a filter as a query string (规范化查询串): fixed order, sorted lists, what does not limit left out.
 * Shape: equal filters give equal texts, without a leading "?"; the empty filter gives ""
 */
export function formatFilter(filter: Filter): string {
  const parts: string[] = []
  for (const key of LIST_KEYS) {
    const list: readonly string[] = filter[key]
    if (list.length > 0) parts.push(`${key}=${[...list].sort().map(encodeURIComponent).join(',')}`)
  }
  if (filter.basis !== 'current') parts.push(`basis=${filter.basis}`)
  for (const key of ['from', 'to', 'asOf'] as const) {
    const day = filter[key]
    if (day !== null) parts.push(`${key}=${day}`)
  }
  if (filter.q !== null) parts.push(`q=${encodeURIComponent(filter.q)}`)
  return parts.join('&')
}

/**
 * The filter with one key set to other values (替换一项条件); no values clear it.
 * Errors: RangeError when a value is not one the key can have
 */
export function withFilter(filter: Filter, key: FilterKey, values: readonly string[]): Filter {
  const parsed = parseFilter(values.length > 0 ? { [key]: values.join(',') } : {})
  if (!parsed.ok) throw new RangeError(parsed.issues.map((issue) => issue.message).join('; '))
  const next: Filter = { ...filter, [key]: parsed.value[key] }
  for (const issue of rangeIssues(next)) throw new RangeError(issue.message)
  return next
}

function rangeIssues({ from, to }: Pick<Filter, 'from' | 'to'>): Issue[] {
  if (from === null || to === null || from <= to) return []
  const message = `起始日期 ${from} 晚于截止日期 ${to}，请对调`
  return [{ path: 'from', code: 'range_reversed', message }]
}

function parseBasis(text: string | undefined): Result<LevelBasis> {
  if (text === undefined || text === 'current') return success('current')
  if (text === 'inherent') return success('inherent')
  return failure('basis', 'unknown_code', `basis 只能是 current（现有）或 inherent（固有）`)
}

function parseDayKey(key: string, text: string | undefined): Result<string | null> {
  if (text === undefined) return success(null)
  const day = parseDay(text)
  return day.ok ? day : { ok: false, issues: day.issues.map((issue) => ({ ...issue, path: key })) }
}

function parseText(text: string | undefined): Result<string | null> {
  const trimmed = (text ?? '').trim().normalize('NFC')
  if (trimmed === '') return success(null)
  if (UNREADABLE.test(trimmed)) return failure('q', 'bad_text', '搜索文字含有无法识别的字符')
  if (trimmed.length > MAXIMUM_TEXT_LENGTH)
    return failure('q', 'bad_text', `搜索文字不能超过 ${MAXIMUM_TEXT_LENGTH} 个字符`)
  return success(trimmed)
}
