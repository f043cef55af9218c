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

/** Three plants stand together in one township; this one stands alone in another. */
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

  it('finds no group of fewer than three enterprises, nor one by taking the rest from the total', async () => {
    const { byTownship, bySector } = (await (await ask('screen', '/api/situation')).json()) as {
      byTownship: { code: string; enterprises: number }[]
      bySector: { code: string; enterprises: number }[]
    }
    for (const rows of [byTownship, bySector]) {
      for (const row of rows) expect(row.enterprises).toBeGreaterThanOrEqual(3)
      const hidden = 4 - rows.reduce((sum, row) => sum + row.enterprises, 0)
      expect([0, 3, 4]).toContain(hidden)
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
