import { describe, expect, test } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import type { FactRecords } from '#domain/facts.ts'
import { EMPTY_FILTER, withFilter } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { ratePer100 } from '#domain/kpi.ts'
import type { KpiId } from '#domain/kpi.ts'
import { scopeOf } from '#domain/scope.ts'
import { selectFacts } from '#domain/select.ts'
import { summarize } from '#domain/situation.ts'
import {
  enterpriseRecord,
  hazardOver,
  principal,
  riskPointRecord,
  shanghai,
} from '#tests/domain/fact-builders.ts'

const moment = momentOf(shanghai('2026-03-31'))

/**
 * Three plants in two townships, and one that is no longer there:
 * 高村镇 (101) a and b, 朝歌街道 (001) c, 灵山街道 (004) d, archived in February.
 */
const records: FactRecords = {
  enterprises: [
    enterpriseRecord({
      id: 'a',
      sector: 'WH',
      levels: [{ at: shanghai('2025-01-01'), level: { inherent: 1, current: 2 } }],
      lastSelfCheckAt: shanghai('2026-03-30'),
    }),
    enterpriseRecord({
      id: 'b',
      sector: 'GM',
      levels: [{ at: shanghai('2025-01-01'), level: { inherent: 4, current: null } }],
      lastSelfCheckAt: shanghai('2026-03-01'),
    }),
    enterpriseRecord({
      id: 'c',
      sector: 'GM',
      township: '410622001',
      createdAt: shanghai('2026-03-20'),
    }),
    enterpriseRecord({ id: 'd', township: '410622004', archivedAt: shanghai('2026-02-01') }),
  ],
  riskPoints: [
    riskPointRecord({
      id: 'p1',
      enterpriseId: 'a',
      levels: [{ at: shanghai('2025-01-01'), level: { inherent: 1, current: 2 } }],
    }),
    riskPointRecord({ id: 'p2', enterpriseId: 'a' }),
    riskPointRecord({ id: 'p3', enterpriseId: 'd' }),
  ],
  hazards: [
    // Closed in time after 4 days.
    hazardOver('h1', 'a', '2026-01-10', '2026-01-17', [['2026-01-14', 'CLOSED']]),
    // Closed 3 days late, after 10 days; overdue at the end of January.
    hazardOver('h2', 'a', '2026-01-25', '2026-01-30', [['2026-02-04', 'CLOSED']], {
      checkMode: 'GOV',
    }),
    // Major, open, 16 days overdue.
    hazardOver('h3', 'a', '2026-02-01', '2026-03-15', [['2026-02-03', 'RECTIFYING']], {
      hazardLevel: 'major',
      checkMode: 'DEPT',
    }),
    // Open, handed in before its deadline: not overdue.
    hazardOver('h4', 'b', '2026-03-10', '2026-03-17', [['2026-03-16', 'PENDING_ACCEPT']]),
    // Open, due next month.
    hazardOver('h5', 'c', '2026-03-29', '2026-04-05', []),
    // Was no hazard.
    hazardOver('h6', 'c', '2026-03-01', '2026-03-08', [['2026-03-02', 'REJECTED']]),
    // Found and closed before the twelve months; its plant is still there.
    hazardOver('h7', 'b', '2025-03-01', '2025-03-08', [['2025-03-05', 'CLOSED']]),
    // Its plant is archived.
    hazardOver('h8', 'd', '2026-01-10', '2026-01-17', []),
  ],
}

function situationOf(filter: Filter = EMPTY_FILTER, over: Partial<FactRecords> = {}) {
  const selected = selectFacts({ ...records, ...over }, filter, scopeOf(principal('admin')), moment)
  return summarize(selected, { moment, filter, suppressSingles: false })
}

function kpi(id: KpiId, filter: Filter = EMPTY_FILTER) {
  return situationOf(filter).kpis.find((candidate) => candidate.id === id)
}

const year = { from: '2025-04-01', to: '2026-03-31' }

describe('figures, worked by hand', () => {
  test.each([
    ['enterprises', 3],
    ['riskPoints', 2],
    ['openHazards', 3],
    ['majorHazards', 1],
    ['overdueHazards', 1],
    // b's last self-check is 30 days ago; c was entered 11 days ago; a checked yesterday.
    ['silentEnterprises', 1],
  ] as const)('%s is %i', (id, value) => {
    expect(kpi(id)).toEqual({
      id,
      value,
      numerator: value,
      denominator: null,
      unit: 'count',
      period: null,
    })
  })

  test.each([
    // Found in the year: h1 to h5; closed of them: h1, h2.
    ['rectificationRate', 2, 5, 'ratio'],
    // Deadline in the year and not after today: h1, h2, h3, h4; closed by it: h1.
    ['onTimeRate', 1, 4, 'ratio'],
    ['majorRectificationRate', 0, 1, 'ratio'],
    // Found by the plants themselves: h1, h4, h5.
    ['selfCheckShare', 3, 5, 'ratio'],
    // 4 days and 10 days.
    ['meanRectificationDays', 14, 2, 'day'],
  ] as const)('%s is %i / %i', (id, numerator, denominator, unit) => {
    const value = numerator / denominator
    expect(kpi(id)).toEqual({ id, value, numerator, denominator, unit, period: year })
  })

  test('a period of the filter is the period of the rates', () => {
    const january = withFilter(withFilter(EMPTY_FILTER, 'from', ['2026-01-01']), 'to', [
      '2026-01-31',
    ])
    expect(kpi('rectificationRate', january)).toMatchObject({
      value: 1,
      numerator: 2,
      denominator: 2,
      period: { from: '2026-01-01', to: '2026-01-31' },
    })
    expect(kpi('onTimeRate', january)).toMatchObject({ numerator: 1, denominator: 2 })
  })

  test('nothing to judge is null, not 100 %', () => {
    const { kpis } = situationOf(EMPTY_FILTER, { hazards: [] })
    for (const id of ['rectificationRate', 'onTimeRate', 'meanRectificationDays'])
      expect(kpis.find((candidate) => candidate.id === id)).toMatchObject({
        value: null,
        numerator: 0,
        denominator: 0,
      })
  })
})

test('levels: current by default with inherent standing in, unassessed apart', () => {
  const counts = (filter: Filter) =>
    situationOf(filter).byLevel.map((row) => [row.level, row.enterprises, row.riskPoints])
  expect(counts(EMPTY_FILTER)).toEqual([
    [1, 0, 0],
    [2, 1, 1],
    [3, 0, 0],
    [4, 1, 0],
    [null, 1, 1],
  ])
  expect(counts(withFilter(EMPTY_FILTER, 'basis', ['inherent']))[0]).toEqual([1, 1, 1])
})

test('sectors and townships: everyone present is listed, zero or not', () => {
  const situation = situationOf()
  expect(situation.bySector).toEqual([
    {
      ...{ code: 'GM', enterprises: 2, riskPoints: 0, open: 2, major: 0, overdue: 0 },
      ...{ longestOverdueDays: 0, silent: 1, onTime: { numerator: 0, denominator: 1 } },
    },
    {
      ...{ code: 'WH', enterprises: 1, riskPoints: 2, open: 1, major: 1, overdue: 1 },
      ...{ longestOverdueDays: 16, silent: 0, onTime: { numerator: 1, denominator: 3 } },
    },
  ])
  expect(situation.byTownship).toEqual([
    {
      code: '410622001',
      enterprises: 1,
      riskPoints: 0,
      open: 1,
      major: 0,
      overdue: 0,
      longestOverdueDays: 0,
      silent: 0,
      onTime: { numerator: 0, denominator: 0 },
    },
    {
      code: '410622101',
      enterprises: 2,
      riskPoints: 2,
      open: 2,
      major: 1,
      overdue: 1,
      longestOverdueDays: 16,
      silent: 1,
      onTime: { numerator: 1, denominator: 4 },
    },
  ])
  const chemical = situationOf(withFilter(EMPTY_FILTER, 'sector', ['WH']))
  expect(chemical.bySector.map((row) => row.code)).toEqual(['WH'])
  expect(chemical.byTownship.map((row) => [row.code, row.enterprises])).toEqual([
    ['410622001', 0],
    ['410622101', 1],
  ])
})

test('trend: twelve months to now, overdue as it stood at the end of each', () => {
  const { trend, asOf } = situationOf()
  expect(asOf).toBe('2026-03-31T04:00:00.000Z')
  expect(trend.map((row) => row.month)).toEqual([
    ...['2025-04', '2025-05', '2025-06', '2025-07', '2025-08', '2025-09'],
    ...['2025-10', '2025-11', '2025-12', '2026-01', '2026-02', '2026-03'],
  ])
  expect(trend.slice(-4)).toEqual([
    { month: '2025-12', found: 0, closed: 0, overdue: 0 },
    { month: '2026-01', found: 2, closed: 1, overdue: 1 },
    { month: '2026-02', found: 1, closed: 1, overdue: 0 },
    { month: '2026-03', found: 2, closed: 0, overdue: 1 },
  ])
})

test('midnight in Shanghai makes a hazard overdue without a write', () => {
  const hazards = [hazardOver('h', 'a', '2026-03-25', '2026-03-31', [])]
  const overdueAt = (text: string) => {
    const at = momentOf(shanghai(text))
    const selected = selectFacts(
      { ...records, hazards },
      EMPTY_FILTER,
      scopeOf(principal('admin')),
      at,
    )
    const { kpis } = summarize(selected, {
      moment: at,
      filter: EMPTY_FILTER,
      suppressSingles: false,
    })
    return kpis.find((candidate) => candidate.id === 'overdueHazards')?.value
  }
  expect(overdueAt('2026-03-31 23:59:59')).toBe(0)
  expect(overdueAt('2026-04-01 00:00:00')).toBe(1)
})

describe('groups that would single out an enterprise', () => {
  const shown = (...sizes: number[]) => {
    const enterprises = sizes.flatMap((size, group) =>
      Array.from({ length: size }, (_, index) =>
        enterpriseRecord({ id: `${group}-${index}`, township: `41062210${group}` }),
      ),
    )
    const nothing = { riskPoints: [], hazards: [] }
    const selected = selectFacts(
      { enterprises, ...nothing },
      EMPTY_FILTER,
      scopeOf(principal('admin')),
      moment,
    )
    return summarize(selected, {
      moment,
      filter: EMPTY_FILTER,
      suppressSingles: true,
    }).byTownship.map((row) => row.enterprises)
  }

  test('are left out, and enough others that no difference tells them', () => {
    expect(shown(3, 5, 9)).toEqual([3, 5, 9])
    expect(shown(9, 1, 5)).toEqual([9])
    expect(shown(9, 1, 2, 5)).toEqual([9, 5])
    expect(shown(9, 2)).toEqual([])
  })
})

describe('the five check modes', () => {
  test('are all listed, by what they found in the period', () => {
    expect(situationOf().byCheckMode).toEqual([
      { code: 'SELF', found: 3, open: 2, overdue: 0 },
      { code: 'EXPERT', found: 0, open: 0, overdue: 0 },
      { code: 'DEPT', found: 1, open: 1, overdue: 1 },
      { code: 'GOV', found: 1, open: 0, overdue: 0 },
      { code: 'ACCT', found: 0, open: 0, overdue: 0 },
    ])
  })
})

describe('the overdue', () => {
  const late = hazardOver('h9', 'b', '2026-02-01', '2026-03-01', [])

  test('are listed with township, sector and days, the longest first', () => {
    const { overdueHazards } = situationOf(EMPTY_FILTER, { hazards: [...records.hazards, late] })
    expect(overdueHazards.map(({ id, sector, overdueDays }) => [id, sector, overdueDays])).toEqual([
      ['h9', 'GM', 30],
      ['h3', 'WH', 16],
    ])
    expect(overdueHazards[1]).toMatchObject({
      enterprise: 'a',
      township: '410622101',
      hazardLevel: 'major',
      deadline: '2026-03-15',
    })
  })

  test('are at most fifty', () => {
    const many = Array.from({ length: 70 }, (_, index) =>
      hazardOver(
        `m${index}`,
        'a',
        '2026-01-01',
        `2026-02-${String((index % 28) + 1).padStart(2, '0')}`,
        [],
      ),
    )
    const { overdueHazards } = situationOf(EMPTY_FILTER, { hazards: many })
    expect(overdueHazards).toHaveLength(50)
    const days = overdueHazards.map(({ overdueDays }) => overdueDays)
    expect(days).toEqual([...days].sort((a, b) => b - a))
  })
})

test('a scope of fewer than three enterprises is told nothing when it must not single one out', () => {
  const told = (withheld: boolean, count: number) => {
    const enterprises = Array.from({ length: count }, (_, index) =>
      enterpriseRecord({ id: `e${index}` }),
    )
    const admin = scopeOf(principal('admin'))
    const rows = { enterprises, riskPoints: [], hazards: [] }
    const selected = selectFacts(rows, EMPTY_FILTER, admin, moment)
    return summarize(selected, { moment, filter: EMPTY_FILTER, suppressSingles: true, withheld })
  }
  expect(told(false, 3).withheld).toBe(false)
  for (const situation of [told(false, 2), told(true, 9)]) {
    expect(situation.withheld).toBe(true)
    expect(situation.kpis.map(({ value }) => value)).toEqual(situation.kpis.map(() => null))
    expect(situation.byTownship).toEqual([])
  }
})

test('a rate per 100 enterprises', () => {
  expect(ratePer100(3, 12)).toBe(25)
  expect(ratePer100(0, 12)).toBe(0)
  expect(ratePer100(0, 0)).toBeNull()
})
