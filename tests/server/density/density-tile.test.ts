import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { momentAsOf, momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { lngLatToTileFraction, pixelCenterLngLat } from '#domain/tile.ts'
import { densityAt } from '#server/density/field/density-at.ts'
import { densityEncoding } from '#server/density/field/density-encoding.ts'
import { densityField } from '#server/density/field/density-field.ts'
import type { DensityOptions } from '#server/density/field/density-field.ts'
import { densityTile } from '#server/density/field/density-tile.ts'
import { densityTileJson } from '#server/density/field/density-tilejson.ts'
import { selectColumns } from './column-records.ts'
import { countyRecords, enterpriseRecord, hazardRecord, scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const DEFAULTS: DensityOptions = {
  subject: 'hazards',
  basis: 'current',
  kernel: 'gaussian',
  bandwidthMeters: 1000,
}
const county = selectColumns(countyRecords(30), EMPTY_FILTER, scopeFor(), NOON)

async function decode(png: Uint8Array, bandwidthMeters: number) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  const { redFactor, greenFactor, blueFactor, baseShift } = densityEncoding(bandwidthMeters)
  const values = Array.from({ length: info.width * info.height }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3)
    return red * redFactor + green * greenFactor + blue * blueFactor - baseShift
  })
  return { values, info }
}

describe('a density tile', () => {
  it.each([8, 9, 10, 11, 12, 13, 14, 15])(
    'holds the field at pixel centres, zoom %i',
    async (z) => {
      const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], z).map(Math.floor)
      for (const options of [
        DEFAULTS,
        { ...DEFAULTS, subject: 'risk-points' as const, kernel: 'quartic' as const },
        { ...DEFAULTS, bandwidthMeters: 250 },
      ]) {
        const { field } = await densityField(county, options)
        const { values, info } = await decode(
          await densityTile(field, z, x, y),
          options.bandwidthMeters,
        )
        expect(info).toMatchObject({ width: 256, height: 256, channels: 3 })
        const step = densityEncoding(options.bandwidthMeters).blueFactor
        const apart = (options.kernel === 'gaussian' ? 0.0002 : 0.005) * (await field.peak())
        for (let pixel = 0; pixel < values.length; pixel += 331) {
          const center = pixelCenterLngLat(z, x, y, pixel % 256, pixel >> 8, 256)
          const value = values[pixel] ?? Number.NaN
          expect(Math.abs(value - field.valueAt(center))).toBeLessThan(0.51 * step + apart)
        }
      }
    },
  )

  it('is opaque zeros where nothing is', async () => {
    const { field } = await densityField(county, DEFAULTS)
    const { values, info } = await decode(await densityTile(field, 10, 3, 3), 1000)
    expect(info).toMatchObject({ width: 256, height: 256, channels: 3 })
    expect(Math.max(...values)).toBe(0)
  })

  it('does not run over its bytes at a narrow bandwidth', async () => {
    const crowd = selectColumns(
      {
        enterprises: [enterpriseRecord({ id: 'e' })],
        riskPoints: [],
        hazards: Array.from({ length: 40 }, (_, index) =>
          hazardRecord({ id: `h${index}`, enterpriseId: 'e', hazardLevel: 'major' }),
        ),
      },
      EMPTY_FILTER,
      scopeFor(),
      NOON,
    )
    const options: DensityOptions = { ...DEFAULTS, kernel: 'quartic', bandwidthMeters: 100 }
    const { field } = await densityField(crowd, options)
    const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], 15).map(Math.floor)
    const { values } = await decode(await densityTile(field, 15, x, y), 100)
    const peak = await field.peak()
    expect(peak / ((400 * 3) / Math.PI / 0.01)).toBeCloseTo(1, 2)
    expect(Math.max(...values)).toBeGreaterThan(0.97 * peak)
  })
})

describe('the TileJSON of a density', () => {
  it('tells the encoding, the unit, the peak and the whole query', async () => {
    const filter = { ...EMPTY_FILTER, township: ['410622101'], asOf: '2026-06-01' }
    const described = await densityTileJson(county, filter, DEFAULTS, NOON)
    expect(described).toMatchObject({
      tilejson: '3.0.0',
      tiles: [
        '/api/tiles/density/{z}/{x}/{y}.png?subject=hazards&bandwidth=1000&kernel=gaussian' +
          '&township=410622101&asOf=2026-06-01',
      ],
      unit: '加权隐患/km²',
      bandwidthMeters: 1000,
      kernel: 'gaussian',
      subject: 'hazards',
      unplaced: 0,
    })
    const { field } = await densityField(county, DEFAULTS)
    for (const { position } of county.hazards)
      if (position !== null)
        expect(field.valueAt(position)).toBeLessThanOrEqual(1.001 * described.max)
    const [west, south, east, north] = described.bounds
    for (const place of [
      [west - 0.001, 35.6],
      [east + 0.001, 35.6],
      [114.2, south - 0.001],
      [114.2, north + 0.001],
    ] as const)
      expect(field.valueAt(place)).toBe(0)
  })

  it('is whole when there is nothing to count', async () => {
    const nothing = selectColumns(countyRecords(0), EMPTY_FILTER, scopeFor(), NOON)
    const described = await densityTileJson(nothing, EMPTY_FILTER, DEFAULTS, NOON)
    expect(described).toMatchObject({ max: 0, minzoom: 0 })
    expect(described.bounds).toHaveLength(4)
  })
})

describe('the density at a place', () => {
  const lat = 35.6
  const hazards = [
    hazardRecord({ id: 'a', enterpriseId: 'e', position: [114.2, lat] }),
    hazardRecord({ id: 'b', enterpriseId: 'e', position: [114.2, lat + 0.008_9] }),
    hazardRecord({ id: 'c', enterpriseId: 'e', position: [114.2, lat + 0.009_1] }),
    hazardRecord({
      id: 'd',
      enterpriseId: 'e',
      position: [114.205, lat],
      hazardLevel: 'major',
      deadlines: [{ at: new Date('2026-01-05T02:00:00Z'), day: '2026-05-31' }],
    }),
    hazardRecord({
      id: 'closed',
      enterpriseId: 'e',
      states: [{ at: new Date('2026-01-05T02:00:00Z'), state: 'CLOSED' }],
    }),
  ]
  const records = { enterprises: [enterpriseRecord({ id: 'e' })], riskPoints: [], hazards }

  it('counts what is unclosed within 1000 m of ground', async () => {
    const selection = selectColumns(records, EMPTY_FILTER, scopeFor(), NOON)
    const at = await densityAt(selection, [114.2, lat], DEFAULTS, NOON, scopeFor())
    expect(at.within1km).toEqual({ open: 3, major: 1, overdue: 1 })
    expect(at).toMatchObject({ unit: '加权隐患/km²', bandwidthMeters: 1000 })
    expect(at.value).toBe((await densityField(selection, DEFAULTS)).field.valueAt([114.2, lat]))
    expect(at.value).toBeGreaterThan(0)
  })

  it('does not single an enterprise out to who must not see one', async () => {
    const guarded = scopeFor({ suppressSingles: true })
    const selection = selectColumns(records, EMPTY_FILTER, guarded, NOON)
    expect((await densityAt(selection, [114.2, lat], DEFAULTS, NOON, guarded)).within1km).toBeNull()
    expect((await densityAt(selection, [115.2, lat], DEFAULTS, NOON, guarded)).within1km).toEqual({
      open: 0,
      major: 0,
      overdue: 0,
    })
  })

  it('weighs a hazard half as much again from the midnight after its deadline', async () => {
    const lone = { ...records, hazards: hazards.slice(0, 1) }
    const valueOf = async (at: string) => {
      const moment = momentAsOf(null, new Date(at))
      const selection = selectColumns(lone, EMPTY_FILTER, scopeFor(), moment)
      return (await densityAt(selection, [114.2, lat], DEFAULTS, moment, scopeFor())).value
    }
    const before = await valueOf('2026-12-31T15:59:59.999Z')
    const after = await valueOf('2026-12-31T16:00:00.000Z')
    expect(after / before).toBeCloseTo(1.5, 6)
  })
})
