import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  areaOfCorners,
  cornersOf,
  formatArea,
  MOST_CORNERS,
  parseArea,
} from '#domain/drawn-area.ts'

const SQUARE = [
  [114.1, 35.5],
  [114.3, 35.5],
  [114.3, 35.7],
  [114.1, 35.7],
]
const refusal = (result: ReturnType<typeof parseArea> | ReturnType<typeof areaOfCorners>) =>
  result.ok ? null : result.issues[0]?.code

function onCircle(count: number, radius = 0.2): number[][] {
  return Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / count
    return [114.2 + radius * Math.cos(angle), 35.6 + radius * Math.sin(angle)]
  })
}

describe('an area in an address', () => {
  it('comes back as it was written, to a metre', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 60 }), (count) => {
        const made = areaOfCorners(onCircle(count))
        if (!made.ok) throw new Error('a circle is an area')
        const text = formatArea({ kind: 'drawn', polygon: made.value })
        expect(parseArea(text)).toEqual({
          ok: true,
          value: { kind: 'drawn', polygon: made.value },
        })
        for (const corner of cornersOf(made.value))
          for (const value of corner) expect(value).toBe(Number(value.toFixed(5)))
      }),
    )
  })

  it('is a code where it is a division', () => {
    for (const code of ['410622', '410622101']) {
      expect(parseArea(code)).toEqual({ ok: true, value: { kind: 'region', code } })
      expect(formatArea({ kind: 'region', code })).toBe(code)
    }
  })

  it.each(['', 'x', '114.1', '114.1,35.5_', '114.1,35.5_1e9,35_114,35', '1,2,3_4,5_6,7', '41062'])(
    'is refused when it is %j',
    (text) => expect(refusal(parseArea(text))).toBe('not_an_area'),
  )

  it('is short enough for an address with as many corners as there may be', () => {
    const made = areaOfCorners(onCircle(MOST_CORNERS))
    if (!made.ok) throw new Error('a circle is an area')
    expect(formatArea({ kind: 'drawn', polygon: made.value }).length).toBeLessThan(4_000)
  })
})

describe('corners', () => {
  it('make a closed polygon, counter-clockwise whichever way they were set', () => {
    const there = areaOfCorners(SQUARE)
    const back = areaOfCorners([...SQUARE].reverse())
    expect(there).toMatchObject({ ok: true, value: { coordinates: [[...SQUARE, SQUARE[0]]] } })
    expect(back.ok).toBe(true)
  })

  it.each([
    ['too few', SQUARE.slice(0, 2), 'too_few_points'],
    ['all in one place', SQUARE.map(() => [114, 35]), 'too_few_points'],
    [
      'on one line',
      [
        [114, 35],
        [114.1, 35],
        [114.2, 35],
      ],
      'zero_area',
    ],
    ['crossing', [SQUARE[0], SQUARE[2], SQUARE[1], [114.1, 35.65]], 'self_intersection'],
    ['off the Earth', [...SQUARE, [214, 35.6]], 'out_of_range'],
    ['too many', onCircle(MOST_CORNERS + 1), 'too_many_vertices'],
  ])('that are %s are refused', (_, corners, code) => {
    expect(refusal(areaOfCorners(corners as number[][]))).toBe(code)
  })
})
