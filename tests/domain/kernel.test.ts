import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { kernelReachMeters, kernelValue } from '#domain/kernel.ts'
import type { Kernel } from '#domain/kernel.ts'

/** Sum over rings of the plane, by the midpoint rule; metres in, weight out. */
function integral(kernel: Kernel, bandwidthMeters: number): number {
  const steps = 20_000
  const stepKm = (kernelReachMeters(kernel, bandwidthMeters) * 1.2) / 1000 / steps
  let sum = 0
  for (let i = 0; i < steps; i++) {
    const radiusKm = (i + 0.5) * stepKm
    sum += kernelValue(kernel, radiusKm * 1000, bandwidthMeters) * 2 * Math.PI * radiusKm * stepKm
  }
  return sum
}

describe.each(['gaussian', 'quartic'] as const)('%s', (kernel) => {
  test.each([250, 1000, 3000])('adds up to the weight within 0.1 %% at %d m', (bandwidth) => {
    expect(Math.abs(integral(kernel, bandwidth) - 1)).toBeLessThan(0.001)
  })

  test('falls with the distance and is nothing beyond its reach', () => {
    const reach = kernelReachMeters(kernel, 1000)
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: reach, noNaN: true }),
        fc.double({ min: 0, max: reach, noNaN: true }),
        (a, b) => {
          const [near, far] = [Math.min(a, b), Math.max(a, b)]
          expect(kernelValue(kernel, near, 1000)).toBeGreaterThanOrEqual(
            kernelValue(kernel, far, 1000),
          )
        },
      ),
    )
    expect(kernelValue(kernel, reach * 0.99, 1000)).toBeGreaterThan(0)
    expect(kernelValue(kernel, reach, 1000)).toBe(0)
  })

  test('refuses a bandwidth that is none', () => {
    for (const bandwidth of [0, -1, NaN, Infinity])
      expect(() => kernelValue(kernel, 0, bandwidth)).toThrow(RangeError)
  })
})

test('the cut of the Gaussian loses exp(−8)', () => {
  expect(1 - integral('gaussian', 1000)).toBeCloseTo(Math.exp(-8), 6)
})

test('worked values at a bandwidth of 1 km', () => {
  expect(kernelValue('gaussian', 0, 1000)).toBeCloseTo(0.159155, 6)
  expect(kernelValue('gaussian', 1000, 1000)).toBeCloseTo(0.096532, 6)
  expect(kernelValue('quartic', 0, 1000)).toBeCloseTo(0.95493, 6)
  expect(kernelValue('quartic', 500, 1000)).toBeCloseTo(0.537148, 6)
  expect(kernelValue('quartic', 0, 500)).toBeCloseTo(3.819719, 6)
})
