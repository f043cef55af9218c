import { describe, expect, test } from 'vitest'
import { fromWgs84, parseCrs, toWgs84 } from '#domain/crs.ts'
import { EPSG_ENTRIES } from '#domain/crs-table.ts'
import { distanceMeters } from '#domain/position.ts'
import { epsgTable } from '#server/services/epsg-table.ts'

describe('systems beyond the product’s own table', () => {
  test('the own table comes first', () => {
    for (const [code, entry] of EPSG_ENTRIES) expect(epsgTable.get(code)).toBe(entry)
  })

  test.each([
    ['epsg:2193', [174.78, -41.29]],
    ['epsg:2154', [2.3522, 48.8566]],
    ['epsg:32643', [75.8, 39.47]],
    ['epsg:2437', [119.5, 32.1]],
    ['epsg:4214', [114.197, 35.607]],
  ] as const)('%s comes back within a millimetre', (crs, position) => {
    expect(parseCrs(crs, epsgTable)).toEqual({ ok: true, value: crs })
    const there = fromWgs84(position, crs, epsgTable)
    if (!there.ok) throw new Error(there.issues[0]?.message)
    const back = toWgs84(there.value, crs, epsgTable)
    if (!back.ok) throw new Error(back.issues[0]?.message)
    expect(distanceMeters(back.value, position)).toBeLessThan(0.001)
  })

  test('Beijing 1954 lies some 60 to 150 m from WGS 84 and is shifted, not taken as it is', () => {
    const shifted = toWgs84([114.197, 35.607], 'epsg:4214', epsgTable)
    if (!shifted.ok) throw new Error(shifted.issues[0]?.message)
    const meters = distanceMeters(shifted.value, [114.197, 35.607])
    expect(meters).toBeGreaterThan(30)
    expect(meters).toBeLessThan(200)
  })

  test('the Eiffel tower in Lambert-93 lies where it is known to lie', () => {
    const tower = toWgs84([648_237, 6_862_271], 'epsg:2154', epsgTable)
    if (!tower.ok) throw new Error(tower.issues[0]?.message)
    expect(distanceMeters(tower.value, [2.2945, 48.8584])).toBeLessThan(100)
  })

  // The last is a system whose shift needs a grid file: without it a place would be 100 m off.
  test.each(['epsg:1024', 'epsg:999999', 'epsg:5773', 'epsg:27700'])(
    '%s is refused with the remedy',
    (crs) => {
      expect(parseCrs(crs, epsgTable)).toMatchObject({
        ok: false,
        issues: [{ path: 'crs', code: 'unknown_epsg' }],
      })
    },
  )

  test('a place far outside the system’s area is refused', () => {
    expect(toWgs84([9_000_000, 9_000_000], 'epsg:2154', epsgTable)).toMatchObject({ ok: false })
  })
})
