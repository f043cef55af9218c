import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES } from '#domain/role.ts'
import type { Role } from '#domain/role.ts'
import { ROUTE_POLICIES } from '#server/access/policy.ts'
import { createApp } from '#server/app.ts'
import { answer, createRoute, newRoutes, refusals, z } from '#server/http/route.ts'
import { OWNED_NOUNS } from '#server/store/owner.ts'
import {
  addAccount,
  cookieOf,
  openApplication,
  screenCookie,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { addThreePlants, PICTURE_ID, PLANT_IDS, RELATIONS } from './three-plants.ts'
import type { Relation } from './three-plants.ts'

/** What each role may see of the three plants; written by hand, not derived from the code. */
const VISIBLE: Readonly<Record<Role, readonly Relation[]>> = {
  admin: ['own', 'sibling', 'foreign'],
  bureau: ['own', 'sibling'],
  department: ['own'],
  township: ['own', 'sibling'],
  expert: ['own'],
  enterprise: ['own'],
  planner: ['own', 'sibling'],
  superior: ['own', 'sibling'],
  screen: ['own', 'sibling'],
}

const COUNTY = { regions: ['410622'], county: '410622' }
const SCOPES = {
  admin: {},
  bureau: COUNTY,
  department: { ...COUNTY, sectors: ['WH'] },
  township: { ...COUNTY, regions: ['410622101'] },
  expert: { enterprises: [PLANT_IDS.enterprise.own] },
  enterprise: { enterprises: [PLANT_IDS.enterprise.own] },
  planner: COUNTY,
  superior: COUNTY,
  screen: COUNTY,
} as const satisfies Readonly<Record<Role, object>>

/** What stands for the parameters other than `:id`; children named here exist in all three plants. */
const PARAMETERS: Readonly<Record<string, string>> = {
  imageId: PICTURE_ID,
  adoptionId: '2026-11-20T00:00:00.000Z',
  photoId: PICTURE_ID,
  personId: 'person-of-nobody',
  number: '1',
  code: '410622',
  kind: 'hazards',
  token: 'no-such-card',
  z: '9',
  x: '418',
  y: '202.png',
}
/** Collections whose rows belong to no enterprise: who may see one is their routes' business. */
const OF_NO_ENTERPRISE = ['imports', 'import-files', 'users', 'tokens']

const MISSING = 'no-such-row'

let application: TestApplication
let routes: readonly string[] = []
let screen: string

beforeAll(async () => {
  application = await openApplication()
  const { services } = application
  await addThreePlants(services)
  for (const role of ROLES.filter((name) => name !== 'screen')) {
    await addAccount(services, role, role, SCOPES[role])
  }
  screen = await screenCookie(services, SCOPES.screen)
  routes = routeKeys(application.app)
})
afterAll(() => application.close())

/** Every route once; OpenAPIHono names each handler of a route. */
function routeKeys(app: ReturnType<typeof createApp>): string[] {
  const named = app.routes.filter((route) => route.method !== 'ALL')
  return [...new Set(named.map((route) => `${route.method} ${route.path}`))]
}

/** A session of its own for each request: some of them end it. */
function sessionOf(role: Role): Promise<string> {
  return role === 'screen' ? Promise.resolve(screen) : cookieOf(application.services, role)
}

async function ask(key: string, id: string, role: Role | null) {
  const [method = '', pattern = ''] = key.split(' ')
  const noun = /^\/api\/tiles\/([\w-]+)\//.exec(pattern)?.[1]
  const parameters = noun === 'density' ? PARAMETERS : { ...PARAMETERS, y: '202.mvt' }
  const path = pattern.replaceAll(/:(\w+)/g, (_all, name: string) => {
    const value = name === 'id' ? id : parameters[name]
    if (value === undefined) throw new RangeError(`${key}: give :${name} a value in PARAMETERS`)
    return value
  })
  const headers: Record<string, string> = role === null ? {} : { cookie: await sessionOf(role) }
  return application.app.request(path, { method, headers })
}

/** What anyone can see of an answer, but for the id of the request. */
async function bytesOf(response: Response): Promise<string> {
  const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
  return JSON.stringify([response.status, headers, await response.text()])
}

async function statusOf(response: Response): Promise<number> {
  await response.body?.cancel()
  return response.status
}

const REFUSED = [401, 403]

describe('every route', () => {
  it('is mounted where this test looks', () => {
    expect(routes).toContain('GET /api/session')
    expect(routes.length).toBeGreaterThan(4)
  })

  it('has a policy', () => {
    expect(routes.filter((key) => ROUTE_POLICIES[key] === undefined)).toEqual([])
  })

  it('that names a row of an enterprise by its id asks whose it is', () => {
    for (const key of routes.filter((name) => name.includes('/:id'))) {
      const [, collection = ''] = /\/api\/([\w-]+)\/:id/.exec(key) ?? []
      const noun = collection.replace(/s$/, '')
      const isOwned = (OWNED_NOUNS as readonly string[]).includes(noun)
      if (isOwned) expect(ROUTE_POLICIES[key]?.about, key).toBe(noun)
      else expect(OF_NO_ENTERPRISE, key).toContain(collection)
    }
  })

  it('is open without a session only where the policy says so', async () => {
    for (const key of routes) {
      const status = await statusOf(await ask(key, MISSING, null))
      if (ROUTE_POLICIES[key]?.roles === 'anyone') expect(REFUSED, key).not.toContain(status)
      else expect(status, key).toBe(401)
    }
  })

  it.each(ROLES)('answers a %s as the policy says, by function and by relation', async (role) => {
    for (const key of routes) {
      const policy = ROUTE_POLICIES[key]
      if (policy === undefined || policy.roles === 'anyone') continue
      const isAllowed = policy.roles.includes(role)
      const missing = await ask(key, MISSING, role)
      expect(missing.status, key).toBeLessThan(500)
      if (!isAllowed) {
        expect(await statusOf(missing), key).toBe(403)
        continue
      }
      const { about } = policy
      if (about === undefined) {
        expect(REFUSED, key).not.toContain(await statusOf(missing))
        continue
      }
      expect(missing.status, key).toBe(404)
      const missingBytes = await bytesOf(missing)
      for (const relation of RELATIONS) {
        const told = await ask(key, PLANT_IDS[about][relation], role)
        const about404 = `${key} of ${relation} as ${role}`
        if (VISIBLE[role].includes(relation)) {
          expect([...REFUSED, 404], about404).not.toContain(told.status)
          expect(await statusOf(told), about404).toBeLessThan(500)
        } else {
          expect(await bytesOf(told), about404).toBe(missingBytes)
        }
      }
    }
  })

  it('forbidden by function says so before it looks at any id', async () => {
    for (const id of [PLANT_IDS.enterprise.own, PLANT_IDS.enterprise.foreign, MISSING]) {
      expect((await ask('GET /api/enterprises/:id', id, 'screen')).status).toBe(403)
    }
  })
})

describe('a route without a policy', () => {
  it('is refused to everyone, and this test would name it', async () => {
    const forgotten = createRoute({
      method: 'get',
      path: '/api/forgotten',
      responses: { 200: answer(z.object({}), 'Never seen'), ...refusals },
    })
    const app = createApp(application.services)
    app.route(
      '/',
      newRoutes().openapi(forgotten, (c) => c.json({}, 200)),
    )
    const headers = { cookie: await sessionOf('admin') }
    expect((await app.request('/api/forgotten', { headers })).status).toBe(403)
    expect(routeKeys(app).filter((key) => ROUTE_POLICIES[key] === undefined)).toEqual([
      'GET /api/forgotten',
    ])
  })
})
