import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  addDays,
  daysBetween,
  endOfShanghaiDay,
  parseDay,
  shanghaiDay,
  shanghaiMonth,
  startOfShanghaiDay,
} from '#domain/day.ts'

describe('days in Asia/Shanghai', () => {
  test('the day turns at 16:00 UTC', () => {
    expect(shanghaiDay(new Date('2026-03-04T15:59:59.999Z'))).toBe('2026-03-04')
    expect(shanghaiDay(new Date('2026-03-04T16:00:00.000Z'))).toBe('2026-03-05')
    expect(shanghaiMonth(new Date('2025-12-31T16:00:00Z'))).toBe('2026-01')
  })

  test('a day starts and ends where its neighbours do', () => {
    expect(startOfShanghaiDay('2026-03-05').toISOString()).toBe('2026-03-04T16:00:00.000Z')
    expect(endOfShanghaiDay('2026-03-05').toISOString()).toBe('2026-03-05T15:59:59.999Z')
  })

  test('agrees with the time zone database', () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
    const instants = fc.date({
      min: new Date('1992-01-01T00:00:00Z'),
      max: new Date('2100-01-01T00:00:00Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(instants, (at) => {
        const day = shanghaiDay(at)
        expect(day).toBe(format.format(at))
        expect(startOfShanghaiDay(day) <= at && at <= endOfShanghaiDay(day)).toBe(true)
      }),
    )
  })

  test('adding and counting days undo each other', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(daysBetween('2026-02-28', '2026-03-01')).toBe(1)
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 20_000 }), (days) => {
        expect(daysBetween('2026-03-05', addDays('2026-03-05', days))).toBe(days)
      }),
    )
  })

  test('only days of the calendar are read', () => {
    expect(parseDay('2024-02-29')).toEqual({ ok: true, value: '2024-02-29' })
    for (const text of [
      '2026-02-29',
      '2026-02-30',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-1-5',
      '2026/01/05',
      '2026-01-05T00:00:00Z',
      ' 2026-01-05',
      '',
      // No record is of these, and counting days from them would leave the calendar.
      '0000-01-01',
      '1899-12-31',
      '3000-01-01',
      '9999-12-31',
    ])
      expect(parseDay(text)).toMatchObject({ ok: false, issues: [{ code: 'not_a_day' }] })
  })

  test('a programmer who passes no day is told', () => {
    expect(() => startOfShanghaiDay('2026-02-30')).toThrow(RangeError)
    expect(() => addDays('2026-01-01', 0.5)).toThrow(RangeError)
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError)
    expect(() => shanghaiDay(new Date(NaN))).toThrow(RangeError)
  })
})
