import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { judgeStorage } from '#server/deploy/storage-watch.ts'
import type { Storage } from '#server/deploy/storage-watch.ts'
import { addAccount, cookieOf, openApplication, TEST_PASSWORD } from './application.ts'
import type { TestApplication } from './application.ts'

const GIGABYTE = 1024 ** 3

describe('a disk', () => {
  it.each([
    [50, 100, 'ok'],
    [9.9, 100, 'low'],
    [11, 100, 'ok'],
    [0.9, 31, 'full'],
    [0.9, 30, 'low'],
    [30, 4_000, 'ok'],
    [0, 0, 'ok'],
  ] as const)('of %d GiB free in %d is %s', (free, total, state) => {
    expect(judgeStorage(free * GIGABYTE, total * GIGABYTE).state).toBe(state)
  })
})

describe('on a disk that is nearly full', () => {
  let application: TestApplication
  let app: ReturnType<typeof createApp>
  let storage: Storage = judgeStorage(0.1 * GIGABYTE, 100 * GIGABYTE)

  beforeAll(async () => {
    application = await openApplication()
    await addAccount(application.services, 'anna', 'admin')
    await addAccount(application.services, 'berta', 'bureau', { county: '410622' })
    const report = () => Promise.resolve({ storage, backup: null })
    const upkeep = { storage: () => Promise.resolve(storage), report, stop: () => undefined }
    app = createApp({ ...application.services, upkeep })
  })
  afterAll(() => application.close())

  const json = (body: object, cookie = '') => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Cookie: cookie },
    body: JSON.stringify(body),
  })

  it('writes are refused with 507, signing in and reading go on, and it heals by itself', async () => {
    const cookie = await cookieOf(application.services, 'anna')
    const enterprise = json({ name: '示例甲厂', township: null, sector: 'WH' }, cookie)
    const refused = await app.request('/api/enterprises', enterprise)
    expect(refused.status).toBe(507)
    expect(refused.headers.get('content-type')).toContain('application/problem+json')
    expect(await refused.json()).toMatchObject({ code: 'storage_full' })
    const account = json({ username: 'anna', password: TEST_PASSWORD })
    expect((await app.request('/api/session', account)).status).toBe(200)
    const list = await app.request('/api/enterprises', { headers: { Cookie: cookie } })
    expect(list.status).toBe(200)
    expect(await list.json()).toMatchObject({ total: 0 })
    storage = judgeStorage(50 * GIGABYTE, 100 * GIGABYTE)
    expect((await app.request('/api/enterprises', enterprise)).status).not.toBe(507)
  })

  it('the administrator alone is told', async () => {
    storage = judgeStorage(5 * GIGABYTE, 100 * GIGABYTE)
    const health = async (cookie: string): Promise<unknown> =>
      (await app.request('/api/health', { headers: { Cookie: cookie } })).json()
    const { services } = application
    expect(await health(await cookieOf(services, 'anna'))).toMatchObject({
      upkeep: { storage: { state: 'low' } },
    })
    expect(await health(await cookieOf(services, 'berta'))).not.toHaveProperty('upkeep')
    expect(await health('')).not.toHaveProperty('upkeep')
  })
})
