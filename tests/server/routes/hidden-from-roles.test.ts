import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { ROUTE_POLICIES } from '#server/access/policy.ts'
import type { createApp } from '#server/app.ts'
import { findEnterprise, patchEnterprise } from '#server/store/enterprise.ts'
import { readAll } from './compare-worlds.ts'
import { readingRoutes } from './reading-requests.ts'
import { LIMITED_ROLES, openWorld } from './two-worlds.ts'
import type { LimitedRole, World } from './two-worlds.ts'
import { canaryOf } from './whole-plant.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const cookieOf = (role: LimitedRole) => world.cookies.get(role) ?? ''

async function ask(role: LimitedRole, path: string, headers: Record<string, string> = {}) {
  return world.app.request(path, { headers: { cookie: cookieOf(role), ...headers } })
}

/** Three plants stand together in one township; this one stands alone in another, as two more do. */
const ALONE = [114.397, 35.607] as const
const TOGETHER = [114.199, 35.607] as const

function tilePath(noun: string, position: readonly [number, number], z: number): string {
  const [x, y] = lngLatToTileFraction(position, z)
  return `/api/tiles/${noun}/${z}/${Math.floor(x)}/${Math.floor(y)}`
}

async function featuresOf(noun: string, position: readonly [number, number], z: number) {
  const response = await ask('screen', `${tilePath(noun, position, z)}.mvt`)
  if (response.status === 204) return []
  const tile = new VectorTile(new PbfReader(new Uint8Array(await response.arrayBuffer())))
  const layer = tile.layers[noun]
  if (layer === undefined) return []
  return Array.from({ length: layer.length }, (_, index) => layer.feature(index).properties)
}

describe('a screen', () => {
  it.each(['enterprises', 'risk-points', 'hazards'])(
    'is shown no single one of %s at any zoom, only cells of three enterprises and more',
    async (noun) => {
      const perPlant = { enterprises: 1, 'risk-points': 2, hazards: 3 }[noun] ?? 0
      for (let z = 0; z <= 18; z += 1) {
        for (const position of [TOGETHER, ALONE]) {
          for (const cell of await featuresOf(noun, position, z)) {
            expect(Object.keys(cell), `z${z}`).toContain('count')
            for (const key of ['id', 'name', 'enterprise', 'approximate', 'hazardLevel'])
              expect(Object.keys(cell), `z${z}`).not.toContain(key)
            expect(cell.count, `z${z}`).toBe(3 * perPlant)
          }
        }
      }
      expect(await featuresOf(noun, TOGETHER, 9)).toHaveLength(1)
      expect(await featuresOf(noun, ALONE, 14)).toEqual([])
    },
  )

  it('is shown no zone, and no extent of one', async () => {
    for (let z = 10; z <= 18; z += 2)
      expect(await featuresOf('zones', TOGETHER, z), `z${z}`).toEqual([])
    for (const noun of ['enterprises', 'risk-points', 'hazards', 'zones']) {
      const described: unknown = await (await ask('screen', `/api/tiles/${noun}.json`)).json()
      expect(described).not.toHaveProperty('bounds')
    }
  })

  it('is told nothing near a plant that stands alone', async () => {
    const near = async ([lng, lat]: readonly [number, number]) =>
      (await (await ask('screen', `/api/density/at?lng=${lng}&lat=${lat}`)).json()) as {
        within1km: unknown
      }
    expect((await near(ALONE)).within1km).toBeNull()
    expect((await near(TOGETHER)).within1km).toEqual({ open: 9, major: 3, overdue: 9 })
  })

  it.each(['hazards', 'risk-points'])(
    'is drawn no density of %s that tells where an enterprise stands, at any bandwidth',
    async (subject) => {
      for (const bandwidth of [100, 1000, 5000]) {
        const valueAt = async ([lng, lat]: readonly [number, number]) => {
          const query = `lng=${lng}&lat=${lat}&bandwidth=${bandwidth}&subject=${subject}`
          const answer = await ask('screen', `/api/density/at?${query}`)
          return ((await answer.json()) as { value: number }).value
        }
        if (bandwidth < 5000) expect(await valueAt(ALONE), `${bandwidth} m`).toBe(0)
        // One hill in the middle of three plants, none of its own at the outer two.
        expect(await valueAt(TOGETHER)).toBeGreaterThan(0)
        if (bandwidth === 100)
          for (const east of [-0.002, 0.002])
            expect(await valueAt([TOGETHER[0] + east, TOGETHER[1]])).toBeLessThan(
              (await valueAt(TOGETHER)) / 2,
            )
      }
      const described = await ask('screen', `/api/tiles/density.json?subject=${subject}`)
      expect(await described.json()).toMatchObject({
        withheld: { hazards: 9, 'risk-points': 6 }[subject],
      })
    },
  )

  it.each([
    'enterprise=a',
    'enterprise=a,b,c,d',
    'q=a',
    'sector=WH',
    'level=1',
    'hazardLevel=major',
    'from=2026-01-01',
    'asOf=2026-05-31',
    'township=410622103',
    'township=410622101&sector=FM',
  ])('is told nothing under %s, which could be set against the whole', async (query) => {
    const situation = (await (await ask('screen', `/api/situation?${query}`)).json()) as {
      withheld: boolean
      kpis: { value: number | null; numerator: number }[]
      byTownship: unknown[]
      bySector: unknown[]
      overdueHazards: unknown[]
    }
    expect(situation.withheld).toBe(true)
    for (const { value, numerator } of situation.kpis) expect([value, numerator]).toEqual([null, 0])
    for (const rows of [situation.byTownship, situation.bySector, situation.overdueHazards])
      expect(rows).toEqual([])
    const [lng, lat] = TOGETHER
    const at = await ask('screen', `/api/density/at?lng=${lng}&lat=${lat}&${query}`)
    expect(await at.json()).toMatchObject({ value: 0 })
    const described = await ask('screen', `/api/tiles/density.json?${query}`)
    expect(await described.json()).toMatchObject({ max: 0, unplaced: 0 })
    for (const noun of ['enterprises', 'risk-points', 'hazards'])
      for (const z of [9, 14])
        expect((await ask('screen', `${tilePath(noun, TOGETHER, z)}.mvt?${query}`)).status).toBe(
          204,
        )
    const tile = await ask('screen', `${tilePath('density', TOGETHER, 12)}.png?${query}`)
    const empty = await ask('screen', `${tilePath('density', [100, 10], 12)}.png`)
    expect(Buffer.from(await tile.arrayBuffer())).toEqual(Buffer.from(await empty.arrayBuffer()))
  })

  it('may look at one township that it is told of anyway, and at no partition inside it', async () => {
    const asked = await ask('screen', '/api/situation?township=410622101')
    const situation = (await asked.json()) as {
      withheld: boolean
      kpis: unknown[]
      bySector: unknown[]
      byTownship: unknown[]
    }
    expect(situation.withheld).toBe(false)
    expect(situation.kpis).toContainEqual(expect.objectContaining({ id: 'enterprises', value: 3 }))
    expect(situation.bySector).toEqual([])
    expect(situation.byTownship).toHaveLength(1)
  })

  it('is told of an overdue hazard its township and days, and nothing else of the enterprise', async () => {
    const { overdueHazards } = (await (await ask('screen', '/api/situation')).json()) as {
      overdueHazards: Record<string, unknown>[]
    }
    expect(overdueHazards.length).toBeGreaterThan(0)
    for (const row of overdueHazards) {
      for (const key of ['id', 'enterprise', 'enterpriseName', 'description', 'sector'])
        expect(row[key], key).toBeNull()
      expect(['410622101', '410622102']).toContain(row.township)
    }
  })

  it('finds no group of fewer than three enterprises, nor one by taking the rest from the total', async () => {
    const { byTownship, bySector } = (await (await ask('screen', '/api/situation')).json()) as {
      byTownship: { code: string; enterprises: number }[]
      bySector: { code: string; enterprises: number }[]
    }
    for (const rows of [byTownship, bySector]) {
      for (const row of rows) expect(row.enterprises).toBeGreaterThanOrEqual(3)
      const hidden = 6 - rows.reduce((sum, row) => sum + row.enterprises, 0)
      expect([0, 3, 6]).toContain(hidden)
    }
  })

  it('gets no name, phone or text of a person or a plant from any route it may use', async () => {
    const routes = readingRoutes(world.app).filter((key) => {
      const roles = ROUTE_POLICIES[key]?.roles ?? []
      return roles !== 'anyone' && roles.includes('screen')
    })
    expect(routes.length).toBeGreaterThan(10)
    for (const key of routes) {
      for (const z of key.includes(':z') ? [6, 9, 12, 14, 16] : [0]) {
        const [x, y] = lngLatToTileFraction(TOGETHER, z)
        const path = key
          .replace('GET ', '')
          .replace(':code', '410622')
          .replace(':z/:x/:y', `${z}/${Math.floor(x)}/${Math.floor(y)}`)
        const ending = key.includes(':z') ? (key.includes('density') ? '.png' : '.mvt') : ''
        const query = key.includes('density/at') ? '?lng=114.197&lat=35.607' : ''
        const response = await ask('screen', path + ending + query)
        expect([200, 204], key).toContain(response.status)
        const bytes = Buffer.from(await response.arrayBuffer())
        for (const text of ['示例暗记', '13900000000', '13700000000'])
          expect(bytes.includes(text), `${key} tells ${text}`).toBe(false)
      }
    }
  })

  it('would get no phone even from routes that are not for it', async () => {
    const policies = Object.fromEntries(
      Object.entries(ROUTE_POLICIES).map(([key, policy]) => [
        key,
        policy.roles === 'anyone'
          ? policy
          : { ...policy, roles: [...policy.roles, 'screen' as const] },
      ]),
    )
    const open = world.through((index) => index, { policies })
    for (const path of [
      '/api/enterprises',
      '/api/enterprises/a',
      '/api/enterprises/a/persons',
      '/api/risk-points/a-point-0',
      '/api/hazards/a-hazard-0',
      '/api/exports/enterprises',
    ]) {
      const text = await bodyOf(open, path, 'screen')
      expect(text, path).toContain(canaryOf('a'))
      expect(text, path).not.toMatch(/13900000000|13700000000/)
      expect(text, path).not.toContain(`${canaryOf('a')}经理`)
    }
    expect(await bodyOf(open, '/api/enterprises/a', 'bureau')).toContain('13700000000')
    expect(await bodyOf(open, '/api/enterprises/a/persons', 'bureau')).toContain('13900000000')
  })
})

async function bodyOf(app: ReturnType<typeof createApp>, path: string, role: LimitedRole) {
  const response = await app.request(path, { headers: { cookie: cookieOf(role) } })
  expect(response.status).toBe(200)
  return response.text()
}

describe('a field that no list shows', () => {
  it.each(['enterprises', 'risk-points', 'hazards'])(
    'orders and filters no list of %s',
    async (noun) => {
      for (const field of ['phone', 'safetyOfficer', 'personId', 'measure', 'passwordHash', 'id']) {
        for (const query of [`sort=${field}`, `sort=-${field}`, `${field}=1`]) {
          const response = await ask('bureau', `/api/${noun}?${query}`)
          expect(response.status, query).toBe(400)
          expect(await response.json(), query).toMatchObject({ code: 'bad_parameter' })
        }
      }
    },
  )

  it('is found by no search', async () => {
    for (const noun of ['enterprises', 'risk-points', 'hazards']) {
      for (const q of ['13700000000', '13900000000', '经理', '安全科']) {
        const found: unknown = await (
          await ask('bureau', `/api/${noun}?q=${encodeURIComponent(q)}`)
        ).json()
        expect(found, `${noun} ${q}`).toMatchObject({ items: [], total: 0 })
      }
    }
  })

  it('changes neither order nor totals when it changes', async () => {
    const told = async () => {
      const lists: unknown[] = []
      for (const sort of ['level', 'name', 'open', '-overdue']) {
        const { items, total } = (await (
          await ask('bureau', `/api/enterprises?sort=${sort}`)
        ).json()) as { items: { id: string }[]; total: number }
        lists.push([items.map(({ id }) => id), total])
      }
      return lists
    }
    const before = await told()
    await world.services.store.transact({ actor: 'test', action: 'test.phone' }, async (tx) => {
      for (const [index, id] of ['c', 'a', 'd', 'b'].entries()) {
        const version = (await findEnterprise(tx, id))?.version ?? 0
        await patchEnterprise(tx, id, version, {
          phone: `1380000000${index}`,
          safetyOfficer: `${index}`,
        })
      }
    })
    expect(await told()).toEqual(before)
  })
})

describe('a tag', () => {
  const tiles = (role: LimitedRole) => [
    `${tilePath('density', TOGETHER, 12)}.png`,
    ...['enterprises', 'risk-points', 'hazards'].map(
      (noun) => `${tilePath(noun, TOGETHER, 12)}.mvt`,
    ),
    ...(role === 'screen' ? [] : [`${tilePath('zones', TOGETHER, 16)}.mvt`]),
  ]

  it('of one scope says nothing to another, and spares its own the bytes', async () => {
    const roles = LIMITED_ROLES.filter((role) => role !== 'planner')
    for (const role of roles) {
      for (const path of tiles(role)) {
        const tag = (await ask(role, path)).headers.get('etag') ?? ''
        expect(tag, path).toMatch(/^"[\w-]{20,}"$/)
        for (const other of roles) {
          const { status } = await ask(other, path, { 'If-None-Match': `"x", W/${tag}` })
          if (other === role) expect(status, `${role} ${path}`).toBe(304)
          else expect(status, `${role} to ${other}: ${path}`).not.toBe(304)
        }
      }
    }
  })

  it('is kept by nobody in between', async () => {
    for (const path of ['/api/hazards', '/api/situation', ...tiles('bureau')]) {
      const { headers } = await ask('bureau', path)
      const isTile = path.includes('/tiles/')
      expect(headers.get('cache-control')).toBe(isTile ? 'private, no-cache' : 'private, no-store')
      expect(headers.get('vary')).toContain('Cookie')
    }
  })

  it('changes with the rows of its own scope', async () => {
    const path = `${tilePath('hazards', TOGETHER, 12)}.mvt`
    const before = await readAll(world.app, path, cookieOf('township'))
    const change = { plant: 9, where: 0, east: 0, then: 'stay' } as const
    const size = { riskPoints: 1, hazards: 1, level: 1, state: 'REPORTED' } as const
    // Foreign to an expert, and one more plant of the township's own.
    await world.change('expert', [{ ...change, size }])
    const after = await readAll(world.app, path, cookieOf('township'))
    expect(after.tags).not.toEqual(before.tags)
    expect(after.text).not.toBe(before.text)
  })
})
