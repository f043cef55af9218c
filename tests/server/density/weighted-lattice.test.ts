import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kernelValue } from '#domain/kernel.ts'
import type { Kernel } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { lngLatToTileFraction, pixelCenterLngLat, tileBounds } from '#domain/tile.ts'
import { encodeDensities } from '#server/density/field/density-encoding.ts'
import type { Field } from '#server/density/lattice/field.ts'
import { latticeOf, WeightedLattice } from '#server/density/lattice/weighted-lattice.ts'
import type { WeightedPoint } from '#server/density/lattice/weighted-lattice.ts'

const kernels = fc.constantFrom<Kernel>('gaussian', 'quartic')
const bandwidths = fc.integer({ min: 100, max: 5000 })
const unit = fc.double({ min: 0, max: 1, noNaN: true })

/** Points within some bandwidths of a place. */
function pointsAbout([lng, lat]: Position, bandwidthMeters: number, maxLength = 30) {
  const spread = (4 * bandwidthMeters) / 111_195
  return fc.array(
    fc.record({
      position: fc
        .tuple(unit, unit)
        .map(([east, north]): Position => [
          lng + (east - 0.5) * spread,
          lat + (north - 0.5) * spread,
        ]),
      weight: fc.double({ min: 0, max: 15, noNaN: true }),
    }),
    { minLength: 1, maxLength },
  )
}

function sumAt(
  points: readonly WeightedPoint[],
  [lng, lat]: Position,
  options: {
    readonly kernel: Kernel
    readonly bandwidthMeters: number
  },
): number {
  return points.reduce((sum, { position, weight }) => {
    const perDegree = metersPerDegree(position[1])
    const east = (lng - position[0]) * perDegree.lng
    const north = (lat - position[1]) * perDegree.lat
    const meters = Math.hypot(east, north)
    return sum + weight * kernelValue(options.kernel, meters, options.bandwidthMeters)
  }, 0)
}

/** The bytes of tiles about a place, worked out at nodes and at pixels. */
async function bytesOf(field: Field, place: Position): Promise<Uint8Array[]> {
  const tiles: Uint8Array[] = []
  for (const z of [5, 7, 10, 13]) {
    const [x = 0, y = 0] = lngLatToTileFraction(place, z).map(Math.floor)
    const values = (await field.tile(z, x, y, 64)) ?? new Float64Array(64 * 64)
    tiles.push(encodeDensities(values, field.bandwidthMeters))
  }
  return tiles
}

describe('a weighted lattice', () => {
  it('tells the sum over its points at any place and pixel', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ kernel: kernels, bandwidthMeters: bandwidths }).chain((options) =>
          fc.record({
            options: fc.constant(options),
            points: pointsAbout([114.2, 35.6], options.bandwidthMeters),
            places: fc.array(fc.tuple(unit, unit), { minLength: 20, maxLength: 20 }),
            z: fc.integer({ min: 4, max: 16 }),
          }),
        ),
        async ({ options, points, places, z }) => {
          const field = latticeOf(points, options).field()
          const height =
            kernelValue(options.kernel, 0, options.bandwidthMeters) *
            points.reduce((most, { weight }) => Math.max(most, weight), 0)
          const most = Math.max(
            height,
            ...points.map(({ position }) => sumAt(points, position, options)),
          )
          const within = (options.kernel === 'gaussian' ? 0.0004 : 0.0055) * most + 1e-6
          const spread = (8 * options.bandwidthMeters) / 111_195
          for (const [east, north] of places) {
            const place = [114.2 + (east - 0.5) * spread, 35.6 + (north - 0.5) * spread] as const
            expect(Math.abs(field.valueAt(place) - sumAt(points, place, options))).toBeLessThan(
              within,
            )
          }
          const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], z).map(Math.floor)
          const values = await field.tile(z, x, y, 64)
          for (let pixel = 0; pixel < 4096; pixel += 67) {
            const center = pixelCenterLngLat(z, x, y, pixel % 64, pixel >> 6, 64)
            const value = values?.[pixel] ?? 0
            expect(Math.abs(value - sumAt(points, center, options))).toBeLessThan(within)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  it('is the same to the bit whatever its points went through', async () => {
    const at: Position = [114.2, 35.6]
    await fc.assert(
      fc.asyncProperty(
        kernels,
        bandwidths.chain((bandwidthMeters) =>
          fc.record({
            bandwidthMeters: fc.constant(bandwidthMeters),
            kept: pointsAbout(at, bandwidthMeters, 12),
            passing: pointsAbout(at, bandwidthMeters, 12),
            split: fc.nat(12),
          }),
        ),
        async (kernel, { bandwidthMeters, kept, passing, split }) => {
          const options = { kernel, bandwidthMeters }
          const plain = latticeOf(kept, options)
          const expected = await bytesOf(plain.field(), at)

          const base = latticeOf([...passing, ...kept.slice(0, split)], options)
          const early = base.field()
          const told = await bytesOf(early, at)
          const overlay = base.fork()
          for (const { position, weight } of kept.slice(split).reverse())
            overlay.add(position[0], position[1], weight)
          for (const { position, weight } of passing)
            overlay.remove(position[0], position[1], weight)
          expect(await bytesOf(overlay.field(), at)).toEqual(expected)
          expect(overlay.count).toBe(plain.count)
          expect(overlay.totalWeight).toBe(plain.totalWeight)
          expect(overlay.bytes).toBe(plain.bytes)
          expect(overlay.field().bounds).toEqual(plain.field().bounds)
          expect(await overlay.field().peak()).toBe(await plain.field().peak())
          // Neither the base nor a field taken of it has seen any of that.
          expect(await bytesOf(base.field(), at)).toEqual(told)
          expect(await bytesOf(early, at)).toEqual(told)

          for (const { position, weight } of kept) overlay.remove(position[0], position[1], weight)
          expect(overlay).toMatchObject({ count: 0, totalWeight: 0, bytes: 0 })
          expect(overlay.field().bounds).toBeNull()
          expect(await overlay.field().tile(0, 0, 0)).toBeNull()
          expect(await overlay.field().peak()).toBe(0)
        },
      ),
      { numRuns: 15 },
    )
  })

  it.each(['gaussian', 'quartic'] as const)(
    'keeps the mass of points at the corner of four tiles, and on one place, %s',
    async (kernel) => {
      const [west, , , north] = tileBounds(11, 1673, 805)
      const lattice = WeightedLattice.of({ kernel, bandwidthMeters: 1000 })
      for (let index = 0; index < 10_000; index += 1) lattice.add(west, north, 1.5)
      for (let index = 0; index < 400; index += 1)
        lattice.add(west + (index % 20) * 1e-4, north - Math.floor(index / 20) * 1e-4, 8)
      const field = lattice.field()
      expect(lattice.count).toBe(10_400)
      expect(field.totalWeight).toBe(18_200)
      let mass = 0
      for (const x of [1672, 1673]) {
        for (const y of [804, 805]) {
          const values = await field.tile(11, x, y)
          for (const [pixel, value] of values?.entries() ?? []) {
            const [, lat] = pixelCenterLngLat(11, x, y, 0, pixel >> 8, 256)
            mass += value * ((metersPerDegree(lat).lng * 360) / (2 ** 11 * 256) / 1000) ** 2
          }
        }
      }
      expect(Math.abs(mass / 18_200 - 1)).toBeLessThan(0.002)
    },
  )

  it('adds nothing for a weight of 0 and refuses what is no weight, place or point', () => {
    const lattice = WeightedLattice.of({ kernel: 'gaussian', bandwidthMeters: 1000 })
    lattice.add(114.2, 35.6, 0)
    expect(lattice).toMatchObject({ count: 0, bytes: 0 })
    for (const [lng, lat, weight] of [
      [114.2, 35.6, -1],
      [114.2, 35.6, Number.NaN],
      [114.2, 35.6, Infinity],
      [114.2, 35.6, 2 ** 29],
      [Number.NaN, 35.6, 1],
      [114.2, 90.1, 1],
    ] as const)
      expect(() => {
        lattice.add(lng, lat, weight)
      }).toThrow(RangeError)
    expect(() => {
      lattice.remove(114.2, 35.6, 1)
    }).toThrow(RangeError)
    expect(() => WeightedLattice.of({ kernel: 'gaussian', bandwidthMeters: 0 })).toThrow(RangeError)
  })

  it('holds what lies at ±180° once, and what lies at the ends of the square world', async () => {
    const options = { kernel: 'gaussian', bandwidthMeters: 1000 } as const
    const west = latticeOf([{ position: [-180, 35.6], weight: 3 }], options).field()
    const east = latticeOf([{ position: [180, 35.6], weight: 3 }], options).field()
    expect(await bytesOf(west, [179.9, 35.6])).toEqual(await bytesOf(east, [179.9, 35.6]))
    expect(west.valueAt([180, 35.6]) / (3 * kernelValue('gaussian', 0, 1000))).toBeCloseTo(1, 3)
    for (const lat of [85, -85, 89.9, -89.9]) {
      const field = latticeOf([{ position: [10, lat], weight: 1 }], options).field()
      const near = field.valueAt([10, lat])
      expect(near).toBeGreaterThan(0)
      if (Math.abs(lat) < 86) expect(near / kernelValue('gaussian', 0, 1000)).toBeCloseTo(1, 3)
    }
  })
})
