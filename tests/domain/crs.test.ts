import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fromWgs84, parseCrs, toWgs84 } from '#domain/crs.ts'
import type { CrsName, SourceCoordinate } from '#domain/crs.ts'
import { EPSG_ENTRIES } from '#domain/crs-table.ts'
import { distanceMeters, metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import type { Result } from '#domain/result.ts'

const qixian: Position = [114.197, 35.607]

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

function codeOf(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : result.issues[0]?.code
}

/**
 * Length of the meridian from the equator on the GRS 80 ellipsoid by Simpson's rule: worked out
 * from the curvature alone, without any projection.
 */
function meridianArcMeters(latitude: number): number {
  const flattening = 1 / 298.257222101
  const e2 = flattening * (2 - flattening)
  const radius = (phi: number) => (6378137 * (1 - e2)) / (1 - e2 * Math.sin(phi) ** 2) ** 1.5
  const end = (latitude * Math.PI) / 180
  const steps = 2000
  const step = end / steps
  let sum = radius(0) + radius(end)
  for (let i = 1; i < steps; i++) sum += radius(i * step) * (i % 2 === 1 ? 4 : 2)
  return (sum * step) / 3
}

describe('parseCrs', () => {
  test.each([
    ['wgs84', 'wgs84'],
    ['WGS-84', 'wgs84'],
    ['GCJ-02', 'gcj02'],
    ['高德', 'gcj02'],
    [' bd_09 ', 'bd09'],
    ['百度', 'bd09'],
    ['EPSG:4547', 'epsg:4547'],
    ['epsg：4526', 'epsg:4526'],
    ['4490', 'epsg:4490'],
    ['CGCS2000', 'epsg:4490'],
    ['epsg:04547', 'epsg:4547'],
  ])('%s is %s', (text, name) => {
    expect(parseCrs(text)).toEqual({ ok: true, value: name })
  })

  test('refuses what it does not know and says what it takes', () => {
    expect(codeOf(parseCrs('北京54'))).toBe('unknown_crs')
    expect(codeOf(parseCrs(''))).toBe('unknown_crs')
    const refused = parseCrs('epsg:2435')
    expect(refused).toMatchObject({ ok: false, issues: [{ code: 'unknown_epsg' }] })
    expect(JSON.stringify(refused)).toContain('4491～4554')
  })
})

describe('known figures at 淇县', () => {
  test('GCJ-02 lies 542 m east and 14 m south', () => {
    const [lng, lat] = valueOf(fromWgs84(qixian, 'gcj02'))
    const scale = metersPerDegree(qixian[1])
    expect((lng - qixian[0]) * scale.lng).toBeCloseTo(542, -0.5)
    expect((lat - qixian[1]) * scale.lat).toBeCloseTo(-14, -0.5)
  })

  test('BD-09 lies 1.30 km away', () => {
    const [lng, lat] = valueOf(fromWgs84(qixian, 'bd09'))
    expect(distanceMeters(qixian, [lng, lat]) / 1000).toBeCloseTo(1.3, 2)
  })

  // Reference figures: PROJ with EPSG v11.022.
  test.each([
    [114.197, 35.607, 4547, 517849.9671, 3941955.0789],
    [114.197, 35.607, 4526, 38517849.9671, 3941955.0789],
    [114.197, 35.607, 4548, 245990.3185, 3945556.4122],
    [114.197, 35.607, 4497, 19789725.4991, 3946646.2227],
    [114.197, 35.607, 4508, 789725.4991, 3946646.2227],
    [114.197, 35.607, 3857, 12712351.8901, 4246679.054],
    [114.197, 35.607, 32649, 789609.6089, 3945067.5643],
    [114.197, 35.607, 32650, 246091.9223, 3943978.1897],
    [87.6, 43.8, 4538, 548285.1151, 4851775.3027],
    [87.6, 43.8, 4517, 29548285.1151, 4851775.3027],
    [87.6, 43.8, 4504, 548285.1151, 4851775.3027],
    [126.6, 45.8, 4530, 42546645.13, 5074031.15],
    [126.6, 45.8, 32651, 779754.0077, 5078131.3594],
  ])('%d, %d in epsg:%d', (lng, lat, epsg, x, y) => {
    const [gotX, gotY] = valueOf(fromWgs84([lng, lat], `epsg:${epsg}`))
    expect(Math.abs(gotX - x)).toBeLessThan(0.001)
    expect(Math.abs(gotY - y)).toBeLessThan(0.001)
    const back = valueOf(toWgs84([x, y], `epsg:${epsg}`))
    expect(distanceMeters(back, [lng, lat])).toBeLessThan(0.001)
  })

  test('on the central meridian the northing is the arc of the meridian', () => {
    const [x, y] = valueOf(fromWgs84([114, 35.607], 'epsg:4547'))
    expect(x).toBeCloseTo(500_000, 6)
    expect(y).toBeCloseTo(meridianArcMeters(35.607), 3)
  })
})

describe('round trips', () => {
  const inChina = fc.record({
    lng: fc.double({ min: 75, max: 134, noNaN: true }),
    lat: fc.double({ min: 18, max: 53, noNaN: true }),
  })

  test.each(['gcj02', 'bd09', 'epsg:4490', 'epsg:3857'] as const)('%s within 1 mm', (crs) => {
    fc.assert(
      fc.property(inChina, ({ lng, lat }) => {
        const there = valueOf(fromWgs84([lng, lat], crs))
        expect(distanceMeters(valueOf(toWgs84(there, crs)), [lng, lat])).toBeLessThan(0.001)
      }),
    )
  })

  test('every zone within 1 mm', () => {
    const zones = [...EPSG_ENTRIES.values()].filter((entry) => entry.grid !== null)
    expect(zones).toHaveLength(67)
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.double({ min: -0.75, max: 0.75, noNaN: true }),
        fc.double({ min: 18, max: 53, noNaN: true }),
        (zone, share, lat) => {
          const { centralMeridian = 0, widthDegrees = 0 } = zone.grid ?? {}
          const position: Position = [centralMeridian + share * widthDegrees, lat]
          const there = valueOf(fromWgs84(position, `epsg:${zone.epsg}`))
          const back = valueOf(toWgs84(there, `epsg:${zone.epsg}`))
          expect(distanceMeters(back, position)).toBeLessThan(0.001)
        },
      ),
    )
  })

  test('the same place written with and without the zone number differs by that number', () => {
    const [plain] = valueOf(fromWgs84(qixian, 'epsg:4547'))
    const [prefixed] = valueOf(fromWgs84(qixian, 'epsg:4526'))
    expect(prefixed - plain).toBeCloseTo(38_000_000, 6)
  })
})

describe('refusals', () => {
  test.each<[string, SourceCoordinate, CrsName]>([
    ['axes_swapped', [3941955.1, 517850], 'epsg:4547'],
    ['axes_swapped', [3941955.1, 38517850], 'epsg:4526'],
    ['axes_swapped', [3945067.6, 789609.6], 'epsg:32649'],
    ['axes_swapped', [4246679.1, 12712351.9], 'epsg:3857'],
    ['zone_prefix', [38517850, 3941955.1], 'epsg:4547'],
    ['zone_prefix', [517850, 3941955.1], 'epsg:4526'],
    ['zone_prefix', [38517850, 3941955.1], 'epsg:4525'],
    ['zone_prefix', [3941955.1, 38517850], 'epsg:4547'],
    ['not_projected', [114.197, 35.607], 'epsg:4547'],
    ['not_projected', [35.607, 114.197], 'epsg:4547'],
    ['outside_crs_area', [517850, 12], 'epsg:4547'],
    ['outside_crs_area', [517850, 9e6], 'epsg:4547'],
    ['outside_crs_area', [-117850, 3941955], 'epsg:4547'],
    ['outside_crs_area', [3e7, 3e7], 'epsg:3857'],
    ['outside_crs_area', [151.2, -33.9], 'gcj02'],
    ['outside_crs_area', [72.0045, 30], 'gcj02'],
    ['unknown_epsg', [114.197, 35.607], 'epsg:2435'],
    ['not_a_number', [NaN, 3941955], 'epsg:4547'],
    ['not_a_number', [NaN, 35], 'gcj02'],
    ['zero', [0, 0], 'epsg:4547'],
    ['zero', [0, 0], 'bd09'],
    ['swapped', [35.607, 114.197], 'wgs84'],
    ['swapped', [35.607, 114.197], 'epsg:4490'],
    ['swapped', [35.607, 114.197], 'gcj02'],
    ['projected', [38517850, 3941955.1], 'wgs84'],
  ])('%s: %j as %s', (code, source, crs) => {
    const result = toWgs84(source, crs)
    expect(codeOf(result)).toBe(code)
    expect(JSON.stringify(result)).toMatch(/请/)
  })

  test('a wrong zone number names the right system', () => {
    expect(JSON.stringify(toWgs84([38517850, 3941955.1], 'epsg:4547'))).toContain('epsg:4526')
    expect(JSON.stringify(toWgs84([517850, 3941955.1], 'epsg:4526'))).toContain('epsg:4547')
  })

  test('an export a whole zone off is refused', () => {
    expect(codeOf(fromWgs84(qixian, 'epsg:4546'))).toBe('outside_crs_area')
    expect(codeOf(fromWgs84(qixian, 'epsg:4538'))).toBe('outside_crs_area')
    expect(codeOf(fromWgs84([151.2, -33.9], 'gcj02'))).toBe('outside_crs_area')
  })

  test('every place along the edge of the offset area ends in an answer', () => {
    for (let step = 0; step < 400; step++) {
      const lng = 71.99 + step * 0.0001
      expect(typeof toWgs84([lng, 30], 'gcj02').ok).toBe('boolean')
      expect(typeof toWgs84([lng, 30], 'bd09').ok).toBe('boolean')
    }
  })
})
