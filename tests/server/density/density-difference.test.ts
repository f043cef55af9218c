import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Kernel } from '#domain/kernel.ts'
import type { Position } from '#domain/position.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import {
  densityEncoding,
  differenceEncoding,
  encodeDifferences,
} from '#server/density/field/density-encoding.ts'
import { latticeOf } from '#server/density/lattice/weighted-lattice.ts'
import type { WeightedPoint } from '#server/density/lattice/weighted-lattice.ts'

const unit = fc.double({ min: 0, max: 1, noNaN: true })
const HERE: Position = [114.2, 35.6]

/** Weighted points within some bandwidths of a place. */
function points(bandwidthMeters: number, maxLength: number): fc.Arbitrary<WeightedPoint[]> {
  const spread = (4 * bandwidthMeters) / 111_195
  const position = fc
    .tuple(unit, unit)
    .map(([east, north]): Position => [
      HERE[0] + (east - 0.5) * spread,
      HERE[1] + (north - 0.5) * spread,
    ])
  return fc.array(fc.record({ position, weight: fc.double({ min: 0.5, max: 15, noNaN: true }) }), {
    maxLength,
  })
}

/** Rows of two days: some of both, some of one alone. */
const days = fc
  .record({
    kernel: fc.constantFrom<Kernel>('gaussian', 'quartic'),
    bandwidthMeters: fc.integer({ min: 100, max: 5000 }),
  })
  .chain((options) =>
    fc.record({
      options: fc.constant(options),
      kept: points(options.bandwidthMeters, 15),
      come: points(options.bandwidthMeters, 15),
      gone: points(options.bandwidthMeters, 15),
      z: fc.integer({ min: 5, max: 15 }),
    }),
  )

describe('the difference of two densities', () => {
  it('is the one less the other at every pixel and place, between its extremes', async () => {
    await fc.assert(
      fc.asyncProperty(days, async ({ options, kept, come, gone, z }) => {
        const now = latticeOf([...kept, ...come], options)
        const then = latticeOf([...kept, ...gone], options)
        const field = now.differenceFrom(then)
        const tallest = Math.max(await now.field().peak(), await then.field().peak())
        // A density is cut off at 0, which the quartic's edge would undercut.
        const within = (options.kernel === 'gaussian' ? 1e-6 : 0.006) * tallest + 1e-9
        const [x = 0, y = 0] = lngLatToTileFraction(HERE, z).map(Math.floor)
        const [differences, after, before] = await Promise.all([
          field.tile(z, x, y, 64),
          now.field().tile(z, x, y, 64),
          then.field().tile(z, x, y, 64),
        ])
        const { min, max } = await field.extremes()
        expect(min).toBeLessThanOrEqual(0)
        expect(max).toBeGreaterThanOrEqual(0)
        for (let pixel = 0; pixel < 4096; pixel += 37) {
          const expected = (after?.[pixel] ?? 0) - (before?.[pixel] ?? 0)
          const value = differences?.[pixel] ?? 0
          expect(Math.abs(value - expected)).toBeLessThanOrEqual(within)
          expect(value).toBeLessThanOrEqual(max + 0.01 * tallest)
          expect(value).toBeGreaterThanOrEqual(min - 0.01 * tallest)
        }
        for (const { position } of [...kept, ...come, ...gone])
          expect(
            Math.abs(
              field.valueAt(position) -
                (now.field().valueAt(position) - then.field().valueAt(position)),
            ),
          ).toBeLessThanOrEqual(within)
      }),
      { numRuns: 60 },
    )
  })

  it('is nothing at all, to the bit, where nothing changed', async () => {
    await fc.assert(
      fc.asyncProperty(days, async ({ options, kept, z }) => {
        const field = latticeOf(kept, options).differenceFrom(
          latticeOf([...kept].reverse(), options),
        )
        const [x = 0, y = 0] = lngLatToTileFraction(HERE, z).map(Math.floor)
        expect(await field.tile(z, x, y, 64)).toBeNull()
        expect(field.bounds).toBeNull()
        expect(await field.extremes()).toEqual({ min: 0, max: 0 })
        expect(field.valueAt(HERE)).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('leaves both lattices as they were, and takes none of another kernel', () => {
    const options = { kernel: 'gaussian', bandwidthMeters: 1000 } as const
    const now = latticeOf([{ position: HERE, weight: 1 }], options)
    const then = latticeOf([{ position: HERE, weight: 3 }], options)
    const height = now.field().valueAt(HERE)
    expect(now.differenceFrom(then).valueAt(HERE) / height).toBeCloseTo(-2, 9)
    expect(then.differenceFrom(now).valueAt(HERE) / height).toBeCloseTo(2, 9)
    expect(now.field().valueAt(HERE)).toBe(height)
    expect(() => now.differenceFrom(latticeOf([], { ...options, kernel: 'quartic' }))).toThrow(
      RangeError,
    )
    expect(() => now.differenceFrom(latticeOf([], { ...options, bandwidthMeters: 900 }))).toThrow(
      RangeError,
    )
  })
})

describe('the encoding of differences', () => {
  const bandwidths = fc.integer({ min: 100, max: 5000 })

  function decode(bytes: Uint8Array, bandwidthMeters: number): number[] {
    const { redFactor, greenFactor, blueFactor, baseShift } = differenceEncoding(bandwidthMeters)
    return Array.from({ length: bytes.length / 3 }, (_, pixel) => {
      const [red = 0, green = 0, blue = 0] = bytes.subarray(3 * pixel, 3 * pixel + 3)
      return red * redFactor + green * greenFactor + blue * blueFactor - baseShift
    })
  }

  it('tells 0 as exactly 0', () => {
    fc.assert(
      fc.property(bandwidths, (bandwidthMeters) => {
        const bytes = encodeDifferences(new Float64Array(1), bandwidthMeters)
        expect([...bytes]).toEqual([128, 128, 0])
        expect(decode(bytes, bandwidthMeters)).toEqual([0])
      }),
    )
  })

  it('reaches as far below 0 as above, by the steps of densities', () => {
    fc.assert(
      fc.property(
        bandwidths,
        fc.double({ min: -1000, max: 1000, noNaN: true }),
        (bandwidthMeters, value) => {
          const step = densityEncoding(bandwidthMeters).blueFactor
          const both = Float64Array.of(value, -value, 1e9, -1e9)
          const [up = 0, down = 0, top = 0, bottom = 0] = decode(
            encodeDifferences(both, bandwidthMeters),
            bandwidthMeters,
          )
          expect(top).toBeCloseTo(-bottom, 6)
          expect(top).toBeGreaterThan(835)
          expect(Math.abs(up + down)).toBeLessThan(1.001 * step)
          if (Math.abs(value) < top) expect(Math.abs(up - value)).toBeLessThan(0.501 * step)
        },
      ),
    )
  })
})
