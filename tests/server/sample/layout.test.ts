import { featureCollection, intersect, polygon } from '@turf/turf'
import type { Polygon } from 'geojson'
import { describe, expect, test } from 'vitest'
import { scanGeometry } from '#domain/geometry.ts'
import { layOutSite } from '#server/sample/layout/lay-out.ts'
import type { Archetype } from '#server/sample/layout/lay-out.ts'
import { CAMPUS_ARCHETYPES } from '#server/sample/layout/programmes.ts'
import { polygonOf, ringHolds, signedArea } from '#server/sample/layout/shapes.ts'
import { boxOf } from '#server/sample/layout/site-extent.ts'
import { createRandom } from '#server/sample/random.ts'

const ARCHETYPES: readonly Archetype[] = [
  ...CAMPUS_ARCHETYPES,
  'filling-station',
  'hazardous-trade',
  'quarry',
]

/** Planar area; what two zones share is compared with it, not with degrees. */
function planarArea(shape: Polygon): number {
  return shape.coordinates.reduce((sum, ring, index) => {
    const points = ring.slice(0, -1).map(([x = 0, y = 0]) => [x, y] as const)
    const ringArea = Math.abs(signedArea(points)) / 2
    return index === 0 ? ringArea : sum - ringArea
  }, 0)
}

function sharedArea(a: Polygon, b: Polygon): number {
  // The library works on any plane as long as the numbers stay small enough to pass for degrees.
  const small = ({ coordinates }: Polygon) =>
    polygon(coordinates.map((ring) => ring.map(([x = 0, y = 0]) => [x / 1_000, y / 1_000])))
  const shared = intersect(featureCollection([small(a), small(b)]))
  if (shared === null) return 0
  const parts =
    shared.geometry.type === 'Polygon' ? [shared.geometry.coordinates] : shared.geometry.coordinates
  return parts.reduce(
    (sum, coordinates) => sum + planarArea({ type: 'Polygon', coordinates }) * 1e6,
    0,
  )
}

describe.each(ARCHETYPES)('%s', (archetype) => {
  const sites = [1, 2, 3, 4].map((seed) => layOutSite(archetype, createRandom(seed, archetype)))

  test('is drawn differently for another seed and alike for the same', () => {
    const [first, second] = sites
    expect(first).not.toEqual(second)
    expect(layOutSite(archetype, createRandom(1, archetype))).toEqual(first)
  })

  test('has a fence, a gate, roads, green, a muster point, exits, hydrants and ways to safety', () => {
    for (const { structures, symbols } of sites) {
      const kinds = new Set(structures.map(({ kind }) => kind))
      for (const kind of ['fence', 'gate', 'road', 'green', 'building'] as const)
        expect(kinds).toContain(kind)
      const marks = new Set(symbols.map(({ kind }) => kind))
      for (const kind of ['muster-point', 'exit', 'hydrant', 'evacuation-route'] as const)
        expect(marks).toContain(kind)
    }
  })

  test('measures 60 to 460 m and has 5 to 15 zones', () => {
    for (const site of sites) {
      const { x, y, width, depth } = boxOf(site)
      expect([x, y]).toEqual([0, 0])
      expect(Math.max(width, depth)).toBeGreaterThan(58)
      expect(Math.max(width, depth)).toBeLessThan(460)
      expect(site.areas.length).toBeGreaterThanOrEqual(5)
      expect(site.areas.length).toBeLessThanOrEqual(15)
    }
  })

  test('every shape is one the product accepts', () => {
    for (const { structures, areas, symbols } of sites)
      for (const { geometry } of [...structures, ...areas, ...symbols]) {
        const scanned = scanGeometry(geometry, {
          types: ['Polygon', 'LineString', 'Point'],
          maxVertices: 5_000,
          bounds: 'plane',
        })
        expect(scanned.ok ? [] : scanned.issues).toEqual([])
      }
  })

  test('zones lie inside the fence and do not overlap', () => {
    for (const { fence, areas } of sites) {
      const ring = fence.coordinates[0] ?? []
      for (const [index, { geometry }] of areas.entries()) {
        for (const [x = 0, y = 0] of geometry.coordinates[0] ?? [])
          expect(ringHolds(ring, [x, y])).toBe(true)
        for (const other of areas.slice(index + 1))
          expect(sharedArea(geometry, other.geometry)).toBeLessThan(0.01)
      }
    }
  })
})

test('a polygon is closed and runs counter-clockwise, its holes clockwise', () => {
  const drawn = polygonOf(
    [
      [0, 0],
      [0, 10],
      [10, 10],
      [10, 0],
    ],
    [
      [
        [2, 2],
        [4, 2],
        [4, 4],
        [2, 4],
      ],
    ],
  )
  const turns = drawn.coordinates.map((ring) => {
    expect(ring.at(-1)).toEqual(ring[0])
    return Math.sign(signedArea(ring.slice(0, -1).map(([x = 0, y = 0]) => [x, y] as const)))
  })
  expect(turns).toEqual([1, -1])
})
