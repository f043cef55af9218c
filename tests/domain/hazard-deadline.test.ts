import { describe, expect, test } from 'vitest'
import {
  deadlineDays,
  deadlineStanding,
  defaultDeadline,
  effectiveDeadline,
  isOverdue,
  overdueDays,
} from '#domain/hazard-deadline.ts'
import { HAZARD_STATES } from '#domain/hazard.ts'
import { shanghai } from '#tests/domain/fact-builders.ts'

test.each([
  ['general', 'immediate', '2026-12-31', '2026-12-31'],
  ['general', 'deadline', '2026-12-31', '2027-01-07'],
  ['general', 'deadline', '2028-02-25', '2028-03-03'],
  ['major', 'deadline', '2026-12-31', null],
  ['major', 'immediate', '2026-12-31', null],
] as const)('default deadline of %s, %s, from %s: %s', (level, manageType, from, expected) => {
  expect(defaultDeadline(level, manageType, from)).toBe(expected)
})

test('a limit that is not in days is no number of days', () => {
  expect(deadlineDays('general-extension')).toBe(7)
  expect(() => deadlineDays('review')).toThrow(RangeError)
  expect(() => deadlineDays('no-such-limit')).toThrow(RangeError)
})

test('a granted extension is the deadline that counts', () => {
  const deadline = '2026-03-08'
  expect(effectiveDeadline({ deadline, extendedDeadline: null })).toBe('2026-03-08')
  expect(effectiveDeadline({ deadline, extendedDeadline: '2026-03-12' })).toBe('2026-03-12')
})

describe('across midnight in Shanghai', () => {
  const before = new Date('2026-03-08T15:59:59.999Z')
  const after = new Date('2026-03-08T16:00:00.000Z')

  test('overdue begins with the day after, whatever day it is in London', () => {
    expect(isOverdue('RECTIFYING', '2026-03-08', before)).toBe(false)
    expect(isOverdue('RECTIFYING', '2026-03-08', after)).toBe(true)
    expect(overdueDays('2026-03-08', before)).toBe(0)
    expect(overdueDays('2026-03-08', after)).toBe(1)
    expect(overdueDays('2026-03-08', shanghai('2026-04-08 23:59'))).toBe(31)
  })

  test.each(HAZARD_STATES)('%s is late unless it is at an end', (state) => {
    expect(isOverdue(state, '2026-03-08', after)).toBe(!['CLOSED', 'REJECTED'].includes(state))
    expect(isOverdue(state, null, after)).toBe(false)
  })

  test('handed in by the deadline, it waits for acceptance without being late', () => {
    const now = shanghai('2026-03-20')
    expect(isOverdue('PENDING_ACCEPT', '2026-03-08', now, before)).toBe(false)
    expect(isOverdue('PENDING_ACCEPT', '2026-03-08', now, after)).toBe(true)
    expect(isOverdue('RECTIFYING', '2026-03-08', now, before)).toBe(true)
  })
})

describe('the standing to a deadline', () => {
  test.each([
    ['RECTIFYING', '2026-06-10', false, '2026-06-05', 'later', 5],
    ['RECTIFYING', '2026-06-10', false, '2026-06-07', 'soon', 3],
    ['RECTIFYING', '2026-06-10', false, '2026-06-09', 'soon', 1],
    ['RECTIFYING', '2026-06-10', false, '2026-06-10', 'today', 0],
    ['RECTIFYING', '2026-06-10', true, '2026-06-12', 'overdue', 2],
    ['PENDING_ACCEPT', '2026-06-10', false, '2026-06-12', 'acceptance-late', 2],
    ['CONFIRMED', null, false, '2026-06-12', 'unset', 0],
    ['CLOSED', '2026-06-10', false, '2026-07-12', 'settled', 0],
  ] as const)('%s due %s (%s) on %s is %s %i', (state, day, overdue, today, kind, days) => {
    expect(deadlineStanding(state, day, overdue, today)).toEqual({ kind, days })
  })
})
