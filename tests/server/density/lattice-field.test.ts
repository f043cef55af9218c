import { describe, expect, it } from 'vitest'
import { kernelValue } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { lngLatToTileFraction, pixelCenterLngLat } from '#domain/tile.ts'
import type { FieldOptions } from '#server/density/lattice/field.ts'
import { latticeOf } from '#server/density/lattice/weighted-lattice.ts'
import type { WeightedPoint } from '#server/density/lattice/weighted-lattice.ts'

function createField(points: readonly WeightedPoint[], options: FieldOptions) {
  return latticeOf(points, options).field()
}

/** Points in and about a few plants, repeatable. */
function plants([lng, lat]: Position, count: number): WeightedPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const plant = index % 12
    const east = ((plant * 0.618_034) % 1) * 0.15 + ((index * 0.754_878) % 1) * 0.004
    const north = ((plant * 0.414_214) % 1) * 0.1 + ((index * 0.569_84) % 1) * 0.003
    return { position: [lng + east, lat + north], weight: [8, 4, 2, 1][index % 4] ?? 1 }
  })
}

/** The sum that a field stands for, point by point, in each point's own plane. */
function sumAt(points: readonly WeightedPoint[], [lng, lat]: Position, bandwidth: number): number {
  return points.reduce((sum, { position, weight }) => {
    const perDegree = metersPerDegree(position[1])
    const east = (lng - position[0]) * perDegree.lng
    const north = (lat - position[1]) * perDegree.lat
    return sum + weight * kernelValue('gaussian', Math.hypot(east, north), bandwidth)
  }, 0)
}

function placesAbout([lng, lat]: Position): Position[] {
  return Array.from({ length: 300 }, (_, index) => [
    lng - 0.05 + ((index * 0.618_034) % 1) * 0.25,
    lat - 0.05 + ((index * 0.414_214) % 1) * 0.2,
  ])
}

describe('the density field of many points', () => {
  it.each([
    [0, 1000],
    [35.6, 1000],
    [35.6, 250],
    [-60, 3000],
  ])('tells the sum over its points, at latitude %d with %d m', (latitude, bandwidthMeters) => {
    const points = plants([114.1, latitude], 2000)
    const field = createField(points, { kernel: 'gaussian', bandwidthMeters })
    const places = [
      ...placesAbout([114.1, latitude]),
      ...points.slice(0, 60).map(({ position }) => position),
    ]
    const sums = places.map((place) => sumAt(points, place, bandwidthMeters))
    const height = Math.max(...sums)
    for (const [index, place] of places.entries())
      expect(Math.abs(field.valueAt(place) - (sums[index] ?? 0))).toBeLessThan(0.0004 * height)
    expect(field.totalWeight).toBe(7500)
  })

  it.each([7, 9, 11, 13])('gives a tile the values of its pixel centres, zoom %i', async (z) => {
    const field = createField(plants([114.1, 35.6], 2000), {
      kernel: 'gaussian',
      bandwidthMeters: 1000,
    })
    const [x = 0, y = 0] = lngLatToTileFraction([114.15, 35.65], z).map(Math.floor)
    const height = await field.peak()
    const values = (await field.tile(z, x, y, 128)) ?? new Float64Array()
    for (let pixel = 0; pixel < 128 * 128; pixel += 97) {
      const center = pixelCenterLngLat(z, x, y, pixel % 128, pixel >> 7, 128)
      const expected = field.valueAt(center)
      expect(Math.abs((values[pixel] ?? Number.NaN) - expected)).toBeLessThan(0.0002 * height)
    }
  })

  it('runs on across the antimeridian', async () => {
    const field = createField(plants([179.9, 35.6], 2000), {
      kernel: 'gaussian',
      bandwidthMeters: 1000,
    })
    for (const lat of [35.6, 35.63, 35.68])
      expect(field.valueAt([-180, lat])).toBeCloseTo(field.valueAt([180, lat]), 9)
    const y = Math.floor(lngLatToTileFraction([180, 35.65], 11)[1])
    const east = (await field.tile(11, 0, y)) ?? new Float64Array()
    const center = pixelCenterLngLat(11, 0, y, 0, 100, 256)
    expect(east[100 * 256]).toBeCloseTo(field.valueAt(center), 9)
    expect(Math.max(...east)).toBeGreaterThan(1)
  })

  it('is never below 0, nothing outside its bounds, and has its peak at its points', async () => {
    const points = plants([114.1, 35.6], 2000)
    const field = createField(points, { kernel: 'gaussian', bandwidthMeters: 500 })
    const [west, south, east, north] = field.bounds ?? [0, 0, 0, 0]
    for (const place of [
      [west - 1e-6, 35.65],
      [east + 1e-6, 35.65],
      [114.15, south - 1e-6],
      [114.15, north + 1e-6],
    ] as const)
      expect(field.valueAt(place)).toBe(0)
    expect(await field.tile(11, 0, 0)).toBeNull()
    const [x = 0, y = 0] = lngLatToTileFraction([114.15, 35.65], 10).map(Math.floor)
    expect(Math.min(...((await field.tile(10, x, y)) ?? [-1]))).toBe(0)
    const greatest = Math.max(...points.map(({ position }) => sumAt(points, position, 500)))
    expect(Math.abs((await field.peak()) / greatest - 1)).toBeLessThan(0.01)
  })
})
