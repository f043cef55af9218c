import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fromWgs84 } from '#domain/crs.ts'
import { distanceMeters } from '#domain/position.ts'
import {
  decodeDensity,
  DENSITY_ENCODING,
  DENSITY_STEP,
  encodeDensity,
  lngLatToTileFraction,
  metersPerPixel,
  pixelCenterLngLat,
  tileBounds,
} from '#domain/tile.ts'

describe('tiles', () => {
  test('the world is one tile at zoom 0', () => {
    const [west, south, east, north] = tileBounds(0, 0, 0)
    expect([west, east]).toEqual([-180, 180])
    expect(south).toBeCloseTo(-85.0511287798, 9)
    expect(north).toBeCloseTo(85.0511287798, 9)
  })

  test('淇县 at zoom 10 by way of EPSG:3857', () => {
    const projected = fromWgs84([114.197, 35.607], 'epsg:3857')
    if (!projected.ok) throw new Error('projection refused')
    const half = Math.PI * 6378137
    const [x, y] = lngLatToTileFraction([114.197, 35.607], 10)
    expect(x).toBeCloseTo(((projected.value[0] + half) / (2 * half)) * 1024, 8)
    expect(y).toBeCloseTo(((half - projected.value[1]) / (2 * half)) * 1024, 8)
    const [west, south, east, north] = tileBounds(10, Math.floor(x), Math.floor(y))
    expect(west <= 114.197 && 114.197 < east && south < 35.607 && 35.607 <= north).toBe(true)
  })

  test('neighbours share their edge exactly', () => {
    expect(tileBounds(12, 3346, 1611)[2]).toBe(tileBounds(12, 3347, 1611)[0])
    expect(tileBounds(12, 3346, 1611)[1]).toBe(tileBounds(12, 3346, 1612)[3])
  })

  test('a pixel centre falls back on its own pixel', () => {
    const pixel = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 18 }), pixel, pixel, (z, column, row) => {
        const [x, y] = lngLatToTileFraction([114.197, 35.607], z).map(Math.floor)
        if (x === undefined || y === undefined) throw new Error('two numbers expected')
        const center = pixelCenterLngLat(z, x, y, column, row, 256)
        const [fractionX, fractionY] = lngLatToTileFraction(center, z)
        expect((fractionX - x) * 256).toBeCloseTo(column + 0.5, 4)
        expect((fractionY - y) * 256).toBeCloseTo(row + 0.5, 4)
      }),
    )
  })

  test('metersPerPixel is the distance between neighbouring pixels', () => {
    const left = pixelCenterLngLat(14, 13388, 6445, 100, 100, 512)
    const right = pixelCenterLngLat(14, 13388, 6445, 101, 100, 512)
    const length = distanceMeters(left, right)
    expect(Math.abs(length / metersPerPixel(left[1], 14, 512) - 1)).toBeLessThan(0.002)
    expect(metersPerPixel(0, 0, 256)).toBeCloseTo(156543.0339, 4)
  })

  test('beyond the square world the latitude is clipped', () => {
    expect(lngLatToTileFraction([0, 90], 3)[1]).toBeCloseTo(0, 9)
    expect(lngLatToTileFraction([0, -90], 3)[1]).toBeCloseTo(8, 9)
  })

  test.each([
    [3, 8, 0],
    [3, 0, -1],
    [3, 0.5, 0],
    [-1, 0, 0],
    [31, 0, 0],
    [NaN, 0, 0],
  ])('no tile %d/%d/%d', (z, x, y) => {
    expect(() => tileBounds(z, x, y)).toThrow(RangeError)
  })
})

describe('density encoding', () => {
  test('nothing is black and the factors are fine and wide enough', () => {
    expect(encodeDensity(0)).toEqual([0, 0, 0])
    expect(decodeDensity(0, 0, 0)).toBe(0)
    expect(DENSITY_STEP).toBeLessThanOrEqual(0.0001)
    expect(decodeDensity(255, 255, 255)).toBeGreaterThan(1600)
    expect(DENSITY_ENCODING.redFactor).toBeCloseTo(6.5536, 12)
    expect(DENSITY_ENCODING.greenFactor).toBeCloseTo(0.0256, 12)
  })

  test('comes back within half a step', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1677, noNaN: true }), (density) => {
        const decoded = decodeDensity(...encodeDensity(density))
        expect(Math.abs(decoded - density)).toBeLessThanOrEqual(DENSITY_STEP * 0.500001)
      }),
    )
  })

  test('keeps order, saturates and refuses what is no density', () => {
    const density = fc.double({ min: 0, max: 3000, noNaN: true })
    fc.assert(
      fc.property(density, density, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(decodeDensity(...encodeDensity(low))).toBeLessThanOrEqual(
          decodeDensity(...encodeDensity(high)),
        )
      }),
    )
    expect(encodeDensity(1e9)).toEqual([255, 255, 255])
    expect(encodeDensity(Infinity)).toEqual([255, 255, 255])
    expect(() => encodeDensity(-0.1)).toThrow(RangeError)
    expect(() => encodeDensity(NaN)).toThrow(RangeError)
  })
})
