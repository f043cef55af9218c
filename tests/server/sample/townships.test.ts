import { readFileSync } from 'node:fs'
import { area, featureCollection, intersect } from '@turf/turf'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { describe, expect, test } from 'vitest'
import { readSampleCounty } from '#server/sample/county.ts'
import { partitionTownships, TOWNSHIP_SEATS } from '#server/sample/townships.ts'

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../data/${file}`, import.meta.url), 'utf8'))
}

const [county] = (read('qixian-county.geojson') as FeatureCollection<Polygon>).features
const stored = read('qixian-townships.geojson') as FeatureCollection<Polygon | MultiPolygon>
if (county === undefined) throw new Error('no county')

describe('townships', () => {
  test('the stored partition is the one its rule gives', () => {
    expect(stored.features).toEqual(
      JSON.parse(JSON.stringify(partitionTownships(county.geometry).features)),
    )
  })

  test('the townships together are the county, without overlap', () => {
    const whole = area(county)
    const parts = stored.features.reduce((sum, each) => sum + area(each), 0)
    expect(stored.features).toHaveLength(9)
    // Corners are kept to a centimetre: along 200 km of edges that is some tens of square metres.
    expect(Math.abs(parts - whole)).toBeLessThan(50)
    for (const one of stored.features) {
      const inside = intersect(featureCollection([one, county]))
      expect(inside === null ? 0 : area(inside)).toBeGreaterThan(area(one) - 20)
      for (const other of stored.features) {
        if (other === one) continue
        const shared = intersect(featureCollection([one, other]))
        expect(shared === null ? 0 : area(shared)).toBeLessThan(20)
      }
    }
  })

  test('every region says that its boundary only illustrates', () => {
    const { regions } = readSampleCounty(1)
    expect(regions.filter(({ kind }) => kind === 'village')).toHaveLength(201)
    expect(new Set(regions.map(({ code }) => code)).size).toBe(215)
    for (const region of regions) {
      expect(region.sample).toBe(true)
      expect(region.illustrative).toBe(true)
      expect(region.source).toMatch(/示意/u)
    }
  })

  test('a village lies in its own township, a seat in its own', () => {
    const sample = readSampleCounty(7)
    for (const { at, township } of sample.villages) expect(sample.townshipAt(at)).toBe(township)
    for (const { code } of TOWNSHIP_SEATS) expect(sample.townshipAt(sample.seatOf(code))).toBe(code)
  })
})
