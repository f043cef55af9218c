import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  addAccount,
  cookieOf,
  openApplication,
  standingClock,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'

let clock = standingClock()
let application: TestApplication
let admin: string

beforeEach(async () => {
  clock = standingClock('2026-06-01T15:59:00.000Z')
  application = await openApplication({ clock })
  const { services } = application
  await addAccount(services, 'root', 'admin')
  const note = (actor: string, action: string, detail = {}, id = 'x1') =>
    services.store.transact(
      { actor, action, subject: { kind: action.split('.')[0] ?? '', id }, detail, ip: '10.0.0.7' },
      () => Promise.resolve(),
    )
  await note('zhang', 'hazard.transition', { to: '=cmd|x' })
  await note('li', 'hazard.create', { note: '100%_示例' }, 'x2')
  clock.forward(2)
  await note('zhang', 'user.reset', {}, 'u9')
  admin = await cookieOf(services, 'root')
})
afterEach(() => application.close())

const ask = (path: string, cookie = admin) => application.app.request(path, { headers: { cookie } })

interface Page {
  readonly items: { readonly action: string; readonly actor: string; readonly sequence: number }[]
  readonly total: number
  readonly nextCursor: string | null
}
const page = async (query: string) => (await (await ask(`/api/audit${query}`)).json()) as Page
const actions = async (query: string) => (await page(query)).items.map((line) => line.action)

it('lines come newest first, in pages, under every filter', async () => {
  expect(await actions('')).toEqual([
    'user.reset',
    'hazard.create',
    'hazard.transition',
    'user.create',
  ])
  expect(await actions('?actor=zhang')).toEqual(['user.reset', 'hazard.transition'])
  expect(await actions('?action=user')).toEqual(['user.reset', 'user.create'])
  expect(await actions('?action=user.reset')).toEqual(['user.reset'])
  expect(await actions('?subjectKind=hazard&subjectId=x2')).toEqual(['hazard.create'])
  // 00:01 on the second in Shanghai is still the first in UTC.
  expect(await actions('?from=2026-06-02')).toEqual(['user.reset'])
  expect(await actions('?to=2026-06-01')).not.toContain('user.reset')
  expect(await actions(`?q=${encodeURIComponent('100%_示')}`)).toEqual(['hazard.create'])
  expect(await actions('?q=_%25_')).toEqual([])
  expect(await actions('?q=ZHANG')).toHaveLength(2)
  const first = await page('?limit=3')
  expect(first).toMatchObject({ total: 4, nextCursor: '2' })
  expect(await page(`?limit=3&cursor=${first.nextCursor ?? ''}`)).toMatchObject({
    items: [{ action: 'user.create' }],
    nextCursor: null,
  })
})

it.each([
  '?limit=0',
  '?cursor=abc',
  '?action=x%20y',
  '?from=2026-02-30',
  '?from=2026-06-02&to=2026-06-01',
  '?who=x',
])('refuses %s', async (query) => {
  expect((await ask(`/api/audit${query}`)).status).toBe(400)
})

it('is exported whole under the filter, formulas defused, and the export is in it', async () => {
  const csv = await ask('/api/audit/export?actor=zhang')
  expect(csv.headers.get('content-disposition')).toContain('audit-2026-06-02.csv')
  const text = await csv.text()
  expect(text.startsWith('序号,时间（北京时间）')).toBe(true)
  expect(text.trimEnd().split('\r\n')).toHaveLength(3)
  expect(text).toContain('2026-06-02 00:01:00')
  const workbook = new ExcelJS.Workbook()
  const bytes = await (await ask('/api/audit/export?format=xlsx&action=hazard')).arrayBuffer()
  await workbook.xlsx.load(bytes)
  const [sheet] = workbook.worksheets
  expect(sheet?.rowCount).toBe(3)
  expect(sheet?.getRow(2).getCell(4).text).toBe('hazard.create')
  expect(await page('?action=export.read')).toMatchObject({ total: 2 })
})

it('tells whether its chain is whole, and where it was broken', async () => {
  expect(await (await ask('/api/audit/verification')).json()).toMatchObject({
    intact: true,
    lines: 4,
    brokenAt: null,
  })
  application.services.store.engine.sqlite?.exec(
    'drop trigger audit_no_update; ' + `update audit set actor = 'nobody' where sequence = 3`,
  )
  expect(await (await ask('/api/audit/verification')).json()).toMatchObject({
    intact: false,
    brokenAt: 3,
  })
})

it('is for administrators', async () => {
  await addAccount(application.services, 'ju', 'bureau', { regions: ['410622'] })
  const cookie = await cookieOf(application.services, 'ju')
  for (const path of ['', '/export', '/verification'])
    expect((await ask(`/api/audit${path}`, cookie)).status).toBe(403)
})
