import { hc } from 'hono/client'
import { expect, expectTypeOf, it } from 'vitest'
import type { Role } from '#domain/role.ts'
import type { AppType } from '#server/app.ts'
import { addAccount, cookieOf, openApplication } from './application.ts'

it('is typed by the application itself', async () => {
  const application = await openApplication()
  await addAccount(application.services, 'zhang', 'planner')
  const client = hc<AppType>('http://localhost', {
    fetch: async (input: RequestInfo | URL, init?: RequestInit) =>
      application.app.request(input instanceof Request ? input : String(input), init),
    headers: { cookie: await cookieOf(application.services, 'zhang') },
  })
  const response = await client.api.session.$get()
  if (!response.ok) throw new Error('refused')
  const { user } = await response.json()
  expectTypeOf(user.role).toEqualTypeOf<Role>()
  expect(user.role).toBe('planner')
  await application.close()
})
