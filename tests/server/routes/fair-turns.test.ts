import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount, cookieOf, openApplication } from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { writeTownship } from '#tests/server/density/stored-rows.ts'

let application: TestApplication
const cookies: Record<string, string> = {}

beforeAll(async () => {
  application = await openApplication()
  await writeTownship(application.services.store, '410622101', 'plant', 40, [114.1, 35.6])
  for (const name of ['flood', 'other']) {
    await addAccount(application.services, name, 'admin')
    cookies[name] = await cookieOf(application.services, name)
  }
})
afterAll(() => application.close())

async function ask(who: string, path: string) {
  return application.app.request(path, { headers: { cookie: cookies[who] ?? '' } })
}

describe('a flood of tiles', () => {
  it('lets another’s tile through before it ends', async () => {
    const order: string[] = []
    const note = async (name: string, answer: Promise<Response>) => {
      const { status } = await answer
      expect([200, 204], name).toContain(status)
      order.push(name)
    }
    const flood = Array.from({ length: 300 }, (_, index) =>
      note('flood', ask('flood', `/api/tiles/risk-points/12/${3346 + index}/1613.mvt`)),
    )
    await Promise.all([
      ...flood,
      note('other', ask('other', '/api/tiles/hazards/12/3346/1613.mvt')),
    ])
    expect(order).toHaveLength(301)
    expect(order.indexOf('other')).toBeLessThan(200)
  })
})
