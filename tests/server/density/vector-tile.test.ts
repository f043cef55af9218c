import { VectorTile } from '@mapbox/vector-tile'
import fc from 'fast-check'
import { PbfReader } from 'pbf'
import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Position } from '#domain/position.ts'
import type { Scope } from '#domain/scope.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import type { ZoneRecord } from '#server/density/columns/zone-columns.ts'
import { vectorTile } from '#server/density/tiles/vector-tile.ts'
import type { VectorNoun } from '#server/density/tiles/vector-tile.ts'
import { vectorTileJson } from '#server/density/tiles/vector-tilejson.ts'
import { zonesOf } from '#server/density/tiles/zone-tile.ts'
import { selectColumns } from './column-records.ts'
import { countyRecords, enterpriseRecord, hazardRecord, scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const OPEN = scopeFor()
const GUARDED = scopeFor({ suppressSingles: true })
const zone: ZoneRecord = {
  id: 'z1',
  enterpriseId: 'e0',
  planId: 'plan',
  kind: 'tank-farm',
  name: '示例罐区',
  level: { inherent: 1, current: 2 },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [114.199, 35.599],
        [114.201, 35.599],
        [114.201, 35.601],
        [114.199, 35.601],
        [114.199, 35.599],
      ],
    ],
  },
}

const county = selectColumns(countyRecords(30), EMPTY_FILTER, OPEN, NOON, [zone])

function read(bytes: Uint8Array | null, noun: VectorNoun) {
  if (bytes === null) return []
  const layers = new VectorTile(new PbfReader(bytes)).layers
  expect(Object.keys(layers)).toEqual([noun])
  const layer = layers[noun]
  if (layer === undefined) return []
  expect(layer.extent).toBe(4096)
  return Array.from({ length: layer.length }, (_, index) => layer.feature(index))
}

function tileAt(noun: VectorNoun, z: number, scope: Scope = OPEN, place: Position = [114.2, 35.6]) {
  const [x = 0, y = 0] = lngLatToTileFraction(place, z).map(Math.floor)
  const bytes = vectorTile({ selection: county }, z, x, y, {
    noun,
    basis: 'current',
    scope,
  })
  return { bytes, features: read(bytes, noun), x, y, z }
}

function sum(features: readonly { properties: Record<string, unknown> }[], key: string): number {
  return features.reduce((total, { properties }) => total + Number(properties[key] ?? 0), 0)
}

describe('a vector tile of points', () => {
  it('counts every point in one cell, by level', () => {
    const { features } = tileAt('risk-points', 6)
    expect(sum(features, 'count')).toBe(150)
    const levels = ['level1', 'level2', 'level3', 'level4', 'levelNone']
    const counts = levels.map((key) => sum(features, key))
    expect(counts.reduce((total, count) => total + count, 0)).toBe(150)
    // The inherent level stands in where the current one is missing: each fifth point is 重大 too.
    expect(counts).toEqual([60, 30, 30, 30, 0])
    expect(features.every(({ properties }) => !('id' in properties))).toBe(true)
  })

  it('shows each point once over the tiles of a zoom, with id, level and enterprise', () => {
    for (const noun of ['enterprises', 'risk-points', 'hazards'] as const) {
      const z = 14
      const [left = 0, top = 0] = lngLatToTileFraction([114.1, 35.7], z).map(Math.floor)
      const [right = 0, bottom = 0] = lngLatToTileFraction([114.4, 35.5], z).map(Math.floor)
      const ids: unknown[] = []
      for (let x = left; x <= right; x += 1)
        for (let y = top; y <= bottom; y += 1) {
          const bytes = vectorTile({ selection: county }, z, x, y, {
            noun,
            basis: 'inherent',
            scope: OPEN,
          })
          for (const { properties, type } of read(bytes, noun)) {
            expect(type).toBe(1)
            expect(String(properties.enterprise)).toMatch(/^e\d+$/)
            expect(properties.level).toBe(noun === 'enterprises' ? 2 : 1)
            ids.push(properties.id)
          }
        }
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids).toHaveLength(noun === 'enterprises' ? 30 : 150)
    }
  })

  it('puts a point where it is, to a tile unit', () => {
    const { features, x, y, z } = tileAt('enterprises', 14, OPEN, [114.15, 35.58])
    const feature = features.find(({ properties }) => properties.id === 'e0')
    expect(feature?.properties).toEqual({
      id: 'e0',
      enterprise: 'e0',
      level: 3,
      name: '示例企业 e0',
    })
    const geometry = feature?.toGeoJSON(x, y, z).geometry
    const [lng = 0, lat = 0] = geometry?.type === 'Point' ? geometry.coordinates : []
    expect(lng).toBeCloseTo(114.15, 4)
    expect(lat).toBeCloseTo(35.58, 4)
  })

  it('tells of hazards how many are major and overdue', () => {
    const { features } = tileAt('hazards', 5)
    expect(sum(features, 'count')).toBe(150)
    expect(sum(features, 'major')).toBe(60)
    expect(sum(features, 'overdue')).toBe(60)
  })

  it('counts a crowd in cells at any zoom, so that nothing is left out', () => {
    const crowd = selectColumns(
      {
        enterprises: [enterpriseRecord({ id: 'e' })],
        riskPoints: [],
        hazards: Array.from({ length: 2500 }, (_, index) =>
          hazardRecord({ id: `h${index}`, enterpriseId: 'e' }),
        ),
      },
      EMPTY_FILTER,
      OPEN,
      NOON,
    )
    const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], 16).map(Math.floor)
    const options = { noun: 'hazards', basis: 'current', scope: OPEN } as const
    const bytes = vectorTile({ selection: crowd }, 16, x, y, options)
    expect(sum(read(bytes, 'hazards'), 'count')).toBe(2500)
  })

  it('is null where nothing is, and refuses what is no tile', () => {
    expect(tileAt('hazards', 10, OPEN, [10, 10]).bytes).toBeNull()
    const options = { noun: 'hazards', basis: 'current', scope: OPEN } as const
    expect(() => vectorTile({ selection: county }, 2, 4, 0, options)).toThrow(RangeError)
  })
})

describe('who must not see single enterprises', () => {
  it('gets no single point, no zone and no cell of fewer than three', () => {
    for (const noun of ['enterprises', 'risk-points', 'hazards', 'zones'] as const)
      for (let z = 0; z <= 18; z += 1)
        for (const { properties } of tileAt(noun, z, GUARDED).features) {
          expect(noun).not.toBe('zones')
          expect(properties).not.toHaveProperty('id')
          expect(properties).not.toHaveProperty('enterprise')
          expect(properties).not.toHaveProperty('name')
          if (noun === 'enterprises') expect(properties.count).toBeGreaterThanOrEqual(3)
        }
    expect(sum(tileAt('enterprises', 8, GUARDED).features, 'count')).toBeGreaterThan(0)
  })

  it('finds no lone enterprise by taking one zoom from another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), {
          minLength: 1,
          maxLength: 60,
        }),
        (places) => {
          const selection = selectColumns(
            {
              enterprises: places.map(([east, north], index) =>
                enterpriseRecord({
                  id: `e${index}`,
                  position: [114.1 + east * 0.005, 35.5 + north * 0.005],
                }),
              ),
              riskPoints: [],
              hazards: [],
            },
            EMPTY_FILTER,
            GUARDED,
            NOON,
          )
          const total = (z: number) => {
            const [left = 0, top = 0] = lngLatToTileFraction([114.05, 35.75], z).map(Math.floor)
            const [right = 0, bottom = 0] = lngLatToTileFraction([114.35, 35.45], z).map(Math.floor)
            let count = 0
            for (let x = left; x <= right; x += 1)
              for (let y = top; y <= bottom; y += 1) {
                const options = { noun: 'enterprises', basis: 'current', scope: GUARDED } as const
                const bytes = vectorTile({ selection }, z, x, y, options)
                count += sum(read(bytes, 'enterprises'), 'count')
              }
            return count
          }
          const totals = [5, 8, 10, 11, 12].map(total)
          expect(new Set(totals).size).toBe(1)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('a vector tile of zones', () => {
  it('holds their outlines and what they are', () => {
    const { features, x, y, z } = tileAt('zones', 15)
    expect(features).toHaveLength(1)
    expect(features[0]?.properties).toEqual({
      id: 'z1',
      enterprise: 'e0',
      name: '示例罐区',
      level: 2,
      inherent: 1,
    })
    const geometry = features[0]?.toGeoJSON(x, y, z).geometry
    expect(geometry?.type).toBe('Polygon')
    const ring = geometry?.type === 'Polygon' ? geometry.coordinates[0] : undefined
    expect(ring).toHaveLength(5)
    for (const [lng = 0, lat = 0] of ring ?? []) {
      expect(Math.abs(Math.abs(lng - 114.2) - 0.001)).toBeLessThan(1e-5)
      expect(Math.abs(Math.abs(lat - 35.6) - 0.001)).toBeLessThan(1e-5)
    }
  })

  it('is clipped to its tile, and empty elsewhere', () => {
    for (const z of [17, 20]) {
      const rings = tileAt('zones', z).features.flatMap((feature) => feature.loadGeometry())
      expect(rings.length).toBeGreaterThan(0)
      for (const point of rings.flat()) {
        expect(Math.abs(point.x - 2048)).toBeLessThanOrEqual(2048 + 64)
        expect(Math.abs(point.y - 2048)).toBeLessThanOrEqual(2048 + 64)
      }
    }
    expect(tileAt('zones', 15, OPEN, [114.3, 35.6]).bytes).toBeNull()
    expect(tileAt('zones', 8).bytes).toBeNull()
  })

  it('keeps holes, parts and places as they were stored', () => {
    const ring = (side: number, at = 0) => [
      [114.2 + at - side, 35.6 - side],
      [114.2 + at + side, 35.6 - side],
      [114.2 + at, 35.6 + side / 3],
      [114.2 + at - side, 35.6 - side],
    ]
    const geometries: ZoneRecord['geometry'][] = [
      { type: 'Polygon', coordinates: [ring(0.1), ring(0.01)] },
      {
        type: 'MultiPolygon',
        coordinates: [[ring(0.001)], [ring(0.002, 0.01), ring(0.0001, 0.01)]],
      },
    ]
    const zones = geometries.map((geometry, index) => ({ ...zone, id: `z${index}`, geometry }))
    const { parts } = selectColumns(countyRecords(1), EMPTY_FILTER, OPEN, NOON, zones)
    const { planId: _plan, kind: _kind, ...shown } = zone
    expect([...zonesOf(parts)]).toEqual(
      geometries.map((geometry, index) => ({ ...shown, id: `z${index}`, geometry })),
    )
  })

  it('says how many a full tile left out', () => {
    const zones = Array.from({ length: 2003 }, (_, index) => ({ ...zone, id: `z${index}` }))
    const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], 15).map(Math.floor)
    const options = { noun: 'zones', basis: 'current', scope: OPEN } as const
    const selection = selectColumns(countyRecords(1), EMPTY_FILTER, OPEN, NOON, zones)
    const features = read(vectorTile({ selection }, 15, x, y, options), 'zones')
    expect(features).toHaveLength(2001)
    expect(features.at(-1)?.properties).toEqual({ omitted: 3 })
  })
})

describe('the TileJSON of a noun', () => {
  it('tells the box of all that is shown, in whatever segments it lies', () => {
    const shown = selectColumns(countyRecords(1), EMPTY_FILTER, OPEN, NOON)
    const none = selectColumns(countyRecords(1), { ...EMPTY_FILTER, sector: ['x'] }, OPEN, NOON)
    const boundsOf = (parts: typeof shown.parts) =>
      vectorTileJson('risk-points', EMPTY_FILTER, NOON, { ...shown, parts }).bounds
    const bounds = boundsOf(shown.parts)
    const lngs = [...shown.riskPoints].flatMap(({ position }) => position?.[0] ?? [])
    expect(bounds?.[0]).toBeCloseTo(Math.min(...lngs), 6)
    expect(bounds?.[2]).toBeCloseTo(Math.max(...lngs), 6)
    expect(boundsOf([...none.parts, ...shown.parts, ...none.parts])).toEqual(bounds)
    expect(boundsOf(none.parts)).toBeUndefined()
  })

  it('names its layer and keeps the filter', () => {
    const filter = { ...EMPTY_FILTER, sector: ['x'] }
    const described = vectorTileJson('risk-points', filter, NOON)
    expect(described.tiles).toEqual(['/api/tiles/risk-points/{z}/{x}/{y}.mvt?sector=x'])
    expect(described.vector_layers.map(({ id }) => id)).toEqual(['risk-points'])
    expect(vectorTileJson('zones', EMPTY_FILTER, NOON).tiles).toEqual([
      '/api/tiles/zones/{z}/{x}/{y}.mvt',
    ])
  })
})
