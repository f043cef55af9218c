import type { z } from 'zod'
import type { Issue } from '#domain/result.ts'
import type { Language } from './language.ts'

type ZodIssue = z.core.$ZodIssue
type Texts = Readonly<Record<Language, string>>

const TYPE_NAMES: Readonly<Record<string, Texts>> = {
  string: { 'zh-CN': '文本', en: 'a text' },
  number: { 'zh-CN': '数字', en: 'a number' },
  int: { 'zh-CN': '整数', en: 'an integer' },
  boolean: { 'zh-CN': '是或否', en: 'true or false' },
  array: { 'zh-CN': '列表', en: 'a list' },
  tuple: { 'zh-CN': '固定长度的列表', en: 'a list of fixed length' },
  object: { 'zh-CN': '对象', en: 'an object' },
  record: { 'zh-CN': '对象', en: 'an object' },
  date: { 'zh-CN': '日期', en: 'a date' },
  null: { 'zh-CN': '空值', en: 'null' },
}

const HAN = /\p{Script=Han}/u

/** What is wrong and what to do, in the asker's language. */
function messageOf(issue: ZodIssue): Texts {
  switch (issue.code) {
    case 'invalid_type': {
      const name = TYPE_NAMES[issue.expected] ?? { 'zh-CN': issue.expected, en: issue.expected }
      return { 'zh-CN': `应为${name['zh-CN']}`, en: `Expected ${name.en}` }
    }
    case 'too_small':
      return {
        'zh-CN': `不能小于 ${issue.minimum}${unitOf(issue.origin)}`,
        en: `Must be at least ${issue.minimum}`,
      }
    case 'too_big':
      return {
        'zh-CN': `不能大于 ${issue.maximum}${unitOf(issue.origin)}`,
        en: `Must be at most ${issue.maximum}`,
      }
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ')
      return { 'zh-CN': `应为以下之一：${values}`, en: `Expected one of: ${values}` }
    }
    case 'unrecognized_keys': {
      const keys = issue.keys.join(', ')
      return { 'zh-CN': `未知字段：${keys}`, en: `Unknown: ${keys}` }
    }
    case 'not_multiple_of':
      return {
        'zh-CN': `应为 ${issue.divisor} 的倍数`,
        en: `Must be a multiple of ${issue.divisor}`,
      }
    case 'invalid_format':
      return { 'zh-CN': '格式不正确', en: 'Wrong format' }
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return { 'zh-CN': '不符合要求', en: 'Does not fit' }
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' 个字符'
  return origin === 'array' || origin === 'set' ? ' 项' : ''
}

const MOST_ISSUES = 100

/**
 * The faults a schema found, as a refusal tells them.
 *
 * A message written into a schema (Chinese, for people) stands as it is; the library's own are
 * replaced by ours.
 */
export function issuesOf(error: z.core.$ZodError, language: Language): Issue[] {
  return error.issues
    .slice(0, MOST_ISSUES)
    .flatMap(nearestBranch)
    .map((issue) => ({
      path: pathOf(issue),
      code: issue.code === 'custom' ? customCode(issue.params) : issue.code,
      message: isOurs(issue, language) ? issue.message : messageOf(issue)[language],
    }))
}

/** Of alternatives that all failed, the one that came closest says what is missing. */
function nearestBranch(issue: ZodIssue): readonly ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const [nearest] = issue.errors.toSorted((left, right) => left.length - right.length)
  if (nearest === undefined || nearest.length === 0) return [issue]
  return nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
}

function isOurs(issue: ZodIssue, language: Language): boolean {
  return issue.code === 'custom' || (language === 'zh-CN' && HAN.test(issue.message))
}

/** Where a fault stands, as in `zones[3].name`; an unknown key is named where it is. */
function pathOf(issue: ZodIssue): string {
  const [onlyKey, ...others] = issue.code === 'unrecognized_keys' ? issue.keys : []
  const parts = onlyKey !== undefined && others.length === 0 ? [...issue.path, onlyKey] : issue.path
  return parts.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`
    return path === '' ? String(part) : `${path}.${String(part)}`
  }, '')
}

function customCode(params: Record<string, unknown> | undefined): string {
  return typeof params?.code === 'string' ? params.code : 'custom'
}
