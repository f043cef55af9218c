import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  addAccount,
  cookieOf,
  jsonRequest,
  openApplication,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { insertRegions } from './regions.ts'

let application: TestApplication
let admin: string

beforeEach(async () => {
  application = await openApplication()
  const { store } = application.services
  await store.transact({ actor: 'test', action: 'test.regions' }, insertRegions)
  await addAccount(application.services, 'root', 'admin')
  admin = await cookieOf(application.services, 'root')
})
afterEach(() => application.close())

interface Token {
  readonly id: string
  readonly token: string | null
  readonly address: string | null
  readonly revokedAt: string | null
}

const make = (body: unknown, headers: Record<string, string> = {}) =>
  application.app.request('/api/tokens', jsonRequest('POST', body, { cookie: admin, ...headers }))
const revoke = (id: string, headers: Record<string, string>) =>
  application.app.request(`/api/tokens/${id}`, {
    method: 'DELETE',
    headers: { cookie: admin, ...headers },
  })
const list = async (query = '') =>
  (await (
    await application.app.request(`/api/tokens${query}`, { headers: { cookie: admin } })
  ).json()) as { items: Token[]; total: number }

it('a token is told once with the address that opens a screen, and kept as a hash', async () => {
  const made = await make({ name: '值班大厅', regions: ['410622'] }, { 'Idempotency-Key': 't1' })
  expect(made.status).toBe(201)
  const token = (await made.json()) as Token
  expect(token.address).toBe(`/screen#token=${token.token ?? ''}`)
  expect(token).toMatchObject({ name: '值班大厅', regions: ['410622'], createdBy: 'root' })
  const again = await make({ name: '值班大厅', regions: ['410622'] }, { 'Idempotency-Key': 't1' })
  expect(await again.json()).toEqual({ ...token, token: null, address: null })
  expect((await list()).total).toBe(1)
  expect(JSON.stringify(await list())).not.toContain(token.token)
  const { db } = application.services.store
  const kept = await Promise.all(
    (['idempotency', 'audit', 'display_token'] as const).map((table) =>
      db.selectFrom(table).selectAll().execute(),
    ),
  )
  expect(JSON.stringify(kept)).not.toContain(token.token)
})

it('a revoked token is refused at the very next request, and stays in the list', async () => {
  const { id, token } = (await (await make({ name: '大厅' })).json()) as Token
  const opened = await application.app.request('/api/session', jsonRequest('POST', { token }))
  expect(opened.status).toBe(200)
  const [cookie = ''] = opened.headers.getSetCookie()
  const look = () => application.app.request('/api/situation', { headers: { cookie } })
  expect((await look()).status).toBe(200)
  expect((await revoke(id, {})).status).toBe(428)
  expect((await revoke(id, { 'If-Match': '"1"' })).status).toBe(204)
  expect((await look()).status).toBe(401)
  const afresh = await application.app.request('/api/session', jsonRequest('POST', { token }))
  expect(afresh.status).toBe(401)
  expect((await revoke(id, { 'If-Match': '"1"' })).status).toBe(412)
  expect((await revoke('no-such-token', { 'If-Match': '"1"' })).status).toBe(404)
  const { items } = await list('?revoked=true')
  expect(items.map((one) => one.id)).toEqual([id])
  expect((await list('?revoked=false')).total).toBe(0)
})

it('a token for a network opens a screen there and nowhere else', async () => {
  const made = await make({ name: '大厅', networks: ['10.1.0.0/16', '192.168.3.7'] })
  expect(made.status).toBe(201)
  const { token, networks } = (await made.json()) as Token & { networks: string[] }
  expect(networks).toEqual(['10.1.0.0/16', '192.168.3.7'])
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })
  const open = (address: string) =>
    application.app.request('/api/session', jsonRequest('POST', { token }), from(address))
  const code = async (answer: Response) => ((await answer.json()) as { code: string }).code
  const outside = await open('10.2.0.1')
  expect([outside.status, await code(outside)]).toEqual([403, 'wrong_network'])
  expect(outside.headers.getSetCookie()).toEqual([])
  expect((await open('192.168.3.7')).status).toBe(200)
  const opened = await open('::ffff:10.1.2.3')
  expect(opened.status).toBe(200)

  // The cookie is worth as much as the token, and no more.
  const [cookie = ''] = opened.headers.getSetCookie()
  const look = (address: string, path = '/api/situation') =>
    application.app.request(path, { headers: { cookie } }, from(address))
  expect((await look('10.1.200.9')).status).toBe(200)
  for (const path of ['/api/situation', '/api/events', '/api/session']) {
    const refused = await look('10.2.0.1', path)
    expect([refused.status, await code(refused)]).toEqual([403, 'wrong_network'])
  }
  // Who sits there may still sign in.
  expect((await look('10.2.0.1', '/api/health')).status).toBe(200)
  const { items } = await list()
  expect(items[0]).toMatchObject({ networks: ['10.1.0.0/16', '192.168.3.7'] })
})

it.each([
  ['words instead of a network', { name: 'x', networks: ['大厅'] }, 422],
  ['a network too wide for its kind', { name: 'x', networks: ['10.0.0.0/33'] }, 422],
  ['no name', { name: ' ' }, 422],
  ['a province', { name: 'x', regions: ['41'] }, 422],
  ['a field of ours', { name: 'x', tokenHash: 'x' }, 422],
  ['a division that is not there', { name: 'x', regions: ['999999'] }, 422],
])('a token is refused for %s', async (_name, body, status) => {
  expect((await make(body)).status).toBe(status)
})
