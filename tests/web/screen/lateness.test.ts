import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byLateness } from '#web/views/screen/lateness.ts'

const group = (code: string, enterprises: number, overdue: number, onTime: [number, number]) => ({
  code,
  enterprises,
  overdue,
  onTime: { numerator: onTime[0], denominator: onTime[1] },
})

describe('a ranking by lateness', () => {
  test('goes by overdue per 100 enterprises, then by what was rectified on time', () => {
    const rows = [
      group('large', 50, 5, [9, 10]),
      group('small', 5, 2, [9, 10]),
      group('slack', 10, 1, [5, 10]),
      group('empty', 0, 0, [0, 0]),
    ]
    expect(byLateness(rows).map(({ code }) => code)).toEqual(['small', 'slack', 'large', 'empty'])
  })

  test('does not change with what was found or is open', () => {
    const rows = fc.array(
      fc.record({
        code: fc.string({ minLength: 1, maxLength: 3 }),
        enterprises: fc.nat({ max: 30 }),
        overdue: fc.nat({ max: 30 }),
        onTime: fc.record({ numerator: fc.nat({ max: 9 }), denominator: fc.nat({ max: 9 }) }),
        open: fc.nat(),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(rows, (given) => {
        const without = given.map((row) => ({ ...row, open: 0 }))
        expect(byLateness(given).map(({ code }) => code)).toEqual(
          byLateness(without).map(({ code }) => code),
        )
      }),
    )
  })
})
