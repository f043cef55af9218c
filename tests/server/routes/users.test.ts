import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '#domain/settings.ts'
import { listAudit } from '#server/store/audit.ts'
import { saveSettings } from '#server/store/settings.ts'
import {
  addAccount,
  cookieFrom,
  cookieOf,
  jsonRequest,
  openApplication,
  standingClock,
  TEST_PASSWORD,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { insertRegions } from './regions.ts'
import { addThreePlants, PLANT_IDS } from './three-plants.ts'

const COUNTY = { regions: ['410622'], county: '410622' }
const NEW_PASSWORD = 'Lingshan_Jie-7788'

let clock = standingClock()
let application: TestApplication
let admin: string

beforeEach(async () => {
  clock = standingClock()
  application = await openApplication({ clock })
  const { services } = application
  await addThreePlants(services)
  await services.store.transact({ actor: 'test', action: 'test.regions' }, insertRegions)
  await addAccount(services, 'root', 'admin')
  await addAccount(services, 'ju', 'bureau', COUNTY)
  await addAccount(services, 'gaocun', 'township', { ...COUNTY, regions: ['410622101'] })
  await addAccount(services, 'beiyang', 'township', { ...COUNTY, regions: ['410622102'] })
  await addAccount(services, 'guihua', 'planner', COUNTY)
  await addAccount(services, 'own', 'enterprise', { enterprises: [PLANT_IDS.enterprise.own] })
  await addAccount(services, 'foreign', 'enterprise', {
    enterprises: [PLANT_IDS.enterprise.foreign],
  })
  admin = await cookieOf(services, 'root')
})
afterEach(() => application.close())

interface Account {
  readonly id: string
  readonly username: string
  readonly version: number
  readonly initialPassword?: string | null
  readonly lockedUntil: string | null
}

const ask = (
  path: string,
  cookie: string,
  init: { readonly method?: string; readonly headers?: Record<string, string> } = {},
) => application.app.request(path, { ...init, headers: { ...init.headers, cookie } })
const send = (method: string, path: string, body: unknown, cookie = admin, more = {}) =>
  application.app.request(path, jsonRequest(method, body, { cookie, ...more }))
const whoAmI = (cookie: string) => ask('/api/session', cookie)
const signIn = (username: string, password: string) =>
  application.app.request('/api/session', jsonRequest('POST', { username, password }))

async function accounts(cookie: string, query = ''): Promise<Account[]> {
  const response = await ask(`/api/users${query}`, cookie)
  expect(response.status).toBe(200)
  return ((await response.json()) as { items: Account[] }).items
}

async function accountOf(username: string): Promise<Account> {
  const found = (await accounts(admin)).find((one) => one.username === username)
  if (found === undefined) throw new Error(`no account ${username}`)
  return found
}

const reset = (account: Pick<Account, 'id' | 'version'>, cookie: string) =>
  ask(`/api/users/${account.id}/password`, cookie, {
    method: 'PUT',
    headers: { 'If-Match': `"${account.version}"` },
  })

describe('accounts', () => {
  it('are listed by page, order, role, place, text and use', async () => {
    const names = async (query: string) => (await accounts(admin, query)).map((one) => one.username)
    expect(await names('?sort=-username&limit=2')).toEqual(['root', 'own'])
    expect(await names('?role=township,bureau')).toEqual(['beiyang', 'gaocun', 'ju'])
    expect(await names('?township=410622101')).toContain('gaocun')
    expect(await names('?township=410622101')).not.toContain('beiyang')
    expect(await names('?q=GUIH')).toEqual(['guihua'])
    expect(await names('?disabled=true')).toEqual([])
    expect((await ask('/api/users?role=boss', admin)).status).toBe(400)
    const first = await ask('/api/users?limit=3', admin)
    const { nextCursor, total } = (await first.json()) as { nextCursor: string; total: number }
    expect(total).toBe(7)
    expect(await names(`?limit=3&cursor=${encodeURIComponent(nextCursor)}`)).toHaveLength(3)
  })

  it('never show a hash', async () => {
    const text = await (await ask('/api/users', admin)).text()
    expect(text).not.toMatch(/argon2|passwordHash|passwordHistory/)
  })

  it('are made with a password told once, which must be changed before anything else', async () => {
    const made = await send('POST', '/api/users', {
      username: 'Wei.Hua',
      name: '危化科',
      role: 'department',
      regions: ['410622'],
      sectors: ['WH'],
    })
    expect(made.status).toBe(201)
    const account = (await made.json()) as Account
    expect(account).toMatchObject({ username: 'wei.hua', county: '410622', regionNames: ['淇县'] })
    expect(made.headers.get('location')).toBe(`/api/users/${account.id}`)
    expect(made.headers.get('etag')).toBe('"1"')
    const opened = await signIn('wei.hua', account.initialPassword ?? '')
    expect(await opened.json()).toMatchObject({
      user: { mustChangePassword: true, passwordFault: 'issued' },
    })
    const cookie = cookieFrom(opened)
    for (const path of ['/api/enterprises', '/api/situation', '/api/settings', '/api/codes']) {
      const refused = await ask(path, cookie)
      expect([path, refused.status]).toEqual([path, 403])
      expect(await refused.json()).toMatchObject({ code: 'password_change_required' })
    }
    clock.forward(1)
    const changed = await send(
      'PUT',
      '/api/session/password',
      { currentPassword: account.initialPassword, newPassword: NEW_PASSWORD },
      cookie,
    )
    expect(changed.status).toBe(204)
    expect((await ask('/api/enterprises', cookieFrom(changed))).status).toBe(200)
    expect((await whoAmI(cookieFrom(changed))).status).toBe(200)
    expect((await ask('/api/session', cookieFrom(changed), { method: 'DELETE' })).status).toBe(204)
  })

  it('are made once for one idempotency key, and the password is kept nowhere', async () => {
    const body = { username: 'qy', name: '示例', role: 'planner', regions: ['410622'] }
    const once = { 'Idempotency-Key': 'k1' }
    const first = (await (await send('POST', '/api/users', body, admin, once)).json()) as Account
    const again = await send('POST', '/api/users', body, admin, once)
    expect(again.status).toBe(201)
    expect(await again.json()).toEqual({ ...first, initialPassword: null })
    const { db } = application.services.store
    const kept = JSON.stringify([
      await db.selectFrom('idempotency').selectAll().execute(),
      await db.selectFrom('audit').selectAll().execute(),
      await db.selectFrom('user_account').selectAll().execute(),
    ])
    expect(first.initialPassword?.length).toBeGreaterThan(10)
    expect(kept).not.toContain(first.initialPassword)
  })

  it.each([
    ['a name in use', { username: 'ROOT', role: 'admin' }, 409, 'username'],
    ['a name of other characters', { username: '李雷', role: 'admin' }, 422, 'username'],
    ['a bureau without a county', { role: 'bureau' }, 422, 'regions'],
    ['a township given a county', { role: 'township', regions: ['410622'] }, 422, 'regions'],
    ['a division that is not there', { role: 'planner', regions: ['999999'] }, 422, 'regions[0]'],
    ['a department without sectors', { role: 'department', regions: ['410622'] }, 422, 'sectors'],
    [
      'a sector that is not there',
      { role: 'department', regions: ['410622'], sectors: ['QQ'] },
      422,
      'sectors[0]',
    ],
    ['an enterprise account of none', { role: 'enterprise' }, 422, 'enterprises'],
    [
      'an enterprise that is not there',
      { role: 'enterprise', enterprises: ['nobody'] },
      422,
      'enterprises[0]',
    ],
    ['a screen', { role: 'screen' }, 422, 'role'],
    [
      'an administrator limited to a county',
      { role: 'admin', regions: ['410622'] },
      422,
      'regions',
    ],
    ['a password of the asker', { role: 'admin', password: 'x' }, 422, 'password'],
    ['a demo account', { role: 'admin', demo: true }, 422, 'demo'],
    ['a hash', { role: 'admin', passwordHash: 'x' }, 422, 'passwordHash'],
    ['no need to change', { role: 'admin', mustChangePassword: false }, 422, 'mustChangePassword'],
  ])('are refused: %s', async (_name, fields, status, path) => {
    const body = { username: 'new.one', name: '示例', ...fields }
    const response = await send('POST', '/api/users', body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ issues: [{ path }] })
  })
})

describe('a change of an account', () => {
  it('needs the version that was seen', async () => {
    const { id } = await accountOf('guihua')
    expect((await send('PATCH', `/api/users/${id}`, { name: '新' })).status).toBe(428)
    const patch = (version: number) =>
      send('PATCH', `/api/users/${id}`, { name: '新' }, admin, { 'If-Match': `"${version}"` })
    const saved = await patch(1)
    expect(saved.headers.get('etag')).toBe('"2"')
    const stale = await patch(1)
    expect(stale.status).toBe(412)
    expect(await stale.json()).toMatchObject({ current: 2 })
  })

  it('of its rights ends its sessions at the very next request; of its name does not', async () => {
    const { services } = application
    for (const [index, change] of [
      { role: 'superior' },
      { regions: ['410622101'] },
      { disabled: true },
    ].entries()) {
      const username = `one${index}`
      await addAccount(services, username, 'planner', COUNTY)
      const cookie = await cookieOf(services, username)
      const { id } = await accountOf(username)
      const patch = (body: object, version: number) =>
        send('PATCH', `/api/users/${id}`, body, admin, { 'If-Match': `"${version}"` })
      expect((await patch({ name: '改名' }, 1)).status).toBe(200)
      expect((await whoAmI(cookie)).status).toBe(200)
      expect((await patch(change, 2)).status).toBe(200)
      expect((await whoAmI(cookie)).status).toBe(401)
    }
  })

  it('takes no field that is not an administrator’s to set', async () => {
    const { id } = await accountOf('guihua')
    for (const field of ['username', 'passwordHash', 'demo', 'version', 'county', 'createdAt']) {
      const body = { [field]: 'x' }
      const response = await send('PATCH', `/api/users/${id}`, body, admin, { 'If-Match': '"1"' })
      expect([field, response.status]).toEqual([field, 422])
    }
  })

  it('never leaves the installation without an administrator', async () => {
    const { id } = await accountOf('root')
    const match = { 'If-Match': '"1"' }
    for (const body of [{ disabled: true }, { role: 'planner', regions: ['410622'] }]) {
      const refused = await send('PATCH', `/api/users/${id}`, body, admin, match)
      expect(refused.status).toBe(409)
      expect(await refused.json()).toMatchObject({ detail: /先另设一个管理员/ })
    }
    const gone = await ask(`/api/users/${id}`, admin, { method: 'DELETE', headers: match })
    expect(gone.status).toBe(409)
    await addAccount(application.services, 'second', 'admin')
    const now = await ask(`/api/users/${id}`, admin, { method: 'DELETE', headers: match })
    expect(now.status).toBe(204)
    expect((await whoAmI(admin)).status).toBe(401)
  })
})

describe('looking after accounts', () => {
  it('reaches those below and inside: a township its enterprises, a bureau its county', async () => {
    const { services } = application
    const names = async (username: string) =>
      (await accounts(await cookieOf(services, username))).map((one) => one.username)
    expect(await names('gaocun')).toEqual(['own'])
    expect(await names('beiyang')).toEqual([])
    expect(await names('ju')).toEqual(['beiyang', 'gaocun', 'guihua', 'own'])
    expect((await ask('/api/users', await cookieOf(services, 'guihua'))).status).toBe(403)
    expect((await ask('/api/users', await cookieOf(services, 'own'))).status).toBe(403)
  })

  it('answers another’s account as a missing one, whatever is asked of it', async () => {
    const { services } = application
    const bytes = async (response: Response) =>
      JSON.stringify([
        response.status,
        [...response.headers].filter(([name]) => name !== 'x-request-id'),
        await response.text(),
      ])
    for (const [keeper, others] of [
      ['gaocun', ['root', 'ju', 'gaocun', 'beiyang', 'guihua', 'foreign']],
      ['ju', ['root', 'ju', 'foreign']],
    ] as const) {
      const cookie = await cookieOf(services, keeper)
      for (const username of others) {
        const account = await accountOf(username)
        const missing = { id: 'no-such-account', version: 1 }
        if (username !== keeper)
          expect(await bytes(await reset(account, cookie))).toBe(
            await bytes(await reset(missing, cookie)),
          )
        expect(await bytes(await ask(`/api/users/${account.id}`, cookie))).toBe(
          await bytes(await ask(`/api/users/${missing.id}`, cookie)),
        )
      }
    }
  })

  it('resets and nothing more', async () => {
    const { services } = application
    const cookie = await cookieOf(services, 'gaocun')
    const { id } = await accountOf('own')
    const match = { 'If-Match': '"1"' }
    expect((await send('PATCH', `/api/users/${id}`, { name: 'x' }, cookie, match)).status).toBe(403)
    const gone = await ask(`/api/users/${id}`, cookie, { method: 'DELETE', headers: match })
    expect(gone.status).toBe(403)
    expect((await send('POST', '/api/users', {}, cookie)).status).toBe(403)
  })
})

describe('a reset', () => {
  it('gives a password once, ends sessions, lifts the lock, and is in the audit', async () => {
    const { services } = application
    const session = await cookieOf(services, 'own')
    for (let count = 0; count < 5; count += 1) await signIn('own', 'wrong')
    expect((await signIn('own', TEST_PASSWORD)).status).toBe(401)
    expect((await accountOf('own')).lockedUntil).toBe('2026-06-01T08:15:00.000Z')
    const cookie = await cookieOf(services, 'gaocun')
    const answer = await reset(await accountOf('own'), cookie)
    expect(answer.status).toBe(200)
    const { password } = (await answer.json()) as { password: string }
    expect((await whoAmI(session)).status).toBe(401)
    expect((await accountOf('own')).lockedUntil).toBeNull()
    expect((await signIn('own', TEST_PASSWORD)).status).toBe(401)
    expect((await signIn('own', password)).status).toBe(200)
    const [line] = await listAudit(services.store, { action: 'user.reset', limit: 5 })
    expect(line).toMatchObject({ actor: 'gaocun', detail: { username: 'own', by: 'township' } })
    expect(JSON.stringify(await listAudit(services.store, { limit: 50 }))).not.toContain(password)
  })

  it('needs the version that was seen, and is not for oneself', async () => {
    const account = await accountOf('own')
    const without = await ask(`/api/users/${account.id}/password`, admin, { method: 'PUT' })
    expect(without.status).toBe(428)
    expect((await reset({ ...account, version: 9 }, admin)).status).toBe(412)
    expect((await reset(await accountOf('root'), admin)).status).toBe(409)
  })
})

describe('a password that grows old', () => {
  it('must be changed after 90 days under mlps, never under asvs, and never a demo one', async () => {
    const { services } = application
    const DAY = 24 * 60
    clock.forward(89 * DAY)
    expect((await ask('/api/codes', await cookieOf(services, 'guihua'))).status).toBe(200)
    clock.forward(DAY)
    const old = await cookieOf(services, 'guihua')
    expect(await (await whoAmI(old)).json()).toMatchObject({ user: { passwordFault: 'expired' } })
    expect(await (await ask('/api/codes', old)).json()).toMatchObject({
      code: 'password_change_required',
    })
    const asvs = { ...DEFAULT_SETTINGS, passwordProfile: 'asvs' } as const
    await services.store.transact({ actor: 'test', action: 'settings.put' }, (tx) =>
      saveSettings(tx, asvs, 0),
    )
    expect((await ask('/api/codes', old)).status).toBe(200)
  })

  it('cannot come back among the last five', async () => {
    const { services } = application
    const passwords = [TEST_PASSWORD, ...[1, 2, 3, 4, 5].map((n) => `Lingshan_Jie-778${n}`)]
    const change = async (from: string, to: string) =>
      send(
        'PUT',
        '/api/session/password',
        { currentPassword: from, newPassword: to },
        await cookieOf(services, 'guihua'),
      )
    for (const [index, next] of passwords.slice(1).entries()) {
      clock.forward(1)
      expect((await change(passwords[index] ?? '', next)).status).toBe(204)
    }
    clock.forward(1)
    const refused = await change(passwords[5] ?? '', passwords[1] ?? '')
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({ issues: [{ code: 'reused' }] })
    expect((await change(passwords[5] ?? '', TEST_PASSWORD)).status).toBe(204)
  })
})
