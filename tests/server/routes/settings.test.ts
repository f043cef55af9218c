import { afterEach, beforeEach, expect, it } from 'vitest'
import { ROLES } from '#domain/role.ts'
import { listAudit } from '#server/store/audit.ts'
import {
  addAccount,
  cookieOf,
  jsonRequest,
  openApplication,
  screenCookie,
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

const read = (cookie: string) => application.app.request('/api/settings', { headers: { cookie } })
const put = (body: unknown, version: number | null, cookie = admin) =>
  application.app.request(
    '/api/settings',
    jsonRequest('PUT', body, {
      cookie,
      ...(version === null ? {} : { 'If-Match': `"${version}"` }),
    }),
  )

const SETTINGS = {
  county: '410622',
  productTitle: '淇县安全风险一张图',
  screenTitle: '淇县双重预防运行图',
  organisation: '淇县应急管理局',
  passwordProfile: 'asvs',
  emergencyLines: [{ name: '值班室', phone: '0392-7220000' }],
}

it('settings have defaults, are the administrator’s to change, and everybody’s to read', async () => {
  const first = await read(admin)
  expect(first.headers.get('etag')).toBe('"0"')
  expect(await first.json()).toEqual({
    county: null,
    productTitle: null,
    screenTitle: null,
    organisation: null,
    passwordProfile: 'mlps',
    emergencyLines: [],
    homeCounty: { code: '410621', name: '浚县' },
    address: 'http://localhost:8080',
    version: 0,
  })
  expect((await put(SETTINGS, null)).status).toBe(428)
  const saved = await put(SETTINGS, 0)
  expect(saved.status).toBe(200)
  expect(await saved.json()).toEqual({
    ...SETTINGS,
    homeCounty: { code: '410622', name: '淇县' },
    address: 'http://localhost:8080',
    version: 1,
  })
  expect((await put(SETTINGS, 0)).status).toBe(412)
  const { services } = application
  for (const role of ROLES.filter((one) => one !== 'admin' && one !== 'screen')) {
    await addAccount(services, role, role)
    const cookie = await cookieOf(services, role)
    expect(await (await read(cookie)).json()).toMatchObject({ organisation: '淇县应急管理局' })
    expect((await put(SETTINGS, 1, cookie)).status).toBe(403)
  }
  const screen = await screenCookie(services, { regions: ['410622'] })
  expect((await read(screen)).status).toBe(200)
  expect(
    await (await application.app.request('/api/session', { headers: { cookie: admin } })).json(),
  ).toMatchObject({ user: { county: '410622' } })
})

it('a change of settings stands in the audit with what was and what is', async () => {
  await put(SETTINGS, 0)
  const [line] = await listAudit(application.services.store, { action: 'settings.put', limit: 1 })
  expect(line?.detail).toMatchObject({ changed: { passwordProfile: ['mlps', 'asvs'] } })
})

it.each([
  ['a county that is not there', { county: '999999' }, 'county'],
  ['a township as county', { county: '410622101' }, 'county'],
  ['rules that are not there', { passwordProfile: 'none' }, 'passwordProfile'],
  [
    'a number that is no number',
    { emergencyLines: [{ name: 'x', phone: 'abc' }] },
    'emergencyLines[0].phone',
  ],
  ['a field of no setting', { theme: 'dark' }, 'theme'],
])('settings are refused with %s', async (_name, fields, path) => {
  const refused = await put({ ...SETTINGS, ...fields }, 0)
  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({ issues: [{ path }] })
})
