import { readFileSync } from 'node:fs'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import { z } from 'zod'
import { localPlane } from '#domain/local-plane.ts'
import type { LocalPlane, PlanePoint } from '#domain/local-plane.ts'
import type { Position } from '#domain/position.ts'
import type { Region } from '#domain/region.ts'
import { ringTest } from './layout/shapes.ts'
import { createRandom } from './random.ts'
import { COUNTY_ORIGIN, TOWNSHIP_SEATS } from './townships.ts'
import type { TownshipProperties } from './townships.ts'

export const COUNTY_CODE = '410622'

const divisionsSchema = z.object({
  source: z.string(),
  county: z.object({ code: z.string(), name: z.string() }),
  towns: z.array(z.object({ code: z.string(), name: z.string() })),
  villages: z.array(z.object({ code: z.string(), name: z.string(), town: z.string() })),
})

interface Village {
  readonly code: string
  readonly name: string
  readonly township: string
  readonly at: PlanePoint
}

/** The county as the sample needs it: a plane of metres, who owns which place, villages. */
export interface SampleCounty {
  readonly plane: LocalPlane
  readonly regions: readonly Region[]
  readonly villages: readonly Village[]
  /** Township of a place in metres; null outside the county. */
  townshipAt(point: PlanePoint): string | null
  townshipName(code: string): string
  nearestVillage(point: PlanePoint, township: string): Village
  /** Seat of a township in metres. */
  seatOf(code: string): PlanePoint
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../data/${file}`, import.meta.url), 'utf8'))
}

/** Seven decimals of a degree: a centimetre. */
export function roundPosition([lng, lat]: Position): Position {
  return [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
}

/**
 * Read the sample county 淇县 (410622): its polygon, the illustrative townships, the villages with
 * illustrative seats strewn inside their township.
 */
export function readSampleCounty(seed: number): SampleCounty {
  const county = readJson('qixian-county.geojson') as FeatureCollection<Polygon, { source: string }>
  const towns = readJson('qixian-townships.geojson') as FeatureCollection<
    Polygon | MultiPolygon,
    TownshipProperties
  >
  const neighbours = readJson('qixian-neighbours.geojson') as FeatureCollection<
    Polygon | MultiPolygon,
    { code: string; name: string; source: string }
  >
  const divisions = divisionsSchema.parse(readJson('qixian-divisions.json'))
  const plane = localPlane(COUNTY_ORIGIN)
  const toMeters = ([lng = 0, lat = 0]: readonly number[]): PlanePoint => plane.toMeters([lng, lat])
  const [feature] = county.features
  if (feature === undefined) throw new RangeError('the county file holds no polygon')
  const isInside = ringTest((feature.geometry.coordinates[0] ?? []).map(toMeters))
  const seats = TOWNSHIP_SEATS.map(({ code, name, seat }) => ({ code, name, at: toMeters(seat) }))

  function nearestSeat([x, y]: PlanePoint): string {
    let best = { code: '', distance: Infinity }
    for (const { code, at } of seats) {
      const distance = (at[0] - x) ** 2 + (at[1] - y) ** 2
      if (distance < best.distance) best = { code, distance }
    }
    return best.code
  }
  const townshipAt = (point: PlanePoint): string | null =>
    isInside(point) ? nearestSeat(point) : null
  const seatOf = (code: string): PlanePoint =>
    seats.find((seat) => seat.code === code)?.at ?? [0, 0]

  const random = createRandom(seed, 'villages')
  const villages = divisions.villages.map(({ code, name, town }): Village => {
    const seat = seatOf(town)
    // Shrinking the scatter with every miss always ends at the seat itself.
    for (let spread = 4_500; ; spread *= 0.97) {
      const at: PlanePoint = [random.gaussian(seat[0], spread), random.gaussian(seat[1], spread)]
      if (townshipAt(at) === town || spread < 1) return { code, name, township: town, at }
    }
  })
  const byTownship = Map.groupBy(villages, ({ township }) => township)

  const regions: Region[] = [
    {
      code: COUNTY_CODE,
      name: divisions.county.name,
      kind: 'county',
      parentCode: null,
      seat: [114.1936, 35.608],
      geometry: feature.geometry,
      source: `示意边界（非法定）：${feature.properties.source}，约 100 m`,
      illustrative: true,
      areaKm2: null,
      sample: true,
    },
    ...neighbours.features.map(({ properties, geometry }): Region => ({
      code: properties.code,
      name: properties.name,
      kind: 'county',
      parentCode: null,
      seat: null,
      geometry,
      source: `示意边界（非法定）：${properties.source}`,
      illustrative: true,
      areaKm2: null,
      sample: true,
    })),
    ...towns.features.map(({ properties, geometry }): Region => ({
      code: properties.code,
      name: properties.name,
      kind: 'township',
      parentCode: COUNTY_CODE,
      seat: properties.seat,
      geometry,
      source: properties.source,
      illustrative: true,
      areaKm2: null,
      sample: true,
    })),
    ...villages.map(({ code, name, township, at }): Region => ({
      code,
      name,
      kind: 'village',
      parentCode: township,
      seat: roundPosition(plane.toPosition(at)),
      geometry: null,
      source: `名称：${divisions.source}；位置为示意`,
      illustrative: true,
      areaKm2: null,
      sample: true,
    })),
  ]

  return {
    plane,
    regions,
    villages,
    townshipAt,
    seatOf,
    townshipName: (code) => seats.find((seat) => seat.code === code)?.name ?? code,
    nearestVillage([x, y], township) {
      const near = (village: Village): number => (village.at[0] - x) ** 2 + (village.at[1] - y) ** 2
      const [first, ...others] = byTownship.get(township) ?? villages
      if (first === undefined) throw new RangeError(`no village in ${township}`)
      return others.reduce((best, village) => (near(village) < near(best) ? village : best), first)
    },
  }
}
