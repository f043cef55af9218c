import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pointInPolygon } from '#domain/geometry/measure.ts'
import { zoneFinder } from '#domain/zone-membership.ts'

const square = (id: string, x: number, y: number, side: number) => ({
  id,
  geometry: {
    type: 'Polygon' as const,
    coordinates: [
      [
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
        [x, y],
      ],
    ],
  },
})

describe('zoneFinder', () => {
  it('finds the smallest of several, whatever their order', () => {
    const zones = [square('large', 0, 0, 100), square('small', 10, 10, 10)]
    for (const given of [zones, zones.toReversed()]) {
      const find = zoneFinder(given)
      expect(find([15, 15])?.id).toBe('small')
      expect(find([50, 50])?.id).toBe('large')
      expect(find([100, 100])?.id).toBe('large')
      expect(find([101, 50])).toBeNull()
    }
  })

  it('agrees with asking every zone', () => {
    const side = fc.integer({ min: 1, max: 40 })
    const place = fc.integer({ min: 0, max: 60 })
    const zone = fc.tuple(place, place, side)
    fc.assert(
      fc.property(fc.array(zone, { maxLength: 8 }), fc.tuple(place, place), (given, at) => {
        const zones = given.map(([x, y, width], index) => square(String(index), x, y, width))
        const found = zoneFinder(zones)(at)
        const inside = zones.filter(({ geometry }) => pointInPolygon(at, geometry))
        if (found === null) expect(inside).toEqual([])
        else expect(inside).toContain(found)
      }),
    )
  })
})
