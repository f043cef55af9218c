import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Scope } from '#domain/scope.ts'
import { ROUTE_POLICIES } from '#server/access/policy.ts'
import type { RoutePolicies } from '#server/access/policy.ts'
import type { createApp } from '#server/app.ts'
import type { FactIndex, FactReader } from '#server/density/fact-index.ts'
import { readAll } from './compare-worlds.ts'
import { mayUse } from './reading-requests.ts'
import { LIMITED_ROLES, openWorld } from './two-worlds.ts'
import type { LimitedRole, World } from './two-worlds.ts'
import { plantIds } from './whole-plant.ts'

/**
 * The comparison of worlds must be able to fail: each clause of the scope is taken out once, and the
 * difference it makes has to be seen.
 */
const MUTANTS = {
  'no region': (scope) => ({ ...scope, regions: null }),
  'no sector': (scope) => ({ ...scope, sectors: null }),
  'no enterprise': (scope) => ({ ...scope, enterprises: null }),
  'no clause at all': (scope) => ({ ...scope, regions: null, sectors: null, enterprises: null }),
} as const satisfies Record<string, (scope: Scope) => Scope>
type Mutant = keyof typeof MUTANTS

/** Which clause holds each role back. */
const HELD_BY: Readonly<Record<LimitedRole, readonly Mutant[]>> = {
  bureau: ['no region'],
  department: ['no region', 'no sector'],
  township: ['no region'],
  expert: ['no enterprise'],
  enterprise: ['no enterprise'],
  planner: ['no region'],
  superior: ['no region'],
  screen: ['no region'],
}

const HERE = 'lng=114.197&lat=35.607'

/** One request of every route that asks the index. */
const INDEXED: readonly string[] = [
  '/api/enterprises',
  '/api/risk-points?limit=2',
  '/api/hazards?sort=-overdueDays',
  '/api/situation',
  `/api/density/at?${HERE}`,
  '/api/tiles/density.json',
  '/api/tiles/density/12/3347/1614.png',
  '/api/tiles/enterprises.json',
  '/api/tiles/enterprises/12/3347/1614.mvt',
  '/api/tiles/risk-points/13/6694/3229.mvt',
  '/api/tiles/hazards/13/6694/3229.mvt',
  '/api/tiles/zones/14/13389/6459.mvt',
  '/api/exports/enterprises',
  '/api/exports/risk-points?format=geojson',
  '/api/exports/hazards',
  `/api/density/at?${HERE}&kernel=quartic&subject=risk-points`,
  '/api/tiles/density/12/3347/1614.png?kernel=quartic',
  '/api/tiles/density.json?subject=risk-points',
]

/** Those that are not for a screen: single enterprises, and other days than this one. */
const INDEXED_BUT_FOR_SCREENS: readonly string[] = [
  `/api/nearest-enterprises?${HERE}&limit=20`,
  `POST /api/counts-within ${JSON.stringify({ area: areaAbout(114.197, 35.607) })}`,
  '/api/situation?asOf=2026-05-28',
  '/api/tiles/hazards/13/6694/3229.mvt?asOf=2026-05-28',
  '/api/tiles/density/12/3347/1614.png?asOf=2026-05-28',
  '/api/tiles/density/12/3347/1614.png?since=2026-04-10',
  '/api/tiles/density.json?since=2026-04-10',
  `/api/density/at?${HERE}&since=2026-04-10`,
]

function areaAbout(lng: number, lat: number) {
  const corners = [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ].map(([x = 0, y = 0]) => [lng + x / 100, lat + y / 100])
  return { type: 'Polygon', coordinates: [corners] }
}

const indexedFor = (role: LimitedRole) =>
  role === 'screen' ? INDEXED : [...INDEXED, ...INDEXED_BUT_FOR_SCREENS]

let alone: World
const crowded = new Map<LimitedRole, World>()

beforeAll(async () => {
  alone = await openWorld()
  for (const role of LIMITED_ROLES) {
    const world = await openWorld()
    crowded.set(role, world)
    // One more plant than is left out for being alone, and near enough for every tile below.
    const size = { riskPoints: 2, hazards: 2, level: 1, state: 'REPORTED' } as const
    const plant = { size, east: 1, then: 'stay' } as const
    const places = [0, 1, 2, 0, 1, 2]
    await world.change(
      role,
      places.map((where, index) => ({ ...plant, plant: index, where })),
    )
  }
})
afterAll(async () => {
  for (const world of [alone, ...crowded.values()]) await world.close()
})

function worldOf(role: LimitedRole): World {
  const world = crowded.get(role)
  if (world === undefined) throw new Error('the worlds open before the tests')
  return world
}

/** An index that asks another scope than it was given. */
function asking(change: (scope: Scope) => Scope) {
  // A scope's key names it in every cache: another scope has another.
  const other = (scope: Scope) => ({ ...change(scope), key: `${change.toString()} ${scope.key}` })
  const reader = (asked: FactReader): FactReader => ({
    stamp: (scope, moment) => asked.stamp(other(scope), moment),
    select: (filter, scope, moment, wanted) => asked.select(filter, other(scope), moment, wanted),
  })
  return (index: FactIndex): FactIndex => ({
    ...index,
    ...reader(index),
    soFar: reader(index.soFar),
    version: index.version,
    scopeVersion: (scope) => index.scopeVersion(other(scope)),
  })
}

/** Requests whose answers differ from those of the world without foreign rows. */
async function differing(role: LimitedRole, app: ReturnType<typeof createApp>): Promise<string[]> {
  const found: string[] = []
  for (const path of indexedFor(role)) {
    const without = await readAll(alone.app, path, alone.cookies.get(role) ?? '')
    const among = await readAll(app, path, worldOf(role).cookies.get(role) ?? '')
    if (among.text !== without.text) found.push(path)
  }
  return found
}

describe('a scope with all its clauses', () => {
  it.each(LIMITED_ROLES)('keeps the worlds of a %s the same', async (role) => {
    expect(await differing(role, worldOf(role).app)).toEqual([])
    const unchanged = worldOf(role).through(asking((scope) => scope))
    const tiles = /\.(?:mvt|png)(?:$|\?)/
    expect((await differing(role, unchanged)).filter((path) => !tiles.test(path))).toEqual([])
  })
})

describe('a scope without a clause', () => {
  const cases = LIMITED_ROLES.flatMap((role) =>
    HELD_BY[role].map((clause) => [role, clause] as const),
  )

  it.each(cases)('of a %s is found out: %s', async (role, clause) => {
    const found = await differing(role, worldOf(role).through(asking(MUTANTS[clause])))
    expect(found).toContain('/api/situation')
    expect(found).toContain(`/api/density/at?${HERE}`)
    if (role !== 'screen') expect(found).toContain('/api/enterprises')
  })

  it.each(['township', 'enterprise', 'expert'] as const)(
    'of a %s is found out on every single route',
    async (role) => {
      const found = await differing(
        role,
        worldOf(role).through(asking(MUTANTS['no clause at all'])),
      )
      expect(found).toEqual(indexedFor(role))
    },
  )

  it('is found out by tags alone, when only they tell of foreign rows', async () => {
    const tagged = (asked: FactReader): FactReader => ({
      ...asked,
      stamp: (scope, moment) => asked.stamp({ ...scope, regions: null, key: 'all' }, moment),
    })
    const app = worldOf('township').through((index) => ({
      ...index,
      ...tagged(index),
      soFar: tagged(index.soFar),
      version: index.version,
    }))
    const found = await differing('township', app)
    expect(found).toEqual(
      indexedFor('township').filter((path) => /\.(?:mvt|png)(?:$|\?)/.test(path)),
    )
  })
})

describe('a policy that does not ask whose a row is', () => {
  const owned = Object.entries(ROUTE_POLICIES).filter(([, { about }]) => about !== undefined)

  async function answerTo(app: ReturnType<typeof createApp>, key: string, id: string) {
    const [method = '', pattern = ''] = key.split(' ')
    const { picture } = plantIds('foreign-0')
    const path = pattern.replace(':id', id).replace(/:(?:imageId|photoId)/, picture)
    const headers = { cookie: worldOf('enterprise').cookies.get('enterprise') ?? '' }
    const response = await app.request(path, { method, headers })
    const body = (await response.text()).replace(/"requestId":"[^"]*"/, '')
    return JSON.stringify([response.status, response.headers.get('etag'), body])
  }

  const FIELDS = {
    enterprise: 'enterprise',
    plan: 'plan',
    'risk-point': 'riskPoint',
    hazard: 'hazard',
  } as const

  it('is found out wherever no handler asks a second time', async () => {
    const world = worldOf('enterprise')
    const same: string[] = []
    const different: string[] = []
    for (const [key, policy] of owned) {
      if (!mayUse('enterprise', key) || policy.about === undefined) continue
      const { about: _about, ...open } = policy
      const policies: RoutePolicies = { ...ROUTE_POLICIES, [key]: open }
      const id = plantIds('foreign-0')[FIELDS[policy.about]]
      const missing = await answerTo(world.app, key, 'no-such-row')
      expect(await answerTo(world.app, key, id), key).toBe(missing)
      const mutant = world.through((index) => index, { policies })
      const list = (await answerTo(mutant, key, id)) === missing ? same : different
      list.push(key)
    }
    expect(different).toEqual(
      expect.arrayContaining([
        'GET /api/enterprises/:id',
        'GET /api/plans/:id',
        'GET /api/plans/:id/image',
        'GET /api/risk-points/:id',
        'GET /api/risk-points/:id/assessments',
        'GET /api/hazards/:id',
        'GET /api/hazards/:id/history',
        'DELETE /api/plans/:id',
        'DELETE /api/risk-points/:id',
      ]),
    )
    // What stays hidden has a second wall in its handler: nothing to find out.
    expect(different.length).toBeGreaterThan(same.length)
  })
})
