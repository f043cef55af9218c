import fc from 'fast-check'
import { expect, test } from 'vitest'

import { localPlane } from '#domain/local-plane.ts'

const plane = localPlane([114.197, 35.607])

// Reference figures: PROJ, transverse Mercator about 114.197 E 35.607 N, scale 1, WGS 84.
test.each([
  [0.01, 0.01, 905.976361, 1109.564288],
  [-0.02, 0.015, -1811.83995, 1664.462241],
  [0.08, -0.07, 7255.022061, -7763.632164],
])('%d, %d degrees off the origin', (lng, lat, x, y) => {
  const [gotX, gotY] = plane.toMeters([114.197 + lng, 35.607 + lat])
  expect(Math.abs(gotX - x)).toBeLessThan(1e-4)
  expect(Math.abs(gotY - y)).toBeLessThan(1e-4)
})

test('both directions undo each other', () => {
  const meters = fc.double({ min: -10_000, max: 10_000, noNaN: true })
  fc.assert(
    fc.property(meters, meters, (x, y) => {
      const [backX, backY] = plane.toMeters(plane.toPosition([x, y]))
      expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-7)
    }),
  )
})

test('there is none at a pole', () => {
  expect(() => localPlane([0, 90])).toThrow(RangeError)
  expect(() => localPlane([0, NaN])).toThrow(RangeError)
})
