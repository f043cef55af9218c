import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelValue } from '#domain/kernel.ts'
import type { Kernel } from '#domain/kernel.ts'
import { distanceMeters, metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { lngLatToTileFraction, pixelCenterLngLat } from '#domain/tile.ts'
import type { FieldOptions } from '#server/density/lattice/field.ts'
import { latticeOf } from '#server/density/lattice/weighted-lattice.ts'
import type { WeightedPoint } from '#server/density/lattice/weighted-lattice.ts'

const KERNELS: readonly Kernel[] = ['gaussian', 'quartic']

/** How far a field may be from the sum over its points, of its height: the quartic has an edge. */
const TOLERANCE: Readonly<Record<Kernel, number>> = { gaussian: 0.0004, quartic: 0.0055 }

/** How far the two ways of working out a tile may be apart, of its height. */
const APART: Readonly<Record<Kernel, number>> = { gaussian: 0.0002, quartic: 0.005 }

function createField(points: readonly WeightedPoint[], options: FieldOptions) {
  return latticeOf(points, options).field()
}

/** A cluster of points round a place, repeatable: a fixed quarter of them stand on one spot. */
function cluster([lng, lat]: Position, count: number, spreadDegrees: number): WeightedPoint[] {
  return Array.from({ length: count }, (_, index) => {
    const spread = index % 4 === 0 ? 0 : spreadDegrees
    const east = ((index * 0.618_034) % 1) - 0.5
    const north = ((index * 0.414_214) % 1) - 0.5
    return {
      position: [lng + east * spread, lat + north * spread],
      weight: [1, 10, 1.5, 15][index % 4] ?? 1,
    }
  })
}

/** Midpoint sum of the field over the ground, in the unit of the weights. */
function integral(valueAt: (position: Position) => number, box: readonly number[], steps: number) {
  const [west = 0, south = 0, east = 0, north = 0] = box
  let sum = 0
  for (let row = 0; row < steps; row += 1) {
    const lat = south + ((row + 0.5) / steps) * (north - south)
    const perDegree = metersPerDegree(lat)
    const cellKm2 =
      (((east - west) / steps) * perDegree.lng * (((north - south) / steps) * perDegree.lat)) / 1e6
    for (let column = 0; column < steps; column += 1) {
      sum += valueAt([west + ((column + 0.5) / steps) * (east - west), lat]) * cellKm2
    }
  }
  return sum
}

describe('a density field', () => {
  it.each(KERNELS)('holds the sum of the weights, for the %s kernel', (kernel) => {
    for (const latitude of [0, 35.6, 60]) {
      const points = cluster([114.2, latitude], 40, 0.05)
      const total = points.reduce((sum, point) => sum + point.weight, 0)
      const field = createField(points, { kernel, bandwidthMeters: 1000 })
      const reach = 0.1 / Math.cos((latitude * Math.PI) / 180)
      const box = [114.2 - reach, latitude - 0.1, 114.2 + reach, latitude + 0.1]
      const ratio = integral((place) => field.valueAt(place), box, 160) / total
      expect(field.totalWeight).toBeCloseTo(total, 9)
      expect(Math.abs(ratio - 1)).toBeLessThan(0.002)
    }
  })

  it.each(KERNELS)('holds them summed over the pixels of its tiles too, %s', async (kernel) => {
    const points = cluster([114.2, 35.6], 60, 0.08)
    const field = createField(points, { kernel, bandwidthMeters: 800 })
    const [centerX, centerY] = lngLatToTileFraction([114.2, 35.6], 11).map(Math.floor)
    let sum = 0
    for (let x = (centerX ?? 0) - 1; x <= (centerX ?? 0) + 1; x += 1) {
      for (let y = (centerY ?? 0) - 1; y <= (centerY ?? 0) + 1; y += 1) {
        const values = await field.tile(11, x, y)
        for (const [pixel, value] of values?.entries() ?? []) {
          const [, lat] = pixelCenterLngLat(11, x, y, 0, pixel >> 8, 256)
          const perDegree = metersPerDegree(lat)
          // Mercator keeps angles: a pixel is as tall on the ground as it is wide.
          const sideKm = (perDegree.lng * 360) / (2 ** 11 * 256) / 1000
          sum += value * sideKm * sideKm
        }
      }
    }
    expect(Math.abs(sum / field.totalWeight - 1)).toBeLessThan(0.002)
  })

  it.each(KERNELS)('follows the kernel about a single point, %s', (kernel) => {
    const field = createField([{ position: [114.2, 35.6], weight: 3 }], {
      kernel,
      bandwidthMeters: 1000,
    })
    for (const lat of [35.6, 35.603, 35.607, 35.62, 35.7]) {
      for (const lng of [114.2, 114.205, 114.215, 114.4]) {
        const meters = distanceMeters([114.2, 35.6], [lng, lat])
        const expected = 3 * kernelValue(kernel, meters, 1000)
        const height = 3 * kernelValue(kernel, 0, 1000)
        expect(Math.abs(field.valueAt([lng, lat]) - expected)).toBeLessThan(
          TOLERANCE[kernel] * height,
        )
      }
    }
  })

  it.each(KERNELS)('gives a tile the same values as its pixel centres, %s', async (kernel) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 16 }),
        fc.integer({ min: 100, max: 5000 }),
        fc.double({ min: -70, max: 70, noNaN: true }),
        fc.double({ min: -179.99, max: 179.99, noNaN: true }),
        async (z, bandwidthMeters, lat, lng) => {
          const field = createField(cluster([lng, lat], 30, 0.04), { kernel, bandwidthMeters })
          const [x, y] = lngLatToTileFraction([lng, lat], z).map(Math.floor)
          const values = await field.tile(z, x ?? 0, y ?? 0, 64)
          const height = await field.peak()
          for (const pixel of [0, 63, 65 * 20, 65 * 32, 65 * 63 - 32, 64 * 63, 64 * 64 - 1]) {
            const center = pixelCenterLngLat(z, x ?? 0, y ?? 0, pixel % 64, pixel >> 6, 64)
            const expected = field.valueAt(center)
            const value = values?.[pixel] ?? 0
            expect(Math.abs(value - expected)).toBeLessThan(APART[kernel] * height)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  it('runs on across the edge of two tiles and across the antimeridian', async () => {
    // What a point of weight 15 still adds where the Gaussian is cut.
    const rim = 15 * kernelValue('gaussian', 3999, 1000)
    for (const [lng, westTile, eastTile] of [
      [114.257_812_5, 3347, 3348],
      [180, 4095, 0],
    ] as const) {
      const field = createField(cluster([lng - 0.01, 35.6], 50, 0.03), {
        kernel: 'gaussian',
        bandwidthMeters: 1000,
      })
      const y = Math.floor(lngLatToTileFraction([lng, 35.6], 12)[1])
      const west = (await field.tile(12, westTile, y)) ?? new Float64Array()
      const east = (await field.tile(12, eastTile, y)) ?? new Float64Array()
      expect(Math.max(...west)).toBeGreaterThan(1)
      for (let row = 0; row < 256; row += 1) {
        const [before = 0, last = 0] = west.slice(row * 256 + 254, row * 256 + 256)
        const [first = 0] = east.slice(row * 256)
        const step = Math.abs(last - before)
        expect(Math.abs(first - last)).toBeLessThanOrEqual(2 * step + 0.01 * last + 2 * rim)
        const beyond = field.valueAt(pixelCenterLngLat(12, westTile, y, 256, row, 256))
        expect(first).toBeCloseTo(beyond, 9)
      }
    }
  })

  it('has its peak at a lone point and adds up points of one place', async () => {
    const twice = createField(
      [
        { position: [114.2, 35.6], weight: 1 },
        { position: [114.2, 35.6], weight: 2 },
        { position: [115.2, 35.6], weight: 1 },
      ],
      { kernel: 'quartic', bandwidthMeters: 500 },
    )
    expect((await twice.peak()) / (3 * kernelValue('quartic', 0, 500))).toBeCloseTo(1, 2)
  })

  it('is null where nothing reaches, and refuses what is no tile or no weight', async () => {
    const field = createField([{ position: [114.2, 35.6], weight: 1 }], {
      kernel: 'quartic',
      bandwidthMeters: 500,
    })
    expect(await field.tile(10, 0, 0)).toBeNull()
    expect(field.valueAt([115, 36])).toBe(0)
    await expect(field.tile(3, 8, 0)).rejects.toThrow(RangeError)
    expect(() =>
      createField([{ position: [0, 0], weight: -1 }], { kernel: 'quartic', bandwidthMeters: 500 }),
    ).toThrow(RangeError)
  })
})
