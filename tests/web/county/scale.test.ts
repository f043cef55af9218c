import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scaleMaximum } from '#web/views/county/scale.ts'
import { townshipRate } from '#web/views/county/township-rate.ts'
import { shortVillageName } from '#web/views/county/village-name.ts'

const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true })

describe('the top of a scale', () => {
  test.each([
    [4.21, 5],
    [5, 5],
    [5.01, 6],
    [0.21, 0.25],
    [199, 200],
    [210, 250],
    [96, 100],
    [0.0000020000000000000003, 0.000002],
  ])('of %d is %d', (maximum, top) => {
    expect(scaleMaximum(maximum)).toBe(top)
  })

  test('holds the maximum, and wastes less than half of the scale', () => {
    fc.assert(
      fc.property(positive, (maximum) => {
        const top = scaleMaximum(maximum)
        expect(top).toBeGreaterThanOrEqual(maximum * (1 - 1e-6))
        expect(top).toBeLessThanOrEqual(maximum * 2)
      }),
    )
  })

  test('never falls when the maximum rises', () => {
    fc.assert(
      fc.property(positive, positive, (one, other) => {
        expect(scaleMaximum(Math.min(one, other))).toBeLessThanOrEqual(
          scaleMaximum(Math.max(one, other)),
        )
      }),
    )
  })

  test('of a top is that top: asked again it stays', () => {
    fc.assert(
      fc.property(positive, (maximum) => {
        const top = scaleMaximum(maximum)
        expect(scaleMaximum(top)).toBe(top)
      }),
    )
  })

  test('of nothing is 1, so that a legend can be drawn', () => {
    for (const nothing of [0, -3, Number.NaN]) expect(scaleMaximum(nothing)).toBe(1)
  })
})

describe('a township’s rate', () => {
  test('21 open in 10 enterprises are 210 per 100', () => {
    expect(townshipRate({ open: 21, enterprises: 10 }, 'enterprises', null)).toBe(210)
  })

  test('21 open on 42 km² are 0.5 per km²', () => {
    expect(townshipRate({ open: 21, enterprises: 10 }, 'area', 42)).toBe(0.5)
  })

  test('is unknown without enterprises or without an area, never zero or infinite', () => {
    expect(townshipRate({ open: 3, enterprises: 0 }, 'enterprises', null)).toBeNull()
    expect(townshipRate({ open: 3, enterprises: 4 }, 'area', null)).toBeNull()
    expect(townshipRate({ open: 3, enterprises: 4 }, 'area', 0)).toBeNull()
  })
})

test.each([
  ['关庄村民委员会', '关庄村'],
  ['董桥村村民委员会', '董桥村'],
  ['朝阳社区居民委员会', '朝阳社区'],
  ['上关居民委员会', '上关居委会'],
  ['十三里堡村', '十三里堡村'],
])('on the map %s is %s', (name, short) => {
  expect(shortVillageName(name)).toBe(short)
})
