import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeTownship } from '#tests/server/density/stored-rows.ts'
import { addAccount, cookieOf, openApplication } from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'

let application: TestApplication

beforeAll(async () => {
  application = await openApplication()
  await writeTownship(application.services.store, '410622101', 'h', 10, [114.2, 35.6])
  await addAccount(application.services, 'admin', 'admin')
  await addAccount(application.services, 'bureau', 'bureau', { regions: ['410622'] })
})
afterAll(() => application.close())

interface Health {
  readonly index?: {
    readonly rows: Record<string, number>
    readonly segments: number
    readonly bytes: Record<'columns' | 'moments' | 'selections' | 'lattices' | 'tiles', number>
    readonly loading: boolean
  }
}

async function health(cookie = ''): Promise<Health> {
  return (await (
    await application.app.request('/api/health', { headers: { cookie } })
  ).json()) as Health
}

describe('the index in the health check', () => {
  it('is told to the administrator, and grows with what is asked of it', async () => {
    const cookie = await cookieOf(application.services, 'admin')
    await application.services.facts.settled()
    const before = (await health(cookie)).index
    expect(before).toMatchObject({
      rows: { enterprises: 10, riskPoints: 30, hazards: 30 },
      segments: 1,
      bytes: { tiles: 0, lattices: 0 },
      loading: false,
    })
    expect(before?.bytes.columns).toBeGreaterThan(60 * 68)
    for (const path of ['/api/tiles/density/9/418/201.png', '/api/tiles/hazards/9/418/201.mvt'])
      await application.app.request(path, { headers: { cookie } })
    const after = (await health(cookie)).index
    for (const part of ['moments', 'selections', 'lattices', 'tiles'] as const)
      expect(after?.bytes[part], part).toBeGreaterThan(before?.bytes[part] ?? 0)
  })

  it('is told to nobody else', async () => {
    expect(await health()).not.toHaveProperty('index')
    expect(await health(await cookieOf(application.services, 'bureau'))).not.toHaveProperty('index')
  })
})
