import { listDisplayTokens, revokeDisplayToken } from '#server/store/display-token.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listAudit } from '#server/store/audit.ts'
import { findUserByName, saveUser } from '#server/store/user.ts'
import {
  addAccount,
  cookieFrom,
  cookieOf,
  jsonRequest,
  openApplication,
  screenCookie,
  standingClock,
  TEST_PASSWORD,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'

let clock = standingClock()
let application: TestApplication

beforeEach(async () => {
  clock = standingClock()
  application = await openApplication({ clock })
  await addAccount(application.services, 'zhang', 'bureau', {
    regions: ['410622'],
    county: '410622',
  })
})
afterEach(() => application.close())

const signIn = (username: string, password: string, headers: Record<string, string> = {}) =>
  application.app.request('/api/session', jsonRequest('POST', { username, password }, headers))
const whoAmI = (cookie: string) => application.app.request('/api/session', { headers: { cookie } })

describe('a session', () => {
  it('opens with a password, tells who it is, and ends', async () => {
    const opened = await signIn('Zhang', TEST_PASSWORD)
    expect(opened.status).toBe(200)
    expect(await opened.json()).toEqual({
      user: { name: 'zhang（示例）', username: 'zhang', role: 'bureau', county: '410622' },
      expiresAt: '2026-06-01T08:30:00.000Z',
    })
    expect(opened.headers.get('set-cookie')).toMatch(
      /^riskmap=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    const cookie = cookieFrom(opened)
    expect((await whoAmI(cookie)).status).toBe(200)
    const closed = await application.app.request('/api/session', {
      method: 'DELETE',
      headers: { cookie },
    })
    expect(closed.status).toBe(204)
    expect((await whoAmI(cookie)).status).toBe(401)
  })

  it('carries a __Host- cookie under TLS', async () => {
    const overTls = await openApplication({ environment: { PUBLIC_URL: 'https://risk.example' } })
    await addAccount(overTls.services, 'zhang', 'planner')
    const opened = await overTls.app.request(
      '/api/session',
      jsonRequest('POST', { username: 'zhang', password: TEST_PASSWORD }),
    )
    expect(opened.headers.get('set-cookie')).toMatch(/^__Host-riskmap=.*; Secure/)
    expect(opened.headers.get('strict-transport-security')).toContain('max-age')
    await overTls.close()
  })

  it('tells what a township, a department and an enterprise stand for', async () => {
    const { services } = application
    await addAccount(services, 'gaocun', 'township', { regions: ['410622101'] })
    await addAccount(services, 'weihua', 'department', { regions: ['410622'], sectors: ['WH'] })
    await addAccount(services, 'plant', 'enterprise', { enterprises: ['e1'] })
    const userOf = async (name: string): Promise<unknown> =>
      (await whoAmI(await cookieOf(services, name))).json()
    expect(await userOf('gaocun')).toMatchObject({ user: { township: '410622101' } })
    expect(await userOf('weihua')).toMatchObject({ user: { sectors: ['WH'] } })
    expect(await userOf('plant')).toMatchObject({ user: { enterprise: 'e1' } })
  })

  it('slides while it is used, ends after 30 idle minutes and after 12 hours in any case', async () => {
    const cookie = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    for (let minutes = 24; minutes < 12 * 60; minutes += 24) {
      clock.forward(24)
      expect((await whoAmI(cookie)).status).toBe(200)
    }
    clock.forward(24)
    expect((await whoAmI(cookie)).status).toBe(401)
    const idle = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    clock.forward(30)
    expect((await whoAmI(idle)).status).toBe(401)
  })

  it('is not kept alive by a page that nobody touches, nor by its stream', async () => {
    const cookie = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    const background = { headers: { cookie, 'X-Background': '1' } }
    for (let minutes = 0; minutes < 28; minutes += 7) {
      clock.forward(7)
      const looked = await application.app.request('/api/session', background)
      expect(await looked.json()).toMatchObject({ expiresAt: '2026-06-01T08:30:00.000Z' })
      const stream = { method: 'HEAD', headers: { cookie } }
      expect((await application.app.request('/api/events', stream)).status).toBe(200)
    }
    clock.forward(2)
    expect((await application.app.request('/api/session', background)).status).toBe(401)
    expect((await whoAmI(cookie)).status).toBe(401)
  })

  it('of an administrator ends after 15 idle minutes', async () => {
    await addAccount(application.services, 'root', 'admin')
    const cookie = await cookieOf(application.services, 'root')
    clock.forward(14.9)
    expect((await whoAmI(cookie)).status).toBe(200)
    clock.forward(15)
    expect((await whoAmI(cookie)).status).toBe(401)
  })

  it('gets a new id at sign-in, and the one before is worth nothing', async () => {
    const before = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    const planted = `riskmap=${'A'.repeat(43)}`
    const after = cookieFrom(await signIn('zhang', TEST_PASSWORD, { cookie: before }))
    expect(after).not.toBe(before)
    expect((await whoAmI(before)).status).toBe(401)
    const fresh = cookieFrom(await signIn('zhang', TEST_PASSWORD, { cookie: planted }))
    expect(fresh).not.toBe(planted)
    expect((await whoAmI(planted)).status).toBe(401)
  })

  it('of a disabled account is worth nothing from the next request on', async () => {
    const cookie = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    const { store } = application.services
    const account = await findUserByName(store, 'zhang')
    if (account === null) throw new Error('no account')
    await store.transact({ actor: 'test', action: 'user.disable' }, (tx) =>
      saveUser(tx, { ...account, disabled: true }, account.version),
    )
    expect((await whoAmI(cookie)).status).toBe(401)
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(401)
  })

  it.each([
    ['forged', `riskmap=${'x'.repeat(43)}`],
    ['truncated', 'riskmap=abc'],
    ['oversized', `riskmap=${'x'.repeat(8000)}`],
    ['a JWT without a signature', 'riskmap=eyJhbGciOiJub25lIn0.eyJyb2xlIjoiYWRtaW4ifQ.'],
    ['of another name', `__Host-riskmap=${'x'.repeat(43)}`],
    ['empty', 'riskmap='],
    ['broken', 'riskmap="%E0%A4%A'],
  ])('is not opened by a cookie that is %s', async (_name, cookie) => {
    expect((await whoAmI(cookie)).status).toBe(401)
  })

  it('is not opened by another scheme', async () => {
    const headers = { Authorization: 'Basic YWRtaW46YWRtaW4=' }
    expect((await application.app.request('/api/session', { headers })).status).toBe(401)
  })
})

describe('a refused sign-in', () => {
  it('looks the same for an unknown name, a wrong password and a locked account', async () => {
    const answers: Response[] = [await signIn('nobody', 'x')]
    for (let count = 0; count < 5; count += 1) answers.push(await signIn('zhang', 'wrong'))
    answers.push(await signIn('zhang', TEST_PASSWORD))
    const told = await Promise.all(
      answers.map(async (answer) => {
        const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id')
        return JSON.stringify([answer.status, headers, await answer.text()])
      }),
    )
    expect(new Set(told).size).toBe(1)
    expect(answers[0]?.status).toBe(401)
    expect(told[0]).toContain('wrong_credentials')
  })

  it('locks the account at the fifth for 15 minutes, across a restart', async () => {
    for (let count = 0; count < 5; count += 1) await signIn('zhang', 'wrong')
    const { directory } = application
    application.services.facts.close()
    await application.services.store.close()
    application = await openApplication({ clock, directory })
    clock.forward(14.9)
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(401)
    clock.forward(0.1)
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(200)
  })

  it('of a locked account neither prolongs the lock nor ends live sessions', async () => {
    const cookie = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    for (let count = 0; count < 5; count += 1) await signIn('zhang', 'wrong')
    clock.forward(10)
    for (let count = 0; count < 5; count += 1) await signIn('zhang', 'wrong')
    expect((await whoAmI(cookie)).status).toBe(200)
    clock.forward(5)
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(200)
  })

  it('is forgotten by a right password in between', async () => {
    for (let round = 0; round < 2; round += 1) {
      for (let count = 0; count < 4; count += 1) await signIn('zhang', 'wrong')
      expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(200)
    }
  })

  it('from one address is answered 429 after fifty', { timeout: 60_000 }, async () => {
    for (let count = 0; count < 50; count += 1) {
      expect((await signIn(`guess${count}`, 'wrong')).status).toBe(401)
    }
    const turnedAway = await signIn('zhang', TEST_PASSWORD)
    expect(turnedAway.status).toBe(429)
    expect(Number(turnedAway.headers.get('retry-after'))).toBe(900)
    clock.forward(15)
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(200)
  })

  it('never keeps more than a few passwords waiting', async () => {
    const flood = await Promise.all(
      Array.from({ length: 40 }, async (_unused, index) => signIn(`guess${index}`, 'wrong')),
    )
    const turnedAway = flood.filter((answer) => answer.status === 429)
    expect(turnedAway.length).toBeGreaterThanOrEqual(40 - 22 - 2)
    expect(turnedAway[0]?.headers.get('retry-after')).toBe('1')
    expect(flood.every((answer) => [401, 429].includes(answer.status))).toBe(true)
  })

  it('stands in the audit once each, without what was typed', async () => {
    await signIn('zhang', 'secret-canary')
    await signIn('canary-as-name', 'secret-canary')
    const lines = await listAudit(application.services.store, {
      action: 'session.refused',
      limit: 10,
    })
    expect(lines.map((line) => line.actor)).toEqual(['unknown', 'zhang'])
    expect(JSON.stringify(lines)).not.toContain('canary')
  })
})

describe('the code of the console', () => {
  it('signs an administrator in once, and lets a first one set a password', async () => {
    const code = application.services.signInCodes.issue()
    const use = () => application.app.request('/api/session', jsonRequest('POST', { code }))
    const opened = await use()
    expect(await opened.json()).toMatchObject({ user: { role: 'admin', mustChangePassword: true } })
    expect((await use()).status).toBe(401)
    expect((await signIn('admin', '')).status).toBe(422)
    const changed = await application.app.request(
      '/api/session/password',
      jsonRequest('PUT', { newPassword: TEST_PASSWORD }, { cookie: cookieFrom(opened) }),
    )
    expect(changed.status).toBe(204)
    expect(await (await signIn('admin', TEST_PASSWORD)).json()).toMatchObject({
      user: { role: 'admin' },
    })
  })
})

describe('a new password', () => {
  const change = (cookie: string, body: unknown) =>
    application.app.request('/api/session/password', jsonRequest('PUT', body, { cookie }))

  it('ends every session but the one it was set in, which goes on under a new cookie', async () => {
    const here = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    const there = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    clock.forward(1)
    const newPassword = 'Lingshan_Jie-7788'
    const changed = await change(here, { currentPassword: TEST_PASSWORD, newPassword })
    expect(changed.status).toBe(204)
    expect((await whoAmI(here)).status).toBe(401)
    expect((await whoAmI(there)).status).toBe(401)
    expect((await whoAmI(cookieFrom(changed))).status).toBe(200)
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(401)
    expect((await signIn('zhang', newPassword)).status).toBe(200)
    const back = { currentPassword: newPassword, newPassword: TEST_PASSWORD }
    expect((await change(cookieFrom(changed), back)).status).toBe(422)
  })

  it('is refused when the present one is wrong, which counts towards the lock', async () => {
    const cookie = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    for (let count = 0; count < 5; count += 1) {
      const refused = await change(cookie, {
        currentPassword: 'wrong',
        newPassword: 'Lingshan_Jie-7788',
      })
      expect(refused.status).toBe(422)
      expect(await refused.json()).toMatchObject({ issues: [{ path: 'currentPassword' }] })
    }
    expect((await signIn('zhang', TEST_PASSWORD)).status).toBe(401)
  })
})

describe('a display token', () => {
  it('is exchanged by POST for a cookie, and is a screen', async () => {
    const cookie = await screenCookie(application.services, { regions: ['410622'] })
    const token = cookie.slice('riskmap='.length)
    const opened = await application.app.request('/api/session', jsonRequest('POST', { token }))
    expect(await opened.json()).toMatchObject({ user: { role: 'screen' }, expiresAt: null })
    expect(cookieFrom(opened)).toBe(cookie)
    clock.forward(60 * 24 * 30)
    expect((await whoAmI(cookie)).status).toBe(200)
  })

  it('has a door of its own, which ends the session the browser had before', async () => {
    const before = cookieFrom(await signIn('zhang', TEST_PASSWORD))
    const cookie = await screenCookie(application.services, { regions: ['410622'] })
    const token = cookie.slice('riskmap='.length)
    const opened = await application.app.request(
      '/api/session/display',
      jsonRequest('POST', { token }, { cookie: before }),
    )
    expect(opened.status).toBe(200)
    expect(await opened.json()).toMatchObject({ user: { role: 'screen' }, expiresAt: null })
    const [header = ''] = opened.headers.getSetCookie()
    expect(header).toMatch(/HttpOnly/i)
    expect(header).toMatch(/SameSite=Lax/i)
    expect((await whoAmI(cookieFrom(opened))).status).toBe(200)
    expect((await whoAmI(before)).status).toBe(401)
  })

  it('that is revoked is worth nothing from the next request on', async () => {
    const cookie = await screenCookie(application.services, { regions: ['410622'] })
    const token = cookie.slice('riskmap='.length)
    const { store } = application.services
    const [shown] = await listDisplayTokens(store)
    await store.transact({ actor: 'test', action: 'token.revoke' }, (tx) =>
      revokeDisplayToken(tx, shown?.id ?? ''),
    )
    expect((await whoAmI(cookie)).status).toBe(401)
    const again = await application.app.request(
      '/api/session/display',
      jsonRequest('POST', { token }),
    )
    expect(again.status).toBe(401)
  })

  it.each([{}, { token: '' }, { token: 1 }, { username: 'zhang', password: TEST_PASSWORD }])(
    'is asked for as a token and nothing else: %j is refused',
    async (body) => {
      const answer = await application.app.request(
        '/api/session/display',
        jsonRequest('POST', body),
      )
      expect(answer.status).toBe(422)
    },
  )

  it('is not read from an address', async () => {
    const answer = await application.app.request('/api/session?token=abc')
    expect(answer.status).toBe(400)
    const door = jsonRequest('POST', { token: 'abc' })
    expect((await application.app.request('/api/session/display?token=abc', door)).status).toBe(400)
  })
})
