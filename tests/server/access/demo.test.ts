import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { applyDemoPassword, createDemoAccounts } from '#server/access/demo.ts'
import { verifyPassword } from '#server/access/password.ts'
import { scopeOf } from '#domain/scope.ts'
import { principalOf } from '#server/access/principal.ts'
import { listUsers } from '#server/store/user.ts'
import {
  addAccount,
  cookieOf,
  openApplication,
  standingClock,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'

const PLACES = { county: '410622', township: '410622101', enterpriseId: 'plant-1' }

const clock = standingClock()
let application: TestApplication
beforeEach(async () => {
  application = await openApplication({ clock })
})
afterEach(() => application.close())

describe('the demo accounts', () => {
  it('are six, each with the scope of its role', async () => {
    const { store } = application.services
    expect(await createDemoAccounts(store, PLACES, 'county-demo')).toBeNull()
    const accounts = await listUsers(store)
    expect(accounts.map((account) => account.username)).toEqual([
      'admin',
      'bureau',
      'department',
      'enterprise',
      'planner',
      'township',
    ])
    const scopes = Object.fromEntries(
      accounts.map((account) => [account.role, scopeOf(principalOf(account))]),
    )
    expect(scopes.admin).toMatchObject({ regions: null, sectors: null, enterprises: null })
    expect(scopes.bureau).toMatchObject({ regions: ['410622'], sectors: null, enterprises: null })
    expect(scopes.department).toMatchObject({ regions: ['410622'], sectors: ['WH'] })
    expect(scopes.township).toMatchObject({ regions: ['410622101'] })
    expect(scopes.enterprise).toMatchObject({ enterprises: ['plant-1'] })
    for (const account of accounts) {
      expect(account.demo).toBe(true)
      expect(account.name).toContain('示例')
      expect(account.mustChangePassword).toBe(false)
      expect(await verifyPassword(account.passwordHash, 'county-demo')).toBe(true)
    }
  })

  it('get an invented password once, when none is configured', async () => {
    const { store } = application.services
    const invented = await createDemoAccounts(store, PLACES, null)
    expect(invented).toMatch(/^[\w-]{12}$/)
    expect(await createDemoAccounts(store, PLACES, null)).toBeNull()
    const [account] = await listUsers(store)
    expect(await verifyPassword(account?.passwordHash ?? null, invented ?? '')).toBe(true)
  })

  it('leave an account of the same name alone', async () => {
    const { store } = application.services
    await addAccount(application.services, 'bureau', 'planner')
    await createDemoAccounts(store, PLACES, 'county-demo')
    const bureau = (await listUsers(store)).find((account) => account.username === 'bureau')
    expect(bureau).toMatchObject({ role: 'planner', demo: false })
  })

  it('get the configured password at a start, and keep their sessions when they have it', async () => {
    const { store } = application.services
    await createDemoAccounts(store, PLACES, 'county-demo')
    const cookie = await cookieOf(application.services, 'bureau')
    const whoAmI = () => application.app.request('/api/session', { headers: { cookie } })
    await applyDemoPassword(store, 'county-demo')
    expect((await whoAmI()).status).toBe(200)
    clock.forward(1)
    await applyDemoPassword(store, 'another-demo')
    expect((await whoAmI()).status).toBe(401)
    for (const account of await listUsers(store)) {
      expect(await verifyPassword(account.passwordHash, 'another-demo')).toBe(true)
    }
  })
})
