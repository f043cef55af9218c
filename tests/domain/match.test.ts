import { describe, expect, test } from 'vitest'
import { enterpriseAt, momentOf } from '#domain/facts.ts'
import type { FactRecords } from '#domain/facts.ts'
import { parseFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { matchEnterprise, needsHazards } from '#domain/match.ts'
import { scopeOf } from '#domain/scope.ts'
import { selectFacts } from '#domain/select.ts'
import {
  enterpriseRecord,
  hazardOver,
  principal,
  riskPointRecord,
  shanghai,
} from '#tests/domain/fact-builders.ts'

const moment = momentOf(shanghai('2026-03-31'))
const everything = scopeOf(principal('admin'))

function filterOf(text: string): Filter {
  const result = parseFilter(Object.fromEntries(new URLSearchParams(text)))
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

const assessed = (day: string, inherent: 1 | 2 | 3 | 4, current: 1 | 2 | 3 | 4 | null) => [
  { at: shanghai(day), level: { inherent, current } },
]

const records: FactRecords = {
  enterprises: [
    enterpriseRecord({
      id: 'chemical',
      name: '示例石化 ACME',
      uscc: '91410622MA3X00010Y',
      township: '410622101',
      village: '410622101003',
      sector: 'WH',
      industry: '2614',
      flags: ['dust', 'ammonia'],
      levels: assessed('2026-01-05', 1, 2),
    }),
    enterpriseRecord({
      id: 'bakery',
      name: '示例食品',
      township: '410622001',
      sector: 'GM',
      industry: '13',
      size: 'small',
      levels: assessed('2026-01-05', 3, null),
    }),
    enterpriseRecord({ id: 'unplaced', name: '示例无区划', county: null, township: null }),
  ],
  riskPoints: [
    riskPointRecord({
      id: 'tank',
      enterpriseId: 'chemical',
      name: '甲醇储罐',
      accidents: ['A09', 'A17'],
      levels: assessed('2026-02-10', 1, 2),
    }),
    riskPointRecord({
      id: 'stairs',
      enterpriseId: 'chemical',
      accidents: ['09'],
      levels: assessed('2026-01-05', 4, 4),
    }),
    riskPointRecord({ id: 'oven', enterpriseId: 'bakery', accidents: ['A08'] }),
  ],
  hazards: [
    hazardOver('leak', 'chemical', '2026-03-01', '2026-03-08', [['2026-03-02', 'RECTIFYING']], {
      hazardLevel: 'major',
      checkMode: 'GOV',
      riskPointId: 'tank',
      accident: 'A26',
      description: '法兰渗漏',
    }),
    hazardOver('rail', 'chemical', '2026-03-10', '2026-04-10', [['2026-03-11', 'CLOSED']], {
      riskPointId: 'stairs',
      accident: 'A10',
    }),
    hazardOver('wire', 'bakery', '2026-03-20', '2026-04-20', [], { accident: 'A06' }),
  ],
}

function selected(text: string) {
  const { enterprises, riskPoints, hazards, allHazards } = selectFacts(
    records,
    filterOf(text),
    everything,
    moment,
  )
  const ids = (rows: Iterable<{ id: string }>) => Array.from(rows, (row) => row.id).join(' ')
  return [ids(enterprises), ids(riskPoints), ids(hazards), ids(allHazards)]
}

describe('which rows a filter leaves: enterprises, points, counted hazards, all hazards', () => {
  test.each([
    ['', 'chemical bakery unplaced', 'tank stairs oven', 'leak wire', 'leak rail wire'],
    ['township=410622101', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    [
      'township=410622001,410622101',
      'chemical bakery',
      'tank stairs oven',
      'leak wire',
      'leak rail wire',
    ],
    ['village=410622101003', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    ['village=410622101004', '', '', '', ''],
    ['sector=GM', 'bakery unplaced', 'oven', 'wire', 'wire'],
    ['industry=26', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    ['industry=C', 'chemical bakery', 'tank stairs oven', 'leak wire', 'leak rail wire'],
    ['industry=261', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    ['industry=131', '', '', '', ''],
    ['size=small', 'bakery', 'oven', 'wire', 'wire'],
    ['flag=ammonia,gas', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    ['enterprise=bakery', 'bakery', 'oven', 'wire', 'wire'],
    ['level=2', 'chemical', 'tank', 'leak', 'leak'],
    ['level=3', 'bakery', '', '', ''],
    ['level=1&basis=inherent', 'chemical', 'tank', 'leak', 'leak'],
    ['level=none', 'unplaced', 'oven', 'wire', 'wire'],
    ['accident=A09', 'chemical', 'tank', '', ''],
    ['accident=A10', 'chemical', 'stairs', '', 'rail'],
    ['accident=A06', 'bakery', '', 'wire', 'wire'],
    ['hazardLevel=major', 'chemical', 'tank', 'leak', 'leak'],
    ['hazardLevel=general', 'bakery', '', 'wire', 'rail wire'],
    ['status=CLOSED', 'chemical', 'stairs', 'rail', 'rail'],
    ['status=CLOSED,REPORTED', 'chemical bakery', 'stairs', 'rail wire', 'rail wire'],
    ['overdue=true', 'chemical', 'tank', 'leak', 'leak'],
    ['overdue=false', 'bakery', '', 'wire', 'rail wire'],
    ['checkMode=GOV', 'chemical', 'tank', 'leak', 'leak'],
    ['checkMode=GOV&sector=GM', '', '', '', ''],
    ['checkMode=GOV&accident=A09', '', '', '', ''],
    ['from=2026-03-10&to=2026-03-20', 'chemical bakery unplaced', '', 'wire', 'rail wire'],
    ['from=2026-02-10&to=2026-02-10', 'chemical bakery unplaced', 'tank', '', ''],
    ['q=acme', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    ['q=ma3x00010y', 'chemical', 'tank stairs', 'leak', 'leak rail'],
    ['q=法兰', '', '', 'leak', 'leak'],
    ['q=甲醇', '', 'tank', 'leak', 'leak'],
  ])('%s', (text, ...expected) => {
    expect(selected(text)).toEqual(expected)
  })
})

test('a day is the day of Shanghai, both ends included', () => {
  const at = (found: Date) => ({
    ...records,
    hazards: [{ ...hazardOver('h', 'bakery', '2026-03-10', null, []), foundAt: found }],
  })
  const count = (found: string) =>
    selectFacts(at(new Date(found)), filterOf('from=2026-03-10&to=2026-03-10'), everything, moment)
      .hazards.length
  expect(count('2026-03-09T15:59:59.999Z')).toBe(0)
  expect(count('2026-03-09T16:00:00.000Z')).toBe(1)
  expect(count('2026-03-10T15:59:59.999Z')).toBe(1)
  expect(count('2026-03-10T16:00:00.000Z')).toBe(0)
})

test('as of an earlier day, what was open then is open', () => {
  const then = momentOf(shanghai('2026-03-10 23:00'))
  const seen = selectFacts(records, filterOf(''), everything, then)
  expect(Array.from(seen.hazards, (hazard) => hazard.id)).toEqual(['leak', 'rail'])
})

test('an enterprise found by its village alone is in its township', () => {
  const record = enterpriseRecord({ township: null, village: '410622101003' })
  const enterprise = enterpriseAt(record, moment)
  expect(enterprise !== null && matchEnterprise(filterOf('township=410622101'), enterprise)).toBe(
    true,
  )
})

test.each([
  ['hazardLevel=major', true],
  ['status=CLOSED', true],
  ['overdue=false', true],
  ['checkMode=SELF', true],
  ['accident=A09&level=1&q=x&from=2026-01-01', false],
])('%s needs hazards: %s', (text, needed) => {
  expect(needsHazards(filterOf(text))).toBe(needed)
})

test('the scope comes first: nothing outside it is seen, counted, or makes a row match', () => {
  const township = scopeOf(principal('township', { regions: ['410622001'] }))
  const seen = selectFacts(records, filterOf(''), township, moment)
  const alone = selectFacts(
    {
      enterprises: [...records.enterprises].filter((row) => row.id === 'bakery'),
      riskPoints: [...records.riskPoints].filter((row) => row.enterpriseId === 'bakery'),
      hazards: [...records.hazards].filter((row) => row.enterpriseId === 'bakery'),
    },
    filterOf(''),
    everything,
    moment,
  )
  // As text: each hazard carries a question of its own, and no two functions are equal.
  expect(JSON.stringify(seen)).toEqual(JSON.stringify(alone))
  expect(seen.enterprises.map((row) => row.id)).toEqual(['bakery'])
  expect(seen).toMatchObject({ townships: ['410622001'], sectors: ['GM'] })
})
