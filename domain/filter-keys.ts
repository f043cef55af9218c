import { TURN_ROLES } from './hazard-transition.ts'
import { HAZARD_LEVELS, HAZARD_STATES } from './hazard.ts'
import { findAccidentCategory } from './norms/accident-categories.ts'
import { flags, sectors, sizes, supervisingDepartments } from './norms/enterprise-codes.ts'
import { checkModes } from './norms/hazard-codes.ts'
import { industrySection } from './norms/industries.ts'
import { failure, success } from './result.ts'
import type { Issue, Result } from './result.ts'

/** A risk level as a filter names it; `none` is unassessed (未评价). */
export type FilterLevel = '1' | '2' | '3' | '4' | 'none'
export const FILTER_LEVELS = ['1', '2', '3', '4', 'none'] as const satisfies readonly FilterLevel[]

/** Which of the two levels is meant: current (现有) or inherent (固有). */
export type LevelBasis = 'current' | 'inherent'

/** The filter's keys that take a comma list, in canonical order. */
export const LIST_KEYS = [
  'township',
  'village',
  'sector',
  'department',
  'industry',
  'level',
  'hazardLevel',
  'accident',
  'status',
  'overdue',
  'checkMode',
  'turn',
  'responsible',
  'size',
  'flag',
  'enterprise',
] as const
export type ListKey = (typeof LIST_KEYS)[number]

/** The filter's keys that take one value, in canonical order. */
export const SCALAR_KEYS = ['basis', 'from', 'to', 'asOf', 'q'] as const

interface ValueRule {
  readonly accepts: (value: string) => boolean
  readonly code: 'unknown_code' | 'bad_division' | 'bad_id' | 'bad_text'
  readonly remedy: string
}

function oneOf(codes: readonly string[]): ValueRule {
  return {
    accepts: (value) => codes.includes(value),
    code: 'unknown_code',
    remedy: `可用的有：${codes.join('、')}`,
  }
}

const codesOf = (table: { readonly items: readonly { readonly code: string }[] }): string[] =>
  table.items.map((item) => item.code)

const VALUE_RULES: Readonly<Record<ListKey, ValueRule>> = {
  township: {
    accepts: (value) => /^\d{9}$/.test(value),
    code: 'bad_division',
    remedy: '应为 9 位乡级区划代码，如 410622101',
  },
  village: {
    accepts: (value) => /^\d{12}$/.test(value),
    code: 'bad_division',
    remedy: '应为 12 位村级区划代码，如 410622001001',
  },
  sector: oneOf(codesOf(sectors)),
  department: oneOf(supervisingDepartments()),
  industry: {
    accepts: (value) => /^(?:[A-T]|\d{2,4})$/.test(value) && industrySection(value) !== null,
    code: 'unknown_code',
    remedy: '应为国民经济行业代码：门类字母或 2 至 4 位数字，如 C、26、2614',
  },
  level: oneOf(FILTER_LEVELS),
  hazardLevel: oneOf(HAZARD_LEVELS),
  accident: {
    accepts: (value) => findAccidentCategory(value) !== null,
    code: 'unknown_code',
    remedy: '应为事故类别代码，如 A09（火灾）',
  },
  status: oneOf(HAZARD_STATES),
  overdue: oneOf(['true', 'false']),
  checkMode: oneOf(codesOf(checkModes)),
  turn: oneOf(TURN_ROLES),
  responsible: {
    accepts: (value) => value.length <= 100 && !/[\p{Cc}\p{Cs}]/u.test(value),
    code: 'bad_text',
    remedy: '应为企业内的部门名称，不超过 100 个字',
  },
  size: oneOf(codesOf(sizes)),
  flag: oneOf(codesOf(flags)),
  enterprise: {
    accepts: (value) => /^[\w-]{1,64}$/.test(value),
    code: 'bad_id',
    remedy: '应为企业编号',
  },
}

/**
 * Check the values of one key and put them in canonical order, each once.
 * Errors: empty_value, unknown_code, bad_division, bad_id: one for each bad value
 */
export function parseListValue(key: ListKey, values: readonly string[]): Result<readonly string[]> {
  if (values.some((value) => value === ''))
    return failure(key, 'empty_value', `${key} 含有空值，请去掉该参数或多余的逗号`)
  const rule = VALUE_RULES[key]
  const issues: Issue[] = values
    .filter((value) => !rule.accepts(value))
    .map((value) => ({
      path: key,
      code: rule.code,
      message: `${key} 不认识“${value.slice(0, 40)}”，${rule.remedy}`,
    }))
  return issues.length > 0 ? { ok: false, issues } : success([...new Set(values)].sort())
}
