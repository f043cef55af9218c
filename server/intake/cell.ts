import { parseDay, startOfShanghaiDay } from '#domain/day.ts'
import { isRiskLevel, type RiskLevel } from '#domain/risk-level.ts'
import { rowIssue, type RowIssue } from './row-issue.ts'

/** What a cell says, or why it cannot be taken; null where the cell is empty. */
export type CellResult<T> =
  { readonly ok: true; readonly value: T | null } | { readonly ok: false; readonly issue: RowIssue }

/** A moment as a cell gives it, with the day it falls on in Asia/Shanghai. */
export interface CellMoment {
  readonly day: string
  readonly at: Date
}

const taken = <T>(value: T | null): CellResult<T> => ({ ok: true, value })
const refused = (field: string, code: string, reason: string, remedy: string) => ({
  ok: false as const,
  issue: rowIssue(field, code, reason, remedy),
})

/** Control characters but line breaks and tabs, direction overrides, zero-width marks. */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/u

/** What a spreadsheet shows where a formula came to nothing. */
const FORMULA_ERROR = /^#(?:N\/A|REF!|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|CALC!|SPILL!)$/

/** What an export puts an apostrophe before, so that a spreadsheet does not compute it. */
const ESCAPED_FORMULA = /^'(?=[=+\-@\t\r\n＝＋－＠'])/

/** Read a cell as it stands in a file: without outer space, `="0012"` and the apostrophe of exports. */
export function cellText(cell: string): string {
  const inner = cell.replaceAll(/^[\s\u3000]+|[\s\u3000]+$/gu, '')
  const textFormula = /^="([^"]*)"$/.exec(inner)
  return (textFormula?.[1] ?? inner.replace(ESCAPED_FORMULA, '')).trim()
}

/** Text of a name, an address, a description; a name has one line. */
export function textCell(
  field: string,
  cell: string,
  limit: { readonly characters: number; readonly lines?: 'one' | 'many' },
): CellResult<string> {
  let text = cellText(cell).normalize('NFC')
  if (text === '') return taken<string>(null)
  if (text.includes('\ufffd')) {
    return refused(
      field,
      'damaged_text',
      '含有替换字符 U+FFFD, 文件在转存时已损坏',
      '请从原始文件重新导出',
    )
  }
  if (FORMULA_ERROR.test(text)) {
    return refused(
      field,
      'formula_error',
      `公式没有算出结果 (${text})`,
      '请在表格软件里改正公式, 或直接填写内容',
    )
  }
  if (HIDDEN.test(text)) {
    return refused(field, 'hidden_character', '含有不可见的控制字符', '请重新录入该单元格')
  }
  text = text.replaceAll(/\r\n?/g, '\n')
  if (limit.lines !== 'many') text = text.replaceAll(/\s*\n\s*/g, ' ')
  const length = Array.from(text).length
  if (length > limit.characters) {
    return refused(
      field,
      'too_long',
      `共 ${length} 字, 超过 ${limit.characters} 字`,
      '请缩短后重新导入',
    )
  }
  return taken(text)
}

/** A code or number of a ledger; one that a spreadsheet turned into a scientific number has lost its end. */
export function codeCell(field: string, cell: string, characters: number): CellResult<string> {
  const text = cellText(cell)
  return isScientific(text) ? scientific(field, text) : textCell(field, cell, { characters })
}

/** Tell whether digits were turned into 9.14E+17. */
export function isScientific(text: string): boolean {
  return /^\d(\.\d+)?e\+\d+$/i.test(text)
}

/** The refusal of such a cell. */
export function scientific(field: string, text: string): CellResult<never> {
  return refused(
    field,
    'scientific',
    `"${text}" 已被表格软件变成科学计数, 末位数字已丢失`,
    '请把该列设为文本格式后重新填写代码',
  )
}

/** A decimal number in plain digits; 1e400 and 114,197 are refused rather than guessed at. */
export function numberCell(field: string, cell: string): CellResult<number> {
  const text = cellText(cell).normalize('NFKC')
  if (text === '') return taken<number>(null)
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : NaN
  if (Number.isFinite(value)) return taken(value === 0 ? 0 : value)
  return refused(
    field,
    'not_a_number',
    `"${shortened(text)}" 不是数字`,
    '请改填十进制数字, 不带单位和千分位',
  )
}

/** A count of people or things: whole, not negative; thousands separators and 人 are understood. */
export function countCell(field: string, cell: string, max: number): CellResult<number> {
  const text = cellText(cell).normalize('NFKC').replace(/人$/, '')
  if (text === '') return taken<number>(null)
  const plain = /^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text
  const value = /^\d+(\.0+)?$/.test(plain) ? Number(plain) : NaN
  if (Number.isInteger(value) && value <= max) return taken(value)
  return refused(field, 'not_a_count', `"${shortened(text)}" 不是 0 到 ${max} 的整数`, '请改填整数')
}

/** Days from 1899-12-30 on: what a spreadsheet leaves when a date cell becomes a number. */
const SERIAL_ORIGIN = Date.UTC(1899, 11, 30)

/**
 * A day, with its time where the cell gives one.
 * Shape: 2026-11-21, 2026/11/21, 2026.11.21, 2026年11月21日, 20261121, spreadsheet serial; 10:30[:00] after it
 */
export function momentCell(field: string, cell: string): CellResult<CellMoment> {
  const text = cellText(cell).normalize('NFKC')
  if (text === '') return taken<CellMoment>(null)
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.\d+)?)?[分秒]?)?$/.exec(
      text,
    ) ?? /^(20\d{2}|19\d{2})(\d{2})(\d{2})$/.exec(text)
  const moment = parts === null ? serialMoment(text) : calendarMoment(parts)
  return moment === null
    ? refused(
        field,
        'not_a_day',
        `"${shortened(text)}" 不是可确定的日期`,
        '请写成 2026-11-21 的形式',
      )
    : taken(moment)
}

function calendarMoment(parts: RegExpExecArray): CellMoment | null {
  const [, year = '', month = '', dayOfMonth = '', hour = '0', minute = '0', second = '0'] = parts
  const day = parseDay(`${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`)
  if (!day.ok || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second)
  return { day: day.value, at: new Date(startOfShanghaiDay(day.value).getTime() + seconds * 1000) }
}

/** Serials of 1954 to 2119 only: smaller and larger numbers are no dates anyone means. */
function serialMoment(text: string): CellMoment | null {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return null
  const serial = Number(text)
  if (serial < 20_000 || serial > 80_000) return null
  const whole = Math.floor(serial)
  const day = new Date(SERIAL_ORIGIN + whole * 86_400_000).toISOString().slice(0, 10)
  const seconds = Math.round((serial - whole) * 86_400)
  return { day, at: new Date(startOfShanghaiDay(day).getTime() + seconds * 1000) }
}

const LEVEL_WORDS: Readonly<Record<string, number>> = {
  重大: 1,
  较大: 2,
  一般: 3,
  低: 4,
  红: 1,
  橙: 2,
  黄: 3,
  蓝: 4,
  a: 1,
  b: 2,
  c: 3,
  d: 4,
  i: 1,
  ii: 2,
  iii: 3,
  iv: 4,
  一: 1,
  二: 2,
  三: 3,
  四: 4,
}

/** A risk level (风险等级): 重大, 红, 红色, 1, Ⅰ级, A …; 0 is refused, because systems differ about it. */
export function riskLevelCell(field: string, cell: string): CellResult<RiskLevel> {
  const text = cellText(cell)
  if (text === '') return taken<RiskLevel>(null)
  const word = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/风险|等级|级|色|\s/g, '')
  const level = LEVEL_WORDS[word] ?? Number(word)
  if (isRiskLevel(level)) return taken(level)
  return refused(
    field,
    'unknown_level',
    `"${shortened(text)}" 不是四级风险等级`,
    '请填 重大、较大、一般、低, 或 1 至 4 (1 为重大)',
  )
}

/** Enough of a cell to find it by. */
export function shortened(text: string): string {
  const characters = Array.from(text)
  return characters.length <= 30 ? text : `${characters.slice(0, 30).join('')}…`
}
