import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FILTER_LEVELS } from '#domain/filter-keys.ts'
import { EMPTY_FILTER, FILTER_KEYS, formatFilter, parseFilter, withFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'

/** Reads a query string as a server does. */
function queryOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

function parsed(text: string): Filter {
  const result = parseFilter(queryOf(text))
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

function faults(text: string): string[] {
  const result = parseFilter(queryOf(text))
  return result.ok ? [] : result.issues.map((issue) => `${issue.path}:${issue.code}`)
}

const list = <T extends string>(...values: readonly T[]) =>
  fc.subarray([...values]).map((chosen) => chosen.sort())
const day = fc
  .integer({ min: 0, max: 3000 })
  .map((days) => new Date(Date.UTC(2020, 0, 1 + days)).toISOString().slice(0, 10))
const filters: fc.Arbitrary<Filter> = fc
  .record({
    township: list('410622001', '410622101'),
    village: list('410622001001', '410622101002'),
    sector: list('GM', 'WH', 'FM'),
    department: list('应急管理局', '交通运输局'),
    industry: list('C', '26', '2614'),
    level: list(...FILTER_LEVELS),
    basis: fc.constantFrom('current' as const, 'inherent' as const),
    hazardLevel: list('general', 'major'),
    accident: list('A01', 'A09', '08'),
    status: list(...HAZARD_STATES),
    overdue: list('true', 'false'),
    checkMode: list('SELF', 'GOV', 'ACCT'),
    turn: list('enterprise', 'bureau'),
    responsible: list('设备科', '安全科 2'),
    size: list('above-scale', 'small'),
    flag: list('dust', 'ammonia'),
    enterprise: list('0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b', 'e_1'),
    from: fc.option(day),
    to: fc.option(day),
    asOf: fc.option(day),
    q: fc.option(
      fc
        .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('危化&q=1', 'a=b,c%20+d', '𠮷#?'))
        .map((text) => text.trim().normalize('NFC').trim())
        .filter((text) => text !== '' && !/[\p{Cc}\p{Cs}]/u.test(text)),
    ),
  })
  .map(({ from, to, ...rest }) =>
    from !== null && to !== null && from > to
      ? { ...rest, from: to, to: from }
      : { ...rest, from, to },
  )

test('what is written reads back the same, and is written the same again', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      const text = formatFilter(filter)
      expect(parsed(text)).toEqual(filter)
      expect(formatFilter(parsed(text))).toBe(text)
    }),
  )
})

test('the text is canonical: order, repeats and defaults of the query do not show', () => {
  const text = formatFilter(parsed('q=%E7%BD%90&level=none,2,2,1&basis=current&township=410622101'))
  expect(text).toBe('township=410622101&level=1,2,none&q=%E7%BD%90')
  expect(formatFilter(EMPTY_FILTER)).toBe('')
  expect(parsed('')).toEqual(EMPTY_FILTER)
  expect([...FILTER_KEYS].sort()).toEqual(Object.keys(EMPTY_FILTER).sort())
})

describe('faults', () => {
  test.each([
    ['township=410622', 'township:bad_division'],
    ['township=410622101,41062210A', 'township:bad_division'],
    ['village=410622101', 'village:bad_division'],
    ['sector=gm', 'sector:unknown_code'],
    ['industry=U', 'industry:unknown_code'],
    ['industry=99', 'industry:unknown_code'],
    ['industry=2', 'industry:unknown_code'],
    ['level=5', 'level:unknown_code'],
    ['level=', 'level:empty_value'],
    ['level=1,', 'level:empty_value'],
    ['basis=both', 'basis:unknown_code'],
    ['hazardLevel=minor', 'hazardLevel:unknown_code'],
    ['accident=A28', 'accident:unknown_code'],
    ['status=OPEN', 'status:unknown_code'],
    ['status=constructor', 'status:unknown_code'],
    ['overdue=1', 'overdue:unknown_code'],
    ['checkMode=self', 'checkMode:unknown_code'],
    ['size=large', 'size:unknown_code'],
    ['flag=steam', 'flag:unknown_code'],
    ["enterprise=1' or '1'='1", 'enterprise:bad_id'],
    ['from=2026-02-29', 'from:not_a_day'],
    ['to=2026-3-1', 'to:not_a_day'],
    ['asOf=2026-03-01T00:00:00Z', 'asOf:not_a_day'],
    ['from=2026-03-02&to=2026-03-01', 'from:range_reversed'],
    ['q=%00', 'q:bad_text'],
    [`q=${'长'.repeat(101)}`, 'q:bad_text'],
  ])('%s gives %s', (text, fault) => {
    expect(faults(text)).toEqual([fault])
  })

  test('are all named at once, with the value and the remedy in words', () => {
    expect(faults('sector=XY,ZZ&level=0&from=x')).toEqual([
      'sector:unknown_code',
      'sector:unknown_code',
      'level:unknown_code',
      'from:not_a_day',
    ])
    const result = parseFilter({ sector: 'XY' })
    expect(result.ok ? '' : result.issues[0]?.message).toMatch(/XY.*GM、WH/)
  })

  test('lone surrogates never reach a query string', () => {
    expect(parseFilter({ q: '\ud842' }).ok).toBe(false)
  })

  test('an empty search box does not limit', () => {
    expect(parsed('q=%20%20')).toEqual(EMPTY_FILTER)
  })
})

describe('one key changed', () => {
  const filter = parsed('sector=WH&from=2026-03-01&q=a%2Cb')

  test('keeps the others, sorts, and is cleared by nothing', () => {
    expect(formatFilter(withFilter(filter, 'level', ['2', '1']))).toBe(
      'sector=WH&level=1,2&from=2026-03-01&q=a%2Cb',
    )
    expect(withFilter(withFilter(filter, 'level', ['1']), 'level', [])).toEqual(filter)
    expect(withFilter(filter, 'from', []).from).toBeNull()
    expect(withFilter(filter, 'q', ['甲, 乙']).q).toBe('甲, 乙')
  })

  test('to what it cannot be is a programmer error', () => {
    expect(() => withFilter(filter, 'level', ['5'])).toThrow(RangeError)
    expect(() => withFilter(filter, 'to', ['2026-02-28'])).toThrow(RangeError)
  })
})
