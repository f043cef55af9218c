import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  bboxAround,
  bboxContains,
  diagnosePosition,
  distanceMeters,
  metersPerDegree,
} from '#domain/position.ts'
import type { CountyExtent, Position } from '#domain/position.ts'

const qixian: CountyExtent = { name: '淇县', bbox: [113.99, 35.5, 114.3, 35.81] }

function refusal(lng: unknown, lat: unknown, county: CountyExtent | null) {
  const result = diagnosePosition(lng, lat, county)
  return result.ok ? null : result.issues[0]
}

describe('diagnosePosition', () => {
  test('takes a position of the county untouched', () => {
    expect(diagnosePosition(114.197, 35.607, qixian)).toEqual({
      ok: true,
      value: [114.197, 35.607],
    })
  })

  test.each([
    ['missing', undefined, 35.6, qixian],
    ['missing', 114.2, null, qixian],
    ['missing', '', 35.6, null],
    ['not_a_number', '114.2', 35.6, qixian],
    ['not_a_number', 114.2, NaN, qixian],
    ['not_a_number', Infinity, 35.6, null],
    ['not_a_number', [114.2], 35.6, null],
    ['zero', 0, 0, qixian],
    ['zero', -0, 0, null],
    ['swapped', 35.607, 114.197, qixian],
    ['swapped', 31, 118, qixian],
    ['swapped', 35.607, 114.197, null],
    ['swapped', -33.9, 151.2, null],
    ['out_of_range', 181, 35.6, qixian],
    ['out_of_range', 114.2, -91, null],
    ['out_of_range', 100, 95, null],
    ['projected', 38517849.9, 3941955.1, qixian],
    ['projected', 3941955.1, 517849.9, qixian],
    ['projected', 517849.9, 3941955.1, null],
    ['outside_county', 116.4, 39.9, qixian],
    ['outside_county', 114.197, -35.607, qixian],
  ])('%s: %s, %s', (code, lng, lat, county) => {
    const issue = refusal(lng, lat, county)
    expect(issue?.code).toBe(code)
    expect(issue?.message).toMatch(/请/)
  })

  test('names the zone that projected metres seem to be in', () => {
    expect(refusal(38517849.9, 3941955.1, qixian)?.message).toContain('epsg:4526')
    expect(refusal(19789725.5, 3946646.2, null)?.message).toContain('epsg:4497')
    expect(refusal(517849.9, 3941955.1, qixian)?.message).toContain('epsg:4547')
  })

  test('says how far outside the county and lets 5 km of margin pass', () => {
    expect(refusal(114.197, 36.0, qixian)?.message).toContain('淇县范围外约 21.1 公里')
    expect(diagnosePosition(114.197, 35.81 + 0.044, qixian).ok).toBe(true)
    expect(refusal(114.197, 35.81 + 0.046, qixian)?.code).toBe('outside_county')
  })

  test('without a county takes any place on Earth but a swap that shows', () => {
    expect(diagnosePosition(-58.4, -34.6, null).ok).toBe(true)
    expect(diagnosePosition(116.4, 39.9, null).ok).toBe(true)
  })

  test('never changes a position it takes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 113.99, max: 114.3, noNaN: true }),
        fc.double({ min: 35.5, max: 35.81, noNaN: true }),
        (lng, lat) => {
          expect(diagnosePosition(lng, lat, qixian)).toEqual({ ok: true, value: [lng, lat] })
          expect(refusal(lat, lng, qixian)?.code).toBe('swapped')
        },
      ),
    )
  })
})

describe('distance', () => {
  test('agrees with the ellipsoid to 0.6 %', () => {
    // 1432.454558 m on WGS 84 (geodesic), computed by PROJ.
    const distance = distanceMeters([114.197, 35.607], [114.207, 35.617])
    expect(Math.abs(distance / 1432.454558 - 1)).toBeLessThan(0.006)
  })

  test('metersPerDegree is its slope', () => {
    const { lng, lat } = metersPerDegree(35.607)
    expect(distanceMeters([114, 35.607], [114.0001, 35.607])).toBeCloseTo(lng / 10_000, 4)
    expect(distanceMeters([114, 35.607], [114, 35.6071])).toBeCloseTo(lat / 10_000, 4)
  })

  test('bboxAround holds everything within the radius and little more', () => {
    const center: Position = [114.197, 35.607]
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        fc.double({ min: 1, max: 50_000, noNaN: true }),
        (bearing, radius) => {
          const { lng, lat } = metersPerDegree(center[1])
          const place: Position = [
            center[0] + (Math.sin(bearing) * radius) / lng,
            center[1] + (Math.cos(bearing) * radius) / lat,
          ]
          const reach = distanceMeters(center, place)
          expect(bboxContains(bboxAround(center, reach * 1.0000001), place)).toBe(true)
        },
      ),
    )
    const [west, south, east, north] = bboxAround(center, 1000)
    expect(distanceMeters(center, [center[0], north])).toBeCloseTo(1000, 6)
    expect(distanceMeters(center, [center[0], south])).toBeCloseTo(1000, 6)
    expect(distanceMeters(center, [east, center[1]])).toBeGreaterThan(999.9999)
    expect(distanceMeters(center, [west, center[1]])).toBeLessThan(1000.001)
  })

  test('bboxAround takes all longitudes at a pole and refuses a bad radius', () => {
    expect(bboxAround([10, 89.99], 5000)).toEqual([-180, expect.closeTo(89.945, 2), 180, 90])
    expect(() => bboxAround([114, 35], -1)).toThrow(RangeError)
    expect(() => bboxAround([114, 35], NaN)).toThrow(RangeError)
  })
})
