import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftOf } from '#web/plan/draft.ts'
import { measureShape, measureText } from '#web/plan/measure.ts'
import { calibrate, withImage, zoneFromStructure } from '#web/plan/shapes.ts'
import { snapShapes, snapTarget } from '#web/plan/snapping.ts'
import { box, plan, point, structure, zone } from './plan-builders.ts'

const meters = { unit: 'meter', metersPerUnit: 1, georeference: null } as const

describe('size and area', () => {
  test('a rectangle by its sides, however it is turned', () => {
    const turned = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [3, 4],
          [-1, 7],
          [-4, 3],
          [0, 0],
        ],
      ],
    } as const
    const shape = {
      type: 'Polygon' as const,
      coordinates: turned.coordinates.map((r) => r.map((p) => [...p])),
    }
    expect(measureText(measureShape(shape, meters))).toBe('5.0 m × 5.0 m · 25.0 m²')
  })

  test('any other shape by its box, the area being its own', () => {
    const triangle = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [0, 0],
          [24, 0],
          [0, 10],
          [0, 0],
        ],
      ],
    }
    expect(measureText(measureShape(triangle, meters))).toBe('24.0 m × 10.0 m · 120 m²')
  })

  test('pixels until there is a scale, then metres', () => {
    const line = {
      type: 'LineString' as const,
      coordinates: [
        [0, 0],
        [30, 40],
      ],
    }
    const pixel = { unit: 'pixel', metersPerUnit: null, georeference: null } as const
    expect(measureText(measureShape(line, pixel))).toBe('50.0 px')
    expect(measureText(measureShape(line, { ...pixel, metersPerUnit: 0.1 }))).toBe('5.0 m')
  })
})

describe('scale from a known length', () => {
  test('a pixel plan gets metres a pixel, its shapes stay', () => {
    const draft = draftOf(
      plan({
        frame: { unit: 'pixel', metersPerUnit: null, georeference: null },
        zones: [zone('a', box(0, 0, 100, 100))],
      }),
    )
    const done = calibrate(draft, [0, 0], [200, 0], 50)
    expect(done).toMatchObject({ ok: true, value: { frame: { metersPerUnit: 0.25 } } })
    expect(done.ok && done.value.zones[0]?.geometry).toEqual(box(0, 0, 100, 100))
  })

  test('a plan in metres is stretched with its points and control points', () => {
    const draft = draftOf(
      plan({
        zones: [zone('a', box(0, 0, 10, 10))],
        riskPoints: [point('1', [5, 5], 'a')],
        frame: {
          ...meters,
          georeference: {
            kind: 'similarity',
            rmsMeters: 0,
            controlPoints: [{ plan: [10, 0], lngLat: [114, 35], residualMeters: 0 }],
          },
        },
      }),
    )
    const done = calibrate(draft, [0, 0], [10, 0], 25)
    if (!done.ok) throw new Error('refused')
    expect(done.value.zones[0]?.geometry).toEqual(box(0, 0, 25, 25))
    expect(done.value.riskPoints[0]?.position).toEqual([12.5, 12.5])
    expect(done.value.frame.georeference?.controlPoints[0]?.plan).toEqual([25, 0])
  })

  test('two clicks on one place are refused with words', () => {
    expect(calibrate(draftOf(plan()), [1, 1], [1, 1], 5)).toMatchObject({ ok: false })
  })
})

describe('a picture under the plan', () => {
  const image = { id: 'i', width: 2000, height: 1000, opacity: 0.6, rotation: 0 }

  test('an empty plan takes the pixels of the picture, without a scale', () => {
    expect(withImage(draftOf(plan()), image).frame).toEqual({
      unit: 'pixel',
      metersPerUnit: null,
      georeference: null,
    })
  })

  test('what was drawn in metres keeps its size and lies on the picture', () => {
    const draft = withImage(draftOf(plan({ zones: [zone('a', box(10, 10, 200, 80))] })), image)
    expect(draft.frame.metersPerUnit).toBeCloseTo(0.1)
    const [only] = draft.zones
    if (only === undefined) throw new Error('no zone')
    expect(measureText(measureShape(only.geometry, draft.frame))).toBe('200 m × 80.0 m · 16000 m²')
    expect(only.geometry.coordinates.flat(2).every((value) => Number(value) >= 0)).toBe(true)
  })
})

describe('a zone from a building', () => {
  test('has its shape and name, but is a shape of its own', () => {
    const building = structure('s', { name: '液氨罐区', kind: 'tank' })
    const made = zoneFromStructure(building, 'z')
    expect(made).toMatchObject({ id: 'z', name: '液氨罐区', kind: 'tank-farm' })
    expect(made?.geometry).toEqual(building.geometry)
    expect(made?.geometry).not.toBe(building.geometry)
  })

  test('is not made from a line', () => {
    const road = structure('r', {
      kind: 'road',
      geometry: {
        type: 'LineString',
        coordinates: [
          [0, 0],
          [9, 9],
        ],
      },
    })
    expect(zoneFromStructure(road, 'z')).toBeNull()
  })
})

describe('snapping', () => {
  const shapes = snapShapes([{ id: 'a', geometry: box(0, 0, 10, 10) }])

  test('a vertex before an edge, an edge where no vertex is near, else nothing', () => {
    expect(snapTarget([9.6, 10.3], shapes, 1)).toEqual([10, 10])
    expect(snapTarget([5, 10.4], shapes, 1)).toEqual([5, 10])
    expect(snapTarget([5, 12], shapes, 1)).toBeNull()
  })

  test('the shape being edited does not hold on to itself', () => {
    expect(snapTarget([10, 10], shapes, 1, 'a')).toBeNull()
  })

  test('never goes farther than its reach', () => {
    const coordinate = fc.double({ min: -20, max: 30, noNaN: true })
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const target = snapTarget([x, y], shapes, 2)
        if (target !== null)
          expect(Math.hypot(target[0] - x, target[1] - y)).toBeLessThanOrEqual(2 + 1e-9)
      }),
    )
  })
})
