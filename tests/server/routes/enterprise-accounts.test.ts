import { afterEach, beforeEach, expect, it } from 'vitest'
import { enterpriseUsernames } from '#server/services/enterprise-accounts.ts'
import { listAudit } from '#server/store/audit.ts'
import { listUsers } from '#server/store/user.ts'
import {
  addAccount,
  cookieFrom,
  cookieOf,
  jsonRequest,
  openApplication,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { insertRegions } from './regions.ts'
import { addThreePlants, PLANT_IDS } from './three-plants.ts'

let application: TestApplication
let admin: string

beforeEach(async () => {
  application = await openApplication()
  const { services } = application
  await addThreePlants(services)
  await services.store.transact({ actor: 'test', action: 'test.regions' }, insertRegions)
  await addAccount(services, 'root', 'admin')
  admin = await cookieOf(services, 'root')
})
afterEach(() => application.close())

interface Slip {
  readonly enterpriseId: string
  readonly username: string
  readonly password: string | null
}

const make = (body: unknown, headers: Record<string, string> = {}) =>
  application.app.request(
    '/api/enterprise-accounts',
    jsonRequest('POST', body, { cookie: admin, ...headers }),
  )
const waiting = async (query = '') =>
  (await (
    await application.app.request(`/api/enterprise-accounts${query}`, {
      headers: { cookie: admin },
    })
  ).json()) as { items: { id: string }[]; total: number; withAccount: number }

it('names are two letters and digits, by township, and never one that is taken', () => {
  const places = [{ township: '410622101' }, { township: null }, { township: '410622101' }]
  expect(enterpriseUsernames(places, new Set(['qy101-001']))).toEqual([
    'qy101-002',
    'qy000-001',
    'qy101-003',
  ])
})

it('enterprises under a filter get accounts once, with one line in the audit', async () => {
  expect(await waiting()).toMatchObject({ total: 3, withAccount: 0 })
  expect(await waiting('?township=410622101')).toMatchObject({ total: 2 })
  const made = await make({ filter: { township: '410622101' } })
  expect(made.status).toBe(201)
  const { items } = (await made.json()) as { items: Slip[] }
  expect(items.map((one) => one.username)).toEqual(['qy101-001', 'qy101-002'])
  expect(items[0]).toMatchObject({
    enterpriseId: PLANT_IDS.enterprise.own,
    townshipName: '高村镇',
    sample: false,
  })
  expect(await waiting()).toMatchObject({ total: 1, withAccount: 2 })
  const again = await make({ filter: { township: '410622101' } })
  expect(again.status).toBe(409)
  expect(await again.json()).toMatchObject({ detail: /都已有账号/ })
  const rest = await make({ enterpriseIds: Object.values(PLANT_IDS.enterprise) })
  expect(await rest.json()).toMatchObject({ made: 1, items: [{ username: 'qy100-001' }] })
  const lines = await listAudit(application.services.store, { action: 'user.bulk', limit: 9 })
  expect(lines.map((line) => line.detail.count)).toEqual([1, 2])
})

it('a slip signs its enterprise in, to change the password and nothing else', async () => {
  const { items } = (await (await make({ enterpriseIds: [PLANT_IDS.enterprise.own] })).json()) as {
    items: Slip[]
  }
  const [slip] = items
  const opened = await application.app.request(
    '/api/session',
    jsonRequest('POST', { username: slip?.username, password: slip?.password }),
  )
  expect(await opened.json()).toMatchObject({
    user: { role: 'enterprise', enterprise: PLANT_IDS.enterprise.own, passwordFault: 'issued' },
  })
  const headers = { cookie: cookieFrom(opened) }
  expect((await application.app.request('/api/enterprises', { headers })).status).toBe(403)
})

it('a repeated request makes nothing twice and shows no password again; none is kept', async () => {
  const body = { enterpriseIds: Object.values(PLANT_IDS.enterprise) }
  const once = { 'Idempotency-Key': 'bulk-1' }
  const first = (await (await make(body, once)).json()) as { items: Slip[] }
  const again = (await (await make(body, once)).json()) as { items: Slip[] }
  expect(again.items).toEqual(first.items.map((slip) => ({ ...slip, password: null })))
  const { store } = application.services
  expect((await listUsers(store)).filter(({ role }) => role === 'enterprise')).toHaveLength(3)
  const kept = await Promise.all(
    (['idempotency', 'audit', 'user_account', 'meta'] as const).map((table) =>
      store.db.selectFrom(table).selectAll().execute(),
    ),
  )
  for (const { password } of first.items) {
    expect(password).toMatch(/^[\w]{4}-[\w]{4}-[\w]{4}$/)
    expect(JSON.stringify(kept)).not.toContain(password)
  }
})

it.each([
  ['nothing', {}, 422],
  ['both at once', { enterpriseIds: ['x'], filter: {} }, 422],
  ['a filter that is none', { filter: { township: 'x' } }, 422],
  ['a key of no filter', { filter: { colour: 'red' } }, 422],
  ['an enterprise that is not there', { enterpriseIds: ['nobody'] }, 404],
])('accounts are refused for %s', async (_name, body, status) => {
  expect((await make(body)).status).toBe(status)
})
