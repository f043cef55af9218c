import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { draftOf } from '#web/plan/draft.ts'
import { pointLevelsOf, zoneLevels } from '#web/plan/levels.ts'
import { openPlace } from '#web/plan/open-place.ts'
import { boxPolygon, snapBox, snapMovedBox, snapShapes, uprightBox } from '#web/plan/snapping.ts'
import { commandOf, PLAN_TOOLS } from '#web/plan/tools.ts'
import { planFeatures } from '#web/map/plan/features.ts'
import {
  geometryToMap,
  geometryToPlan,
  pictureCorners,
  planPlacement,
} from '#web/map/plan/frame.ts'
import { planStyle } from '#web/map/plan/style.ts'
import { box, level, plan, point, structure, zone } from './plan-builders.ts'

// The style names its fonts and pictures by the page's own address.
vi.stubGlobal('location', new URL('http://localhost:8080/plans/x'))
vi.stubGlobal('document', { styleSheets: [] })

const meters = { unit: 'meter', metersPerUnit: 1, georeference: null } as const
const placement = planPlacement(meters)

describe('a plan laid near 0,0', () => {
  test('goes there and back, to a tenth of a millimetre', () => {
    const coordinate = fc.double({ min: -5000, max: 5000, noNaN: true })
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const [backX, backY] = placement.toPlan(placement.toLngLat([x, y]))
        expect(Math.abs(backX - x)).toBeLessThan(1.2e-4)
        expect(Math.abs(backY - y)).toBeLessThan(1.2e-4)
      }),
    )
  })

  test('has no more decimals than the drawing tool takes', () => {
    for (const value of placement.toLngLat([123.456789, 98.7654321]))
      expect(Math.round(value * 1e9) / 1e9).toBe(value)
  })

  test('vertices that were on the plan come back exactly', () => {
    const walls = box(1.23456789, 2.3456789, 10.1, 7.7)
    const known = walls.coordinates.flat().map(([x = 0, y = 0]) => [x, y] as const)
    expect(geometryToPlan(placement, geometryToMap(placement, walls), known)).toEqual(walls)
  })

  test('a picture lies with its lower left corner at the origin, and turns clockwise', () => {
    const image = { id: 'i', width: 100, height: 50, opacity: 1, rotation: 0 }
    expect(pictureCorners(placement, image)[3]).toEqual([0, 0])
    const turned = pictureCorners(placement, { ...image, rotation: 90 })
    const [x, y] = placement.toPlan(turned[0])
    expect(x).toBeCloseTo(75, 3)
    expect(y).toBeCloseTo(75, 3)
  })
})

describe('the plan map as a style', () => {
  const document = plan({
    structures: [
      structure('b'),
      structure('f', { kind: 'fence', geometry: box(-5, -5, 90, 70) }),
      structure('r', {
        kind: 'road',
        geometry: {
          type: 'LineString',
          coordinates: [
            [0, 20],
            [80, 20],
          ],
        },
      }),
    ],
    zones: [zone('a', box(0, 0, 10, 10)), zone('b', box(20, 0, 10, 10), { name: '' })],
    riskPoints: [point('1', [5, 5], 'a', level(1, 3))],
    symbols: [
      { id: 's', kind: 'hydrant', text: '栓', geometry: { type: 'Point', coordinates: [1, 1] } },
      {
        id: 'w',
        kind: 'evacuation-route',
        text: '',
        geometry: {
          type: 'LineString',
          coordinates: [
            [0, 0],
            [10, 0],
          ],
        },
      },
    ],
  })
  const draft = draftOf(document)
  const levels = pointLevelsOf(document)
  const words = {
    unnamedZone: '未命名分区',
    level: String,
    letter: String,
    mark: String,
  }
  const features = (basis: 'inherent' | 'current') =>
    planFeatures(draft, levels, zoneLevels(draft, levels), basis, words)

  test.each([
    ['nothing selected', null],
    ['a zone selected', { kind: 'zone', id: 'a' } as const],
  ])('is valid with %s, with and without a picture', (_, selected) => {
    const image = { id: 'i', width: 100, height: 50, opacity: 0.5, rotation: 10 }
    for (const picture of [null, { image, url: '/api/plans/x/images/i' }])
      expect(
        validateStyleMin(
          planStyle({ features: features('inherent'), placement, picture, selected }) as never,
        ),
      ).toEqual([])
  })

  test('the basis recolours zones and points', () => {
    const levelOf = (basis: 'inherent' | 'current') =>
      [features(basis).zones, features(basis).riskPoints].map(
        (collection) => collection.features[0]?.properties?.level as unknown,
      )
    expect(levelOf('inherent')).toEqual([1, 1])
    expect(levelOf('current')).toEqual([3, 3])
  })

  test('a route ends in an arrow that points its way', () => {
    const end = features('inherent').symbols.features.find(
      ({ properties }) => properties?.kind === 'route-end',
    )
    expect(end?.properties?.turn).toBe(90)
  })

  test('names stand clear of the points in their zone', () => {
    const [x, y] = openPlace(box(0, 0, 40, 20), [[20, 10]])
    expect(Math.hypot(x - 20, y - 10)).toBeGreaterThan(5)
  })
})

describe('upright boxes', () => {
  test('have their sides laid on the walls beside them', () => {
    const walls = snapShapes([{ id: 'w', geometry: box(0, 0, 10, 10) }])
    const snapped = snapBox({ minX: 10.3, minY: 0.2, maxX: 20, maxY: 9.8 }, walls, 0.5)
    expect(snapped).toEqual({ minX: 10, minY: 0, maxX: 20, maxY: 10 })
  })

  test('keep their size when they are moved to a wall', () => {
    const walls = snapShapes([{ id: 'w', geometry: box(0, 0, 10, 10) }])
    expect(snapMovedBox({ minX: 10.3, minY: 3, maxX: 20, maxY: 9.8 }, walls, 0.5)).toEqual({
      minX: 10,
      minY: expect.closeTo(3.2) as number,
      maxX: 19.7,
      maxY: 10,
    })
  })

  test('are known from any corner and either turn, others are not', () => {
    expect(uprightBox(boxPolygon({ minX: 1, minY: 2, maxX: 3, maxY: 5 }))).toEqual({
      minX: 1,
      minY: 2,
      maxX: 3,
      maxY: 5,
    })
    const slanted = box(0, 0, 10, 10)
    slanted.coordinates[0]?.splice(2, 1, [12, 10])
    expect(uprightBox(slanted)).toBeNull()
  })
})

describe('keys', () => {
  const press = (key: string, held: Partial<Record<'ctrlKey' | 'shiftKey', boolean>> = {}) =>
    commandOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...held })

  test('every tool has one of its own', () => {
    expect(new Set(PLAN_TOOLS.map(({ key }) => key)).size).toBe(PLAN_TOOLS.length)
    for (const { id, key } of PLAN_TOOLS) expect(press(key)).toEqual({ kind: 'tool', tool: id })
  })

  test('undo, redo, save, cancel, delete', () => {
    expect(press('z', { ctrlKey: true })).toEqual({ kind: 'undo' })
    expect(press('Z', { ctrlKey: true, shiftKey: true })).toEqual({ kind: 'redo' })
    expect(press('s', { ctrlKey: true })).toEqual({ kind: 'save' })
    expect(press('Escape')).toEqual({ kind: 'cancel' })
    expect(press('Delete')).toEqual({ kind: 'delete' })
    expect(press('q')).toBeNull()
  })
})
