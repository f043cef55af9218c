import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { distanceMeters } from '#domain/position.ts'
import {
  newEnterprise,
  newRiskPoint,
  TEST_ENTRY,
  writeTownship,
} from '#tests/server/density/stored-rows.ts'
import {
  addAccount,
  cookieOf,
  jsonRequest,
  openApplication,
  screenCookie,
  standingClock,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'

let application: TestApplication
let admin: string

/** Ten plants a township, 3 thousandths of a degree apart, with three points and hazards each. */
beforeAll(async () => {
  application = await openApplication({ clock: standingClock('2027-02-01T04:00:00Z') })
  const { services } = application
  await writeTownship(services.store, '410622101', 'h', 10, [114.2, 35.6])
  await writeTownship(services.store, '410622102', 'f', 10, [114.2, 35.6])
  await services.store.transact(TEST_ENTRY, async (tx) => {
    await insertEnterprises(tx, [newEnterprise({ id: 'nowhere', position: null })])
    await insertRiskPoints(tx, [
      newRiskPoint({ id: 'nowhere-0', enterpriseId: 'nowhere', position: null }),
    ])
  })
  await addAccount(services, 'admin', 'admin')
  await addAccount(services, 'township', 'township', { regions: ['410622101'], county: '410622' })
  admin = await cookieOf(services, 'admin')
})
afterAll(() => application.close())

function ring(west: number, south: number, east: number, north: number): number[][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ]
}

const polygon = (...rings: number[][][]) => ({ type: 'Polygon', coordinates: rings })

async function count(area: unknown, { query = '', cookie = admin, headers = {} } = {}) {
  const request = jsonRequest('POST', { area }, { cookie, ...headers })
  return application.app.request(`/api/counts-within${query}`, request)
}

async function counted(area: unknown, options = {}) {
  const response = await count(area, options)
  expect(response.status).toBe(200)
  return (await response.json()) as Record<string, number> & {
    perSquareKilometer: Record<string, number>
    riskPointsByLevel: { level: number | null; count: number }[]
  }
}

/** Plants 0 to 3 of both townships, the last of them on the eastern edge. */
const FOUR = polygon(ring(114.199, 35.599, 114.209, 35.61))

describe('counts within an area', () => {
  it('are exact, the boundary included, with what they come to for each km²', async () => {
    const whole = await counted(FOUR)
    expect(whole).toMatchObject({
      enterprises: 8,
      riskPoints: 24,
      open: 24,
      major: 0,
      overdue: 24,
      asOf: '2027-02-01T04:00:00.000Z',
    })
    expect(whole.areaSquareKilometers).toBeCloseTo(1.106, 2)
    expect(whole.perSquareKilometer.riskPoints).toBeCloseTo(
      24 / (whole.areaSquareKilometers ?? 0),
      9,
    )
    expect(whole.riskPointsByLevel).toEqual([
      ...[1, 2, 3, 4].map((level) => ({ level, count: 0 })),
      { level: null, count: 24 },
    ])
    const little = await counted(polygon(ring(114.199, 35.599, 114.2089999, 35.61)))
    expect(little.enterprises).toBe(6)
  })

  it('leave out what lies in a hole, and keep what lies on its rim', async () => {
    const outer = ring(114.19, 35.59, 114.3, 35.7)
    expect(await counted(polygon(outer))).toMatchObject({ enterprises: 20, riskPoints: 60 })
    const hole = ring(114.2, 35.599, 114.2065, 35.61)
    expect(await counted(polygon(outer, hole))).toMatchObject({ enterprises: 16, open: 48 })
  })

  it('add up over the parts of many polygons', async () => {
    const coordinates = [
      [ring(114.199, 35.599, 114.2001, 35.6001)],
      [ring(114.2269, 35.5999, 114.2271, 35.6001)],
    ]
    expect(await counted({ type: 'MultiPolygon', coordinates })).toMatchObject({ enterprises: 4 })
  })

  it('pass through the filter and the scope of whoever asks', async () => {
    const query = '?township=410622102'
    expect(await counted(FOUR, { query })).toMatchObject({ enterprises: 4, riskPoints: 12 })
    const cookie = await cookieOf(application.services, 'township')
    expect(await counted(FOUR, { cookie })).toMatchObject({ enterprises: 4, open: 12 })
    expect(await counted(FOUR, { query, cookie })).toMatchObject({ enterprises: 0, open: 0 })
    const asOf = await counted(FOUR, { query: '?asOf=2026-02-01' })
    expect(asOf).toMatchObject({ enterprises: 8, overdue: 0 })
  })

  it('are not for a screen, nor for a page of another site', async () => {
    const cookie = await screenCookie(application.services, { regions: ['410622'] })
    expect((await count(FOUR, { cookie })).status).toBe(403)
    const headers = { 'Sec-Fetch-Site': 'cross-site' }
    expect((await count(FOUR, { headers })).status).toBe(403)
  })

  it('write nothing, whatever the request says', async () => {
    const headers = { 'Idempotency-Key': 'area-1' }
    expect((await count(FOUR, { headers })).status).toBe(200)
    const again = await count(FOUR, { headers })
    expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([200, null])
  })

  it.each([
    ['not a polygon', { type: 'Point', coordinates: [114, 35] }, 'area.type', 'type_refused'],
    ['nothing', null, 'area', 'not_object'],
    [
      'an open ring',
      polygon(ring(114, 35, 115, 36).slice(0, 4)),
      'area.coordinates[0][3]',
      'not_closed',
    ],
    [
      'a bow tie',
      polygon([
        [114, 35],
        [115, 36],
        [115, 35],
        [114, 35.5],
        [114, 35],
      ]),
      'area.coordinates[0][0]',
      'self_intersection',
    ],
    [
      'too many vertices',
      polygon(Array.from({ length: 2_001 }, (_, index) => [114 + index / 1e4, 35])),
      'area.coordinates[0]',
      'too_many_vertices',
    ],
    ['another planet', polygon(ring(114, 35, 215, 36)), 'area.coordinates[0][1]', 'out_of_range'],
  ])('of %s are refused', async (_name, area, path, code) => {
    const refused = await count(area)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ code: 'invalid', issues: [{ path, code }] })
  })

  it('refuse other fields and unknown parameters', async () => {
    const request = jsonRequest('POST', { area: FOUR, role: 'admin' }, { cookie: admin })
    expect((await application.app.request('/api/counts-within', request)).status).toBe(422)
    expect((await count(FOUR, { query: '?nothing=1' })).status).toBe(400)
  })
})

interface Near {
  readonly id: string
  readonly position: [number, number]
  readonly distanceMeters: number
}

async function nearest(query: string, cookie = admin): Promise<Near[]> {
  const path = `/api/nearest-enterprises?${query}`
  const response = await application.app.request(path, { headers: { cookie } })
  expect(response.status).toBe(200)
  return ((await response.json()) as { items: Near[] }).items
}

describe('the nearest enterprises', () => {
  it('come nearest first, with their distance, the id breaking ties', async () => {
    const items = await nearest('lng=114.2061&lat=35.604&limit=4')
    expect(items.map(({ id }) => id)).toEqual(['f2', 'h2', 'f1', 'h1'])
    for (const { position, distanceMeters: told } of items)
      expect(told).toBeCloseTo(distanceMeters([114.2061, 35.604], position), 6)
    expect(await nearest('lng=114.2&lat=35.6')).toHaveLength(5)
    expect(await nearest('lng=-60&lat=-80&limit=20')).toHaveLength(20)
  })

  it('pass through the filter and the scope', async () => {
    const query = 'lng=114.2061&lat=35.604&limit=20'
    const filtered = await nearest(`${query}&township=410622102`)
    expect(filtered.map(({ id }) => id[0])).toEqual(Array(10).fill('f'))
    const seen = await nearest(query, await cookieOf(application.services, 'township'))
    expect(seen.map(({ id }) => id[0])).toEqual(Array(10).fill('h'))
  })

  it('are not for a screen, and want a place and a sensible number', async () => {
    const ask = async (query: string, cookie = admin) =>
      (await application.app.request(`/api/nearest-enterprises${query}`, { headers: { cookie } }))
        .status
    const screen = await screenCookie(application.services, { regions: ['410622'] })
    expect(await ask('?lng=114&lat=35', screen)).toBe(403)
    for (const query of ['', '?lng=114', '?lng=114&lat=91', '?lng=114&lat=35&limit=21'])
      expect(await ask(query), query).toBe(400)
  })
})
