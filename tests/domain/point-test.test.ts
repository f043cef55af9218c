import fc from 'fast-check'
import type { MultiPolygon, Polygon } from 'geojson'
import { describe, expect, it } from 'vitest'
import { scanGeometry } from '#domain/geometry.ts'
import { pointInPolygon } from '#domain/geometry/measure.ts'
import { groundAreaSquareMeters, pointTest } from '#domain/geometry/point-test.ts'
import { metersPerDegree } from '#domain/position.ts'

const limits = { types: ['Polygon', 'MultiPolygon'], maxVertices: 2_000, bounds: 'plane' } as const

/** A star about a place: rays in order, so that it never crosses itself. */
function star(x: number, y: number, lengths: readonly number[]): number[][] {
  const ring = lengths.map((length, index) => {
    const angle = (2 * Math.PI * index) / lengths.length
    // Whole numbers, so that points often lie on edges and vertices.
    return [Math.round(x + length * Math.cos(angle)), Math.round(y + length * Math.sin(angle))]
  })
  return [...ring, ring[0] ?? []]
}

const lengths = fc.array(fc.integer({ min: 6, max: 12 }), { minLength: 3, maxLength: 40 })
const area = fc
  .record({ one: lengths, two: lengths, hole: fc.boolean(), many: fc.boolean() })
  .map(({ one, two, hole, many }): unknown => {
    const first = hole ? [star(0, 0, one), star(0, 0, [2, 2, 2, 2])] : [star(0, 0, one)]
    return many
      ? { type: 'MultiPolygon', coordinates: [first, [star(30, 5, two)]] }
      : { type: 'Polygon', coordinates: first }
  })
  .map((value) => scanGeometry(value, limits))
  .filter((scanned) => scanned.ok)
  .map((scanned): Polygon | MultiPolygon => scanned.value)

describe('a point held against a polygon', () => {
  it('lies where plain ray casting says, on vertices and edges too', () => {
    fc.assert(
      fc.property(area, (shape) => {
        const test = pointTest(shape)
        for (let x = -14; x <= 44; x += 1)
          for (let y = -14; y <= 19; y += 1)
            expect(test(x, y), `${x}, ${y}`).toBe(pointInPolygon([x, y], shape))
      }),
      { numRuns: 60 },
    )
  })

  it('lies in a comb of two thousand edges where plain ray casting says', () => {
    const teeth = Array.from({ length: 999 }, (_, tooth) => [
      [114 + (0.4 * tooth) / 999, 35.4 + (tooth % 7) * 1e-4],
      [114 + (0.4 * (tooth + 0.5)) / 999, 35.8 - (tooth % 5) * 1e-4],
    ]).flat()
    const scanned = scanGeometry(
      { type: 'Polygon', coordinates: [[...teeth, [114.4, 35.3], [114, 35.3], teeth[0]]] },
      { types: ['Polygon'], maxVertices: 2_100, bounds: 'wgs84' },
    )
    if (!scanned.ok) throw new Error(scanned.issues[0]?.code)
    const comb = scanned.value
    const test = pointTest(comb)
    const place = fc.record({
      near: fc.nat(teeth.length - 1),
      east: fc.oneof(fc.constant(0), fc.double({ min: -1e-3, max: 1e-3, noNaN: true })),
      north: fc.oneof(fc.constant(0), fc.double({ min: -0.4, max: 0.4, noNaN: true })),
    })
    fc.assert(
      fc.property(place, ({ near, east, north }) => {
        const [x = NaN, y = NaN] = teeth[near] ?? []
        const point = [x + east, y + north] as const
        expect(test(...point)).toBe(pointInPolygon(point, comb))
      }),
      { numRuns: 3_000 },
    )
  })

  it('on the boundary is inside, in a hole is not, on the rim of the hole is', () => {
    const test = pointTest({
      type: 'Polygon',
      coordinates: [star(0, 0, [10, 10, 10, 10]), star(0, 0, [2, 2, 2, 2])],
    })
    expect([test(10, 0), test(5, 5), test(2, 0), test(1, 1)]).toEqual([true, true, true, true])
    expect([test(0, 0), test(10.001, 0), test(6, 6), test(NaN, 0)]).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})

describe('the area on the ground', () => {
  it('of a small square is that of its sides, holes taken off', () => {
    const side = 0.01
    const { lng, lat } = metersPerDegree(35.605)
    const square = [
      [114, 35.6],
      [114 + side, 35.6],
      [114 + side, 35.6 + side],
      [114, 35.6 + side],
      [114, 35.6],
    ]
    const whole = groundAreaSquareMeters({ type: 'Polygon', coordinates: [square] })
    expect(whole / (side * lng * side * lat)).toBeCloseTo(1, 4)
    const hole = square.map(([x = 0, y = 0]) => [
      114 + (x - 114) / 2 + 0.001,
      35.6 + (y - 35.6) / 2 + 0.001,
    ])
    const holed = groundAreaSquareMeters({ type: 'Polygon', coordinates: [square, hole] })
    expect(holed / whole).toBeCloseTo(0.75, 3)
  })
})
