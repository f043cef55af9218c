import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { findEnterprise } from '#server/store/enterprise.ts'
import { readAll } from './compare-worlds.ts'
import { LIMITED_ROLES, openWorld } from './two-worlds.ts'
import type { LimitedRole, World } from './two-worlds.ts'

/**
 * Canaries: plants outside a role's scope, with names of their own, that stand on the very coordinates
 * of the role's own. Nothing of them may be in any answer, and none may differ for their being there.
 */
const CANARY = /foreign|示例搬迁/
const CANARIES = 6

/** Where plants of all roles stand, canaries among them, and at what zooms one looks. */
const PLACES = [
  [114.197, 35.607],
  [114.199, 35.607],
  [114.397, 35.607],
] as const
const ZOOMS = [0, 6, 9, 12, 14, 16, 18] as const
const NOUNS = ['enterprises', 'risk-points', 'hazards', 'zones'] as const
/** Now, a day on which canaries and own rows were there, one before hazards were found. */
const DAYS = ['', 'asOf=2026-05-28', 'asOf=2026-05-10'] as const

let alone: World
const among = new Map<LimitedRole, World>()

beforeAll(async () => {
  alone = await openWorld()
  for (const role of LIMITED_ROLES) {
    const world = await openWorld()
    among.set(role, world)
    await world.change(role, canaries('stay'))
  }
})
afterAll(async () => {
  for (const world of [alone, ...among.values()]) await world.close()
})

/** One canary for each place outside the scope, every one worse than what is the role's own. */
function canaries(then: 'stay' | 'archive') {
  const size = { riskPoints: 3, hazards: 3, level: 1, state: 'REPORTED' } as const
  return Array.from({ length: CANARIES }, (_, plant) => ({
    plant,
    where: plant,
    east: (plant % 3) * 2,
    size,
    then,
  }))
}

function worldOf(role: LimitedRole): World {
  const world = among.get(role)
  if (world === undefined) throw new Error('the worlds open before the tests')
  return world
}

async function ask(world: World, role: LimitedRole, path: string, headers = {}) {
  const cookie = world.cookies.get(role) ?? ''
  return world.app.request(path, { headers: { cookie, ...headers } })
}

const withDay = (path: string, day: string, query = '') => {
  const whole = [query, day].filter((part) => part !== '').join('&')
  return whole === '' ? path : `${path}?${whole}`
}

function tilePath(kind: string, [lng, lat]: readonly [number, number], z: number): string {
  const [x, y] = lngLatToTileFraction([lng, lat], z)
  const end = kind === 'density' ? 'png' : 'mvt'
  return `/api/tiles/${kind}/${z}/${Math.floor(x)}/${Math.floor(y)}.${end}`
}

const vectorTiles = (noun: string) =>
  PLACES.flatMap((place) =>
    ZOOMS.flatMap((z) => DAYS.map((day) => withDay(tilePath(noun, place, z), day))),
  )

async function featuresOf(world: World, role: LimitedRole, path: string) {
  const response = await ask(world, role, path)
  expect([200, 204], path).toContain(response.status)
  if (response.status === 204) return []
  const { layers } = new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())))
  return Object.values(layers).flatMap((layer) =>
    Array.from({ length: layer.length }, (_, index) => {
      const feature = layer.feature(index)
      return { at: feature.loadGeometry(), ...feature.properties }
    }),
  )
}

const FIELDS = ['hazards', 'risk-points'].flatMap((subject) =>
  ['gaussian', 'quartic'].map((kernel) => `subject=${subject}&kernel=${kernel}`),
)
const AREA = {
  type: 'Polygon',
  coordinates: [
    [
      [114.19, 35.6],
      [114.21, 35.6],
      [114.21, 35.62],
      [114.19, 35.62],
      [114.19, 35.6],
    ],
  ],
}

/** Everything besides vector tiles that is made of the index: fields, maxima, figures, differences. */
function figurePaths(role: LimitedRole): string[] {
  const fields = FIELDS.flatMap((field) =>
    DAYS.flatMap((day) => [
      withDay('/api/tiles/density.json', day, field),
      withDay('/api/density/at', day, `${field}&lng=114.197&lat=35.607`),
      ...[4, 8, 10, 12, 15].flatMap((z) =>
        PLACES.map((place) => withDay(tilePath('density', place, z), day, field)),
      ),
    ]),
  )
  const all = DAYS.flatMap((day) => [
    withDay('/api/situation', day),
    ...NOUNS.map((noun) => withDay(`/api/tiles/${noun}.json`, day)),
  ])
  if (role === 'screen') return [...fields, ...all]
  return [
    ...fields,
    ...all,
    ...FIELDS.flatMap((field) => [
      `/api/tiles/density.json?${field}&since=2026-05-10`,
      `/api/density/at?${field}&lng=114.197&lat=35.607&since=2026-05-10`,
      `${tilePath('density', PLACES[0], 12)}?${field}&since=2026-05-10`,
    ]),
    ...DAYS.flatMap((day) => [
      withDay('/api/nearest-enterprises', day, 'lng=114.197&lat=35.607&limit=20'),
      `POST ${withDay('/api/counts-within', day)} ${JSON.stringify({ area: AREA })}`,
      ...['enterprises', 'risk-points', 'hazards'].map((noun) => withDay(`/api/${noun}`, day)),
    ]),
    '/api/hazard-counts',
  ]
}

async function differing(role: LimitedRole, paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const path of paths) {
    const without = await readAll(alone.app, path, alone.cookies.get(role) ?? '')
    const beside = await readAll(worldOf(role).app, path, worldOf(role).cookies.get(role) ?? '')
    for (const status of without.statuses) expect([200, 204], path).toContain(status)
    if (without.text !== beside.text) found.push(path)
  }
  return found
}

describe.each(LIMITED_ROLES)('to a %s', (role) => {
  it('canaries are there, outside', async () => {
    const { services } = worldOf(role)
    const canary = await findEnterprise(services.store, 'foreign-0')
    expect(canary?.name).toMatch(CANARY)
    expect(services.facts.counts().enterprises).toBe(alone.services.facts.counts().enterprises + 6)
  })

  it.each(NOUNS)('no tile of %s holds one, by name, id, level or count', async (noun) => {
    let held = 0
    for (const path of vectorTiles(noun)) {
      const beside = await featuresOf(worldOf(role), role, path)
      expect(JSON.stringify(beside), path).not.toMatch(CANARY)
      expect(beside, path).toEqual(await featuresOf(alone, role, path))
      held += beside.length
    }
    // A screen is told of no zone; all others see some of their own at these places.
    if (role !== 'screen' || noun !== 'zones') expect(held).toBeGreaterThan(0)
  })

  it('fields, maxima, figures, differences and the days before are the same bytes', async () => {
    expect(await differing(role, figurePaths(role))).toEqual([])
  })

  it('tags are those of a county without them, and spare the bytes', async () => {
    const paths = [
      ...NOUNS.map((noun) => tilePath(noun, PLACES[0], 14)),
      ...FIELDS.map((field) => `${tilePath('density', PLACES[0], 12)}?${field}`),
    ]
    for (const path of paths) {
      const tag = (await ask(alone, role, path)).headers.get('etag')
      expect(tag, path).toMatch(/^"[\w-]{20,}"$/)
      const beside = await ask(worldOf(role), role, path, { 'If-None-Match': tag ?? '' })
      expect([path, beside.status, beside.headers.get('etag')]).toEqual([path, 304, tag])
    }
  })

  it('taking them away again changes nothing either', async () => {
    await worldOf(role).change(role, canaries('archive'))
    expect(
      await differing(
        role,
        NOUNS.map((noun) => tilePath(noun, PLACES[0], 14)),
      ),
    ).toEqual([])
    expect(await differing(role, figurePaths(role))).toEqual([])
  })
})
