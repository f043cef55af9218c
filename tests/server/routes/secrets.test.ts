import pino from 'pino'
import { expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import {
  addAccount,
  cookieOf,
  jsonRequest,
  openApplication,
} from '#tests/server/http/application.ts'
import { insertRegions } from './regions.ts'
import { addThreePlants, PLANT_IDS } from './three-plants.ts'

it('no password and no token stands in any log or table, however it was made or typed', async () => {
  const application = await openApplication()
  const { services } = application
  const written: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void written.push(line) })
  const app = createApp({ ...services, log })
  await addThreePlants(services)
  await services.store.transact({ actor: 'test', action: 'test.regions' }, insertRegions)
  await addAccount(services, 'root', 'admin')
  const headers = { cookie: await cookieOf(services, 'root'), 'Idempotency-Key': 'k' }
  const post = async (path: string, body: object): Promise<unknown> => {
    const once = { ...headers, 'Idempotency-Key': path }
    return (await app.request(path, jsonRequest('POST', body, once))).json()
  }
  const told = JSON.stringify([
    await post('/api/users', { username: 'jia', name: 'x', role: 'planner', regions: ['410622'] }),
    await post('/api/enterprise-accounts', { enterpriseIds: [PLANT_IDS.enterprise.own] }),
    await post('/api/tokens', { name: '大厅' }),
  ])
  const secrets = [...told.matchAll(/"(?:initialPassword|password|token)":"([^"]+)"/g)].map(
    ([, secret = '']) => secret,
  )
  expect(secrets).toHaveLength(3)
  const typed = 'Typed-Canary-2026'
  for (const password of [...secrets.slice(0, 2), typed])
    await app.request('/api/session', jsonRequest('POST', { username: 'jia', password }))
  await app.request(`/api/session?token=${secrets[2] ?? ''}`)
  const { db } = services.store
  const tables = [
    'audit',
    'idempotency',
    'user_account',
    'display_token',
    'session',
    'login_failure',
  ] as const
  const kept = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
  expect(written.length).toBeGreaterThan(5)
  const everything = JSON.stringify(kept) + written.join('')
  for (const secret of [...secrets, typed]) expect(everything).not.toContain(secret)
  await application.close()
})
