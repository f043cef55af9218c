import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  fitGeoreference,
  lngLatToPlan,
  planToLngLat,
  projectGeometry,
  scaleFromKnownLength,
} from '#domain/georeference.ts'
import type { ControlPoint, Georeference } from '#domain/georeference.ts'
import type { PlanePoint } from '#domain/local-plane.ts'
import { localPlane } from '#domain/local-plane.ts'
import { distanceMeters } from '#domain/position.ts'
import type { Result } from '#domain/result.ts'

const ground = localPlane([114.197, 35.607])

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

function codeOf(result: Result<unknown>): string | undefined {
  return result.ok ? undefined : result.issues[0]?.code
}

/** A control point whose ground place is given in metres about the seat of the county. */
function control(plan: PlanePoint, meters: PlanePoint): ControlPoint {
  return { plan, lngLat: ground.toPosition(meters) }
}

/** A plan in pixels of 0.02 m, turned by 30° and moved. */
function turned([x, y]: PlanePoint): PlanePoint {
  const angle = Math.PI / 6
  return [
    0.02 * (x * Math.cos(angle) - y * Math.sin(angle)) + 120,
    0.02 * (x * Math.sin(angle) + y * Math.cos(angle)) - 75,
  ]
}

const corners: PlanePoint[] = [
  [0, 0],
  [1536, 0],
  [1536, 1504],
  [0, 1504],
]

describe('similarity', () => {
  test('two points are met exactly and the rest follows', () => {
    const fitted = valueOf(
      fitGeoreference('similarity', [
        control([0, 0], turned([0, 0])),
        control([1536, 0], turned([1536, 0])),
      ]),
    )
    expect(fitted.rmsMeters).toBeLessThan(1e-9)
    const expected = ground.toPosition(turned([700, 900]))
    expect(distanceMeters(planToLngLat(fitted, [700, 900]), expected)).toBeLessThan(1e-5)
  })

  test('a 100 m line on the plan is 100 m on the ground, whatever the turn', () => {
    const fitted = valueOf(
      fitGeoreference('similarity', [control([0, 0], [0, 0]), control([0, 200], [-200, 0])]),
    )
    const length = distanceMeters(planToLngLat(fitted, [50, 50]), planToLngLat(fitted, [150, 50]))
    expect(Math.abs(length - 100)).toBeLessThan(0.3)
  })

  test('a mirrored set of points leaves residuals, never a mirrored plan', () => {
    const fitted = valueOf(
      fitGeoreference(
        'similarity',
        corners.map(([x, y]) => control([x, y], turned([x, 3 * y - 1504]))),
      ),
    )
    expect(fitted.rmsMeters).toBeGreaterThan(5)
    const [a, b, c] = [
      [0, 0],
      [100, 0],
      [0, 100],
    ].map(([x = 0, y = 0]) => ground.toMeters(planToLngLat(fitted, [x, y])))
    if (!a || !b || !c) throw new Error('three corners expected')
    expect((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).toBeGreaterThan(0)
  })
})

describe('affine', () => {
  test('three points are met exactly, stretch and slant included', () => {
    const slanted = ([x, y]: PlanePoint): PlanePoint => [
      0.03 * x + 0.004 * y,
      -0.002 * x + 0.02 * y,
    ]
    const points = corners.slice(0, 3)
    const fitted = valueOf(
      fitGeoreference(
        'affine',
        points.map((plan) => control(plan, slanted(plan))),
      ),
    )
    for (const { residualMeters } of fitted.controlPoints) expect(residualMeters).toBeLessThan(1e-9)
    const fourth = planToLngLat(fitted, [0, 1504])
    expect(distanceMeters(fourth, ground.toPosition(slanted([0, 1504])))).toBeLessThan(1e-5)
  })
})

describe('residuals', () => {
  test('one point pulled 1 m out of four shows 0.25 m everywhere under an affine fit', () => {
    const fitted = valueOf(
      fitGeoreference(
        'affine',
        corners.map((plan, index) => {
          const [x, y] = turned(plan)
          return control(plan, index === 2 ? [x + 1, y] : [x, y])
        }),
      ),
    )
    // A rectangle's affine fit leaves a twist: the error is shared by quarters.
    for (const { residualMeters } of fitted.controlPoints)
      expect(residualMeters).toBeCloseTo(0.25, 4)
    expect(fitted.rmsMeters).toBeCloseTo(0.25, 4)
  })

  test('they are the distances between the given and the projected places', () => {
    const fitted = valueOf(
      fitGeoreference(
        'similarity',
        corners.map((plan, index) => {
          const [x, y] = turned(plan)
          return control(plan, [x + index * 0.4, y - index * index * 0.1])
        }),
      ),
    )
    expect(fitted.rmsMeters).toBeGreaterThan(0.1)
    for (const { plan, lngLat, residualMeters } of fitted.controlPoints) {
      const [x, y] = ground.toMeters(lngLat)
      const [projectedX, projectedY] = ground.toMeters(planToLngLat(fitted, plan))
      expect(Math.hypot(projectedX - x, projectedY - y)).toBeCloseTo(residualMeters, 5)
    }
  })
})

describe('round trip', () => {
  const coordinate = fc.double({ min: -3000, max: 3000, noNaN: true })

  test.each(['similarity', 'affine'] as const)('%s, through JSON as well', (kind) => {
    const fitted = valueOf(
      fitGeoreference(
        kind,
        corners.map((plan, index) => {
          const [x, y] = turned(plan)
          return control(plan, [x + index * 0.3, y])
        }),
      ),
    )
    const stored = JSON.parse(JSON.stringify(fitted)) as Georeference
    expect(stored).toEqual(fitted)
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const place = planToLngLat(stored, [x, y])
        expect(place).toEqual(planToLngLat(fitted, [x, y]))
        const [backX, backY] = lngLatToPlan(stored, place)
        // Plan units are pixels of 0.02 m: 1e-5 of them is 0.2 µm.
        expect(Math.hypot(backX - x, backY - y)).toBeLessThan(1e-5)
      }),
    )
  })

  test('a projected polygon keeps its shape, closed and within 0.1 mm', () => {
    const fitted = valueOf(
      fitGeoreference('similarity', [
        control([0, 0], turned([0, 0])),
        control([1536, 1504], turned([1536, 1504])),
      ]),
    )
    const ring = [...corners, ...corners.slice(0, 1)].map(([x, y]) => [x, y])
    const projected = projectGeometry(fitted, { type: 'Polygon', coordinates: [ring] })
    const outer = projected.coordinates[0] ?? []
    expect(outer).toHaveLength(5)
    expect(outer[4]).toEqual(outer[0])
    for (const [index, [lng = 0, lat = 0]] of outer.entries()) {
      const expected = ground.toPosition(turned(corners[index % 4] ?? [0, 0]))
      expect(distanceMeters([lng, lat], expected)).toBeLessThan(2e-4)
    }
    const point = projectGeometry(fitted, { type: 'Point', coordinates: [10, 20] })
    expect(point.type).toBe('Point')
  })
})

describe('refusals', () => {
  const here = control([0, 0], [0, 0])
  test.each<[string, 'similarity' | 'affine', ControlPoint[]]>([
    ['too_few_points', 'similarity', [here]],
    ['too_few_points', 'affine', [here, control([1, 0], [1, 0])]],
    ['coincident', 'similarity', [here, control([0, 0], [10, 0])]],
    ['coincident', 'similarity', [here, control([10, 0], [0, 0])]],
    ['coincident', 'affine', [here, here, here]],
    ['collinear', 'affine', [here, control([1, 1], [1, 1]), control([2, 2], [2, 2])]],
    ['collinear', 'affine', [here, control([1, 0], [9, 0]), control([0, 1], [18, 0])]],
    ['mirrored', 'affine', [here, control([1, 0], [1, 0]), control([0, 1], [0, -1])]],
    ['not_a_number', 'similarity', [here, control([NaN, 0], [1, 0])]],
    ['swapped', 'similarity', [here, { plan: [9, 9], lngLat: [35.607, 114.197] }]],
    ['zero', 'similarity', [here, { plan: [9, 9], lngLat: [0, 0] }]],
    ['too_far_apart', 'similarity', [here, { plan: [9, 9], lngLat: [116.4, 39.9] }]],
    ['too_many_points', 'affine', Array.from({ length: 101 }, () => here)],
  ])('%s for a %s', (code, kind, points) => {
    const result = fitGeoreference(kind, points)
    expect(codeOf(result)).toBe(code)
    expect(JSON.stringify(result)).toMatch(/请/)
  })

  test('a stored georeference that fixes nothing throws', () => {
    const broken: Georeference = { kind: 'similarity', controlPoints: [], rmsMeters: 0 }
    expect(() => planToLngLat(broken, [0, 0])).toThrow(RangeError)
  })
})

test('a known length gives the scale', () => {
  expect(scaleFromKnownLength([10, 10], [310, 410], 10)).toEqual({ ok: true, value: 0.02 })
  expect(codeOf(scaleFromKnownLength([1, 1], [1, 1], 10))).toBe('coincident')
  expect(codeOf(scaleFromKnownLength([1, 1], [2, 1], 0))).toBe('not_a_number')
  expect(codeOf(scaleFromKnownLength([1, 1], [2, 1], Infinity))).toBe('not_a_number')
})
