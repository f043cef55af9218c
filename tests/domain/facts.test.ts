import { expect, test } from 'vitest'
import { enterpriseAt, hazardAt, momentAsOf, momentOf, riskPointAt } from '#domain/facts.ts'
import type { HazardRecord } from '#domain/facts.ts'
import {
  enterpriseRecord,
  hazardOver,
  riskPointRecord,
  shanghai,
} from '#tests/domain/fact-builders.ts'

const enterprise = enterpriseRecord({
  createdAt: shanghai('2026-01-10 08:00'),
  archivedAt: shanghai('2026-06-01 08:00'),
  levels: [
    { at: shanghai('2026-02-01'), level: { inherent: 2, current: null } },
    { at: shanghai('2026-03-01'), level: { inherent: 1, current: 3 } },
  ],
})

test.each([
  ['2026-01-10 07:59', null],
  ['2026-01-10 08:00', { inherent: null, current: null }],
  ['2026-02-01 12:00', { inherent: 2, current: null }],
  ['2026-03-01 11:59', { inherent: 2, current: null }],
  ['2026-05-01 00:00', { inherent: 1, current: 3 }],
  ['2026-06-01 08:00', null],
])('an enterprise at %s', (at, level) => {
  expect(enterpriseAt(enterprise, momentOf(shanghai(at)))?.level ?? null).toEqual(level)
})

test('a risk point goes with its enterprise, and knows when it got its level', () => {
  const record = riskPointRecord({
    levels: [
      { at: shanghai('2026-02-01'), level: { inherent: 2, current: 2 } },
      { at: shanghai('2026-04-01'), level: { inherent: null, current: null } },
    ],
  })
  const at = (text: string) => {
    const moment = momentOf(shanghai(text))
    return riskPointAt(record, enterpriseAt(enterprise, moment), moment)
  }
  expect(at('2026-01-01')).toBeNull()
  expect(at('2026-01-20')?.assessedAt).toBeNull()
  expect(at('2026-03-01')?.assessedAt).toEqual(shanghai('2026-02-01'))
  expect(at('2026-05-01')).toMatchObject({ assessedAt: null, level: { inherent: null } })
  expect(at('2026-07-01')).toBeNull()
})

const extended: HazardRecord = hazardOver(
  'h1',
  'e1',
  '2026-03-01',
  '2026-03-08',
  [
    ['2026-03-02', 'RECTIFYING'],
    ['2026-03-12', 'PENDING_ACCEPT'],
    ['2026-03-20', 'CLOSED'],
  ],
  {
    deadlines: [
      { at: shanghai('2026-03-01'), day: '2026-03-08' },
      { at: shanghai('2026-03-10'), day: '2026-03-15' },
    ],
  },
)

test.each([
  ['2026-02-28 23:59', null],
  ['2026-03-01 12:00', { state: 'REPORTED', open: true, overdue: false, overdueDays: 0 }],
  ['2026-03-08 23:59', { state: 'RECTIFYING', deadline: '2026-03-08', overdue: false }],
  ['2026-03-09 00:00', { state: 'RECTIFYING', overdue: true, overdueDays: 1 }],
  ['2026-03-10 13:00', { state: 'RECTIFYING', deadline: '2026-03-15', overdue: false }],
  ['2026-03-18 00:00', { state: 'PENDING_ACCEPT', deadline: '2026-03-15', overdue: false }],
  [
    '2026-03-21 00:00',
    { state: 'CLOSED', open: false, closedTime: shanghai('2026-03-20').getTime() },
  ],
])('a hazard at %s', (text, expected) => {
  const moment = momentOf(shanghai(text))
  const hazard = hazardAt(extended, enterpriseAt(enterprise, moment), null, moment)
  if (expected === null) expect(hazard).toBeNull()
  else expect(hazard).toMatchObject(expected)
  const later = momentOf(shanghai('2026-05-01'))
  const seenLater = hazardAt(extended, enterpriseAt(enterprise, later), null, later)
  expect(seenLater?.wasOverdue(moment)).toBe(hazard?.overdue ?? false)
})

test('a hazard found before its first recorded state is reported', () => {
  const record = hazardOver('h1', 'e1', '2026-03-01', null, [])
  const moment = momentOf(shanghai('2026-03-01'))
  const bare = { ...record, states: [{ at: shanghai('2026-03-05'), state: 'CLOSED' as const }] }
  expect(hazardAt(bare, enterpriseAt(enterprise, moment), null, moment)).toMatchObject({
    state: 'REPORTED',
    closedTime: null,
  })
})

test('asOf is the end of that day in Shanghai, else now', () => {
  const now = new Date('2026-03-08T16:30:00Z')
  expect(momentAsOf(null, now)).toEqual({
    at: now,
    time: now.getTime(),
    day: '2026-03-09',
    dayNumber: 20_521,
  })
  expect(momentAsOf('2026-03-08', now)).toEqual({
    at: new Date('2026-03-08T15:59:59.999Z'),
    time: Date.parse('2026-03-08T15:59:59.999Z'),
    day: '2026-03-08',
    dayNumber: 20_520,
  })
})
