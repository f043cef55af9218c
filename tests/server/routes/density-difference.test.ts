import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lngLatToTileFraction, pixelCenterLngLat } from '#domain/tile.ts'
import { openWorld } from './two-worlds.ts'
import type { LimitedRole, World } from './two-worlds.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

interface Answer {
  readonly value: number
  readonly before: number | null
  readonly difference: number | null
  readonly since: string | null
  readonly min: number
  readonly max: number
  readonly withheld: number
  readonly tiles: readonly string[]
  readonly encoding: Readonly<
    Record<'redFactor' | 'greenFactor' | 'blueFactor' | 'baseShift', number>
  >
  readonly issues: readonly { readonly path: string; readonly message: string }[]
}

const ask = async (path: string, role: LimitedRole = 'bureau', headers = {}) =>
  world.app.request(path, { headers: { cookie: world.cookies.get(role) ?? '', ...headers } })
const read = async (path: string, role?: LimitedRole) =>
  (await (await ask(path, role)).json()) as Answer

/** Days between which plants were entered, hazards found, and hazards fell due. */
const DAYS = ['2026-04-01', '2026-04-15', '2026-05-10', '2026-05-24', '2026-05-28'] as const
const pairs = fc
  .uniqueArray(fc.constantFrom(...DAYS), { minLength: 2, maxLength: 2 })
  .map((days) => [...days].sort() as [string, string])
const places = fc
  .tuple(fc.integer({ min: -40, max: 240 }), fc.integer({ min: -30, max: 30 }))
  .map(([east, north]) => [114.197 + east / 1000, 35.607 + north / 1000] as const)
const kinds = fc
  .record({
    subject: fc.constantFrom('hazards', 'risk-points'),
    bandwidth: fc.constantFrom(500, 1000, 5000),
    filter: fc.constantFrom('', '&sector=WH', '&township=410622101', '&level=1,2'),
  })
  .map(({ subject, bandwidth, filter }) => `subject=${subject}&bandwidth=${bandwidth}${filter}`)

async function pixelsOf(path: string, encoding: Answer['encoding']) {
  const response = await ask(path)
  const { data, info } = await sharp(Buffer.from(await response.arrayBuffer()))
    .raw()
    .toBuffer({ resolveWithObject: true })
  expect(info).toMatchObject({ width: 256, height: 256, channels: 3 })
  return Array.from({ length: 256 * 256 }, (_, pixel) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3)
    const { redFactor, greenFactor, blueFactor, baseShift } = encoding
    return red * redFactor + green * greenFactor + blue * blueFactor - baseShift
  })
}

describe('the density since a day', () => {
  it('is that of the later day less that of the earlier, at any place, under any filter', async () => {
    let changed = 0
    await fc.assert(
      fc.asyncProperty(pairs, places, kinds, async ([since, asOf], [lng, lat], kind) => {
        const at = (days: string) => read(`/api/density/at?lng=${lng}&lat=${lat}&${kind}&${days}`)
        const later = (await at(`asOf=${asOf}`)).value
        const earlier = (await at(`asOf=${since}`)).value
        const told = await at(`asOf=${asOf}&since=${since}`)
        expect(told).toMatchObject({ value: later, before: earlier, since })
        expect(told.difference).toBe(later - earlier)
        if (told.difference !== 0) changed += 1
      }),
      { numRuns: 60 },
    )
    expect(changed).toBeGreaterThan(5)
  })

  it('has tiles of the same numbers, described with their encoding and extremes', async () => {
    let changed = 0
    await fc.assert(
      fc.asyncProperty(
        pairs,
        kinds,
        fc.integer({ min: 8, max: 14 }),
        async ([since, asOf], kind, z) => {
          const query = `${kind}&asOf=${asOf}&since=${since}`
          const described = await read(`/api/tiles/density.json?${query}`)
          expect(described.since).toBe(since)
          expect(described.tiles[0]).toContain(`since=${since}`)
          const [x = 0, y = 0] = lngLatToTileFraction([114.199, 35.607], z).map(Math.floor)
          const path = described.tiles[0]?.replace('{z}/{x}/{y}', `${z}/${x}/${y}`) ?? ''
          const pixels = await pixelsOf(path, described.encoding)
          const step = described.encoding.blueFactor
          expect(Math.max(...pixels)).toBeLessThanOrEqual(1.01 * described.max + step)
          expect(Math.min(...pixels)).toBeGreaterThanOrEqual(1.01 * described.min - step)
          for (let pixel = 128 * 256; pixel < pixels.length; pixel += 9973) {
            const [lng, lat] = pixelCenterLngLat(z, x, y, pixel % 256, pixel >> 8, 256)
            const told = await read(`/api/density/at?lng=${lng}&lat=${lat}&${query}`)
            const apart = 0.001 * Math.max(told.value, told.before ?? 0) + 0.001 * described.max
            expect(
              Math.abs((pixels[pixel] ?? Number.NaN) - (told.difference ?? Number.NaN)),
            ).toBeLessThan(step + apart - 0.001 * described.min)
          }
          if (described.max > 0 || described.min < 0) changed += 1
        },
      ),
      { numRuns: 15 },
    )
    expect(changed).toBeGreaterThan(3)
  })

  it('is opaque zero where nothing differs, and told apart by its tag', async () => {
    const described = await read('/api/tiles/density.json?since=2026-04-15')
    const tile = '/api/tiles/density/10/3/3.png'
    const pixels = await pixelsOf(`${tile}?since=2026-04-15`, described.encoding)
    expect([Math.min(...pixels), Math.max(...pixels)]).toEqual([0, 0])
    const tags = new Set<string>()
    for (const query of ['', '?since=2026-04-15', '?since=2026-05-24'])
      tags.add((await ask(`${tile}${query}`)).headers.get('etag') ?? '')
    expect(tags.size).toBe(3)
    for (const tag of tags) {
      const again = await ask(`${tile}?since=2026-04-15`, 'bureau', { 'If-None-Match': tag })
      const own = (await ask(`${tile}?since=2026-04-15`)).headers.get('etag')
      expect(again.status).toBe(tag === own ? 304 : 200)
    }
  })

  it.each([
    ['since=2026-06-02', '今天'],
    ['since=2999-01-01', '今天'],
    ['since=2026-05-02&asOf=2026-05-01', '截至日'],
    ['since=2026-02-30', '日期'],
    ['since=', '日期'],
    ['since=yesterday', '日期'],
  ])('refuses %s and says what to do', async (query, named) => {
    for (const path of [
      '/api/tiles/density.json?',
      '/api/tiles/density/10/3/3.png?',
      '/api/density/at?lng=114.2&lat=35.6&',
    ]) {
      const response = await ask(path + query)
      expect(response.status, path).toBe(400)
      const { issues } = (await response.json()) as Answer
      expect(issues.map((issue) => issue.path)).toEqual(['since'])
      expect(issues[0]?.message).toContain(named)
    }
  })

  it('belongs to the density alone', async () => {
    for (const path of ['/api/situation', '/api/hazards', '/api/tiles/hazards.json'])
      expect((await ask(`${path}?since=2026-04-15`)).status, path).toBe(400)
  })

  it('is withheld from a screen, as any other day is', async () => {
    const near = await read('/api/density/at?lng=114.199&lat=35.607', 'screen')
    expect(near.value).toBeGreaterThan(0)
    for (const since of DAYS) {
      const at = await read(`/api/density/at?lng=114.199&lat=35.607&since=${since}`, 'screen')
      expect(at).toMatchObject({ value: 0, before: 0, difference: 0 })
      const described = await read(`/api/tiles/density.json?since=${since}`, 'screen')
      expect(described).toMatchObject({
        min: 0,
        max: 0,
        bounds: [-180, -85.051_129, 180, 85.051_129],
      })
      const [x, y] = lngLatToTileFraction([114.199, 35.607], 12).map(Math.floor)
      const bytes = async (place: string) =>
        Buffer.from(
          await (
            await ask(`/api/tiles/density/12/${place}.png?since=${since}`, 'screen')
          ).arrayBuffer(),
        )
      expect(await bytes(`${x}/${y}`)).toEqual(await bytes('3/3'))
    }
  })
})
