import { describe, expect, test } from 'vitest'
import { countCell, momentCell, numberCell, riskLevelCell, textCell } from '#server/intake/cell.ts'
import { safeCell } from '#server/intake/csv-writer.ts'
import { matchColumns } from '#server/intake/columns.ts'
import { ENTERPRISE_COLUMNS } from '#server/intake/enterprise-columns.ts'
import { isNestedWithin } from '#server/intake/json-depth.ts'

describe('momentCell', () => {
  test.each([
    ['2026-11-21', '2026-11-20T16:00:00.000Z'],
    ['2026/1/5', '2026-01-04T16:00:00.000Z'],
    ['2026.01.05', '2026-01-04T16:00:00.000Z'],
    ['2026年11月21日', '2026-11-20T16:00:00.000Z'],
    ['２０２６年１１月２１日', '2026-11-20T16:00:00.000Z'],
    ['20261121', '2026-11-20T16:00:00.000Z'],
    ['2026-11-21 08:30', '2026-11-21T00:30:00.000Z'],
    ['2026/11/21 8:30:15', '2026-11-21T00:30:15.000Z'],
    ['2026年11月21日8时30分', '2026-11-21T00:30:00.000Z'],
    ['46347', '2026-11-20T16:00:00.000Z'],
    ['46347.5', '2026-11-21T04:00:00.000Z'],
  ])('%s', (cell, at) => {
    const moment = momentCell('foundAt', cell)
    expect(moment.ok && moment.value?.at.toISOString()).toBe(at)
  })

  test.each(['21/11/2026', '11-21', '2026-13-01', '2026-02-29', '2026-11-21 25:00', '昨天', '5'])(
    '%s is not guessed at',
    (cell) => {
      expect(momentCell('foundAt', cell)).toMatchObject({ ok: false, issue: { code: 'not_a_day' } })
    },
  )
})

describe('numbers', () => {
  test.each([
    ['114.197', 114.197],
    ['１１４.197', 114.197],
    ['-0', 0],
    ['="114.2"', 114.2],
    ['1e-3', 0.001],
    ['', null],
  ])('%j', (cell, value) => {
    expect(numberCell('lng', cell)).toEqual({ ok: true, value })
  })

  test.each(['114,197', '114.2°', '1e400', 'NaN', '0x10', '٣', '114.2.3'])(
    '%j is no number',
    (cell) => {
      expect(numberCell('lng', cell).ok).toBe(false)
    },
  )

  test('a count may have thousands and a word after it, a part of a person not', () => {
    expect(countCell('employees', '1,200人', 5000)).toEqual({ ok: true, value: 1200 })
    expect(countCell('employees', '40.0', 5000)).toEqual({ ok: true, value: 40 })
    expect(countCell('employees', '40.5', 5000).ok).toBe(false)
    expect(countCell('employees', '5001', 5000).ok).toBe(false)
  })
})

test.each([
  ['重大', 1],
  ['重大风险', 1],
  ['红色', 1],
  ['Ⅰ级', 1],
  ['2', 2],
  ['较大', 2],
  ['C', 3],
  ['三级', 3],
  ['低风险', 4],
  ['蓝', 4],
])('level %s', (cell, level) => {
  expect(riskLevelCell('level', cell)).toEqual({ ok: true, value: level })
})

test('text is stored in composed form, and what cannot be seen is refused', () => {
  const limit = { characters: 10 }
  expect(textCell('name', '　Cafe\u0301 \r\n店', limit)).toEqual({ ok: true, value: 'Café 店' })
  expect(textCell('name', '𠮷'.repeat(10), limit).ok).toBe(true)
  for (const hidden of ['a\u0000b', 'a\u200bb', 'a\u202eb']) {
    expect(textCell('name', hidden, limit).ok).toBe(false)
  }
})

describe('safeCell', () => {
  test.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x'])(
    '%j is not left to a spreadsheet, and comes back as it was',
    (text) => {
      expect(safeCell(text)).toBe(`'${text}`)
      const back = textCell('name', safeCell(text), { characters: 50, lines: 'many' })
      expect(back).toEqual({ ok: true, value: text.trim() })
    },
  )

  test.each(['-114.2', '+3', '-1e5', '-.5'])('%s stays a number', (text) => {
    expect(safeCell(text)).toBe(text)
  })

  test('negative numbers stay numbers', () => {
    expect(safeCell(-2.5)).toBe('-2.5')
  })
})

describe('matchColumns', () => {
  test('width, case, spaces, stars and what stands in brackets do not count', () => {
    const match = matchColumns(
      ['*企业名称（必填）', 'ＵＳＣＣ', ' Longitude (deg) ', '纬度[WGS84]'],
      ENTERPRISE_COLUMNS,
      new Map(),
    )
    expect(match.ok && [...match.value.columns]).toEqual([
      ['name', 0],
      ['uscc', 1],
      ['lng', 2],
      ['lat', 3],
    ])
  })

  test('a field may be left out by mapping it to nothing', () => {
    const match = matchColumns(['企业名称', '电话'], ENTERPRISE_COLUMNS, new Map([['phone', '']]))
    expect(match.ok && match.value.columns.has('phone')).toBe(false)
  })
})

test('nesting is counted without parsing, brackets inside text apart', () => {
  expect(isNestedWithin('{"a":"[[[[\\"[","b":[[1]]}', 3)).toBe(true)
  expect(isNestedWithin('[[[1]]]', 2)).toBe(false)
})
