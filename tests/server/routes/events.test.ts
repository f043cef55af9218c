import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findHazard, insertHazards, saveHazard } from '#server/store/hazard.ts'
import { revokeDisplayToken, listDisplayTokens } from '#server/store/display-token.ts'
import { patchEnterprise, findEnterprise } from '#server/store/enterprise.ts'
import { removeSessionsOf } from '#server/store/session.ts'
import { findUserByName } from '#server/store/user.ts'
import {
  addAccount,
  cookieOf,
  openApplication,
  screenCookie,
  standingClock,
} from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { changesOf, hazardsOf, listenTo } from '#tests/server/live/listening.ts'
import type { Listening } from '#tests/server/live/listening.ts'
import { aHazard } from '#tests/server/store/ledger.ts'
import { insertRegions } from './regions.ts'
import { insertWholePlant } from './whole-plant.ts'

const COUNTY = { regions: ['410622'], county: '410622' }
/** Who listens, and whether plant `here` (高村镇, 危险化学品) is theirs. */
const LISTENERS = {
  bureau: [COUNTY, true],
  department: [{ ...COUNTY, sectors: ['FM'] }, false],
  township: [{ ...COUNTY, regions: ['410622102'] }, false],
  expert: [{ enterprises: ['here'] }, true],
  enterprise: [{ enterprises: ['there'] }, false],
  planner: [COUNTY, true],
  superior: [{ regions: ['41'] }, true],
} as const
type ListenerRole = keyof typeof LISTENERS
const ROLES_LISTENING = Object.keys(LISTENERS) as ListenerRole[]

const ALL_SUBJECTS = [
  'enterprises',
  'risk-points',
  'hazards',
  'plans',
  'zones',
  'persons',
  'check-records',
  'regions',
]

let application: TestApplication
let screen: string
const open: Listening[] = []
let hazardNumber = 0

beforeAll(async () => {
  application = await openApplication({
    times: { heartbeatMilliseconds: 100, tellEveryMilliseconds: 50, lookEveryMilliseconds: 100 },
  })
  const { services } = application
  await services.store.transact({ actor: 'test', action: 'test.plants' }, async (tx) => {
    await insertRegions(tx)
    const position = [114.2, 35.6] as const
    const at = { county: '410622', sector: 'WH', position }
    await insertWholePlant(tx, 'here', { ...at, township: '410622101' })
    await insertWholePlant(tx, 'there', { ...at, township: '410622102', sector: 'FM' })
  })
  for (const role of ROLES_LISTENING) await addAccount(services, role, role, LISTENERS[role][0])
  screen = await screenCookie(services, COUNTY)
  await quiet()
})
afterAll(() => application.close())
afterEach(async () => {
  for (const listening of open.splice(0)) await listening.stop()
})

async function listenAs(role: ListenerRole, headers: Record<string, string> = {}) {
  return listenWith(await cookieOf(application.services, role), headers)
}

async function listenWith(cookie: string, headers: Record<string, string> = {}) {
  const listening = await listenTo(application.app, cookie, headers)
  open.push(listening)
  if (listening.status === 200) await greeted(listening)
  return listening
}

const greeted = (listening: Listening) =>
  expect.poll(() => listening.heard.map(({ name }) => name)).toContain('version')

/** Report a hazard at a plant; its id. */
async function report(enterpriseId: string, over: Parameters<typeof aHazard>[1] = {}) {
  hazardNumber += 1
  const id = `reported-${hazardNumber}`
  await application.services.store.transact({ actor: 'test', action: 'hazard.create' }, (tx) =>
    insertHazards(tx, [aHazard(enterpriseId, { id, number: `N-${hazardNumber}`, ...over })]),
  )
  return id
}

/** Long enough for anything to be told that is going to be told. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 400))

describe('a stream of events', () => {
  it('begins with the version and all subjects, and is kept by no cache', async () => {
    const planner = await listenAs('planner')
    expect(planner.status).toBe(200)
    expect(planner.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(planner.headers.get('cache-control')).toContain('no-store')
    expect(planner.headers.get('x-accel-buffering')).toBe('no')
    expect(planner.heard[0]).toMatchObject({ name: 'version', data: { version: '0.0.0' } })
    expect(changesOf(planner).map(({ subjects }) => subjects)).toEqual([ALL_SUBJECTS])
    expect(planner.text()).toMatch(/^retry: \d+\n\n/)
  })

  it('tells of a hazard at once, and names what changed', async () => {
    const planner = await listenAs('planner')
    const before = changesOf(planner)[0]?.version ?? 0
    const startedAt = performance.now()
    const id = await report('here', { hazardLevel: 'major' })
    await expect.poll(() => hazardsOf(planner)).toHaveLength(1)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(hazardsOf(planner)).toEqual([{ id, hazardLevel: 'major', township: '410622101' }])
    expect(changesOf(planner).at(-1)).toEqual({ subjects: ['hazards'], version: before + 1 })
  })

  it('tells of one raised to major, and of no closed one', async () => {
    const id = await report('here')
    await quiet()
    const planner = await listenAs('planner')
    const { store } = application.services
    const save = (change: object) =>
      store.transact({ actor: 'test', action: 'hazard.patch' }, async (tx) => {
        const hazard = await findHazard(tx, id)
        if (hazard === null) throw new Error('it was just reported')
        await saveHazard(tx, { ...hazard, ...change }, hazard.version, null)
      })
    await save({ description: '示例：换了说法' })
    await expect.poll(() => changesOf(planner)).toHaveLength(2)
    expect(hazardsOf(planner)).toEqual([])
    await save({ hazardLevel: 'major' })
    await expect
      .poll(() => hazardsOf(planner))
      .toEqual([{ id, hazardLevel: 'major', township: '410622101' }])
  })

  it('tells changes that come together in few events', async () => {
    const planner = await listenAs('planner')
    for (let count = 0; count < 40; count += 1) await report('here')
    await expect.poll(() => hazardsOf(planner).length).toBe(40)
    expect(changesOf(planner).length).toBeLessThan(30)
  })

  it('beats while nothing happens', async () => {
    const planner = await listenAs('planner')
    const before = planner.text()
    await expect.poll(() => planner.heartbeats()).toBeGreaterThan(2)
    expect(planner.text()).toBe(before)
  })

  it('leaves nothing open for a question about its headers', async () => {
    const cookie = await cookieOf(application.services, 'planner')
    const size = application.services.live.size
    const answer = await application.app.request('/api/events', {
      method: 'HEAD',
      headers: { cookie },
    })
    expect(answer.status).toBe(200)
    expect(application.services.live.size).toBe(size)
  })

  it('is let go when its reader goes', async () => {
    const size = application.services.live.size
    const planner = await listenAs('planner')
    expect(application.services.live.size).toBe(size + 1)
    await planner.stop()
    await expect.poll(() => application.services.live.size).toBe(size)
  })

  it('refuses who is not signed in, and parameters', async () => {
    expect((await listenWith('')).status).toBe(401)
    const cookie = await cookieOf(application.services, 'planner')
    const answer = await application.app.request('/api/events?since=1', { headers: { cookie } })
    expect(answer.status).toBe(400)
  })
})

describe('coming back', () => {
  it('with the present version nothing is told again; with any other, everything', async () => {
    const first = await listenAs('planner')
    const known = String(changesOf(first)[0]?.version)
    await first.stop()
    const same = await listenAs('planner', { 'Last-Event-ID': known })
    await quiet()
    expect(changesOf(same)).toEqual([])
    await report('here')
    await expect.poll(() => changesOf(same)).toHaveLength(1)
    for (const unknown of [known, '1', 'x'.repeat(2_000), '示例'].map(encodeURIComponent)) {
      const other = await listenAs('planner', { 'Last-Event-ID': unknown })
      expect(changesOf(other).map(({ subjects }) => subjects)).toEqual([ALL_SUBJECTS])
      await other.stop()
    }
  })
})

describe('the scope', () => {
  it.each(ROLES_LISTENING)('decides what a %s hears, to the byte', async (role) => {
    const listening = await listenAs(role)
    const before = listening.text()
    const isOwn = LISTENERS[role][1]
    const id = await report('here')
    if (isOwn) {
      await expect.poll(() => hazardsOf(listening)).toHaveLength(1)
      expect(hazardsOf(listening)).toEqual([{ id, hazardLevel: 'general', township: '410622101' }])
    } else {
      await quiet()
      expect(listening.text()).toBe(before)
    }
    await listening.stop()
    const again = await listenAs(role, {
      'Last-Event-ID': String(changesOf(listening).at(-1)?.version),
    })
    expect(changesOf(again)).toEqual([])
  })

  it('of a screen is told as much as a bureau, but nothing of persons nor which plant it is', async () => {
    const listening = await listenWith(screen)
    const id = await report('there', { hazardLevel: 'major' })
    await expect
      .poll(() => hazardsOf(listening))
      // The plant is the only one of its township: to name the one would name the other.
      .toEqual([{ id, hazardLevel: 'major', township: null }])
    expect(listening.text()).not.toContain('persons')
  })

  it('tells that a row left it, and brings no old hazards with one that comes', async () => {
    const from = await listenAs('department')
    const into = await listenAs('bureau')
    const { store } = application.services
    const move = (sector: string) =>
      store.transact({ actor: 'test', action: 'enterprise.patch' }, async (tx) => {
        const { version } = (await findEnterprise(tx, 'there')) ?? { version: 0 }
        await patchEnterprise(tx, 'there', version, { sector })
      })
    await move('WH')
    await expect.poll(() => changesOf(from)).toHaveLength(2)
    expect(changesOf(from).at(-1)?.subjects).toContain('hazards')
    await move('FM')
    await expect.poll(() => changesOf(from)).toHaveLength(3)
    expect(hazardsOf(from)).toEqual([])
    expect(hazardsOf(into)).toEqual([])
  })
})

describe('a session that ends', () => {
  it('ends its streams within five seconds and no other', async () => {
    const { services } = application
    const ended = await listenAs('superior')
    const other = await listenAs('planner')
    const account = await findUserByName(services.store, 'superior')
    await services.store.transact({ actor: 'test', action: 'user.lock' }, (tx) =>
      removeSessionsOf(tx, account?.id ?? ''),
    )
    await expect.poll(() => ended.hasEnded(), { timeout: 5_000 }).toBe(true)
    expect(other.hasEnded()).toBe(false)
  })

  it('ends by signing out, which nobody announces', async () => {
    const cookie = await cookieOf(application.services, 'superior')
    const listening = await listenWith(cookie)
    await application.app.request('/api/session', { method: 'DELETE', headers: { cookie } })
    await expect.poll(() => listening.hasEnded(), { timeout: 5_000 }).toBe(true)
  })

  it('ends with the token of a screen', async () => {
    const { store } = application.services
    const cookie = await screenCookie(application.services, COUNTY)
    const listening = await listenWith(cookie)
    const [newest] = await listDisplayTokens(store)
    await store.transact({ actor: 'test', action: 'token.revoke' }, (tx) =>
      revokeDisplayToken(tx, newest?.id ?? ''),
    )
    await expect.poll(() => listening.hasEnded(), { timeout: 5_000 }).toBe(true)
    expect((await listenWith(cookie)).status).toBe(401)
  })
})

describe('a server that stops', () => {
  it('sends everyone away with a time to come back, and takes nobody new', async () => {
    const ending = await openApplication()
    await addAccount(ending.services, 'planner', 'planner', COUNTY)
    const cookie = await cookieOf(ending.services, 'planner')
    const listening = await listenTo(ending.app, cookie)
    await greeted(listening)
    ending.closing.abort()
    await expect.poll(() => listening.hasEnded()).toBe(true)
    expect(listening.text()).toMatch(/retry: \d{4,5}\n\n$/)
    expect((await listenTo(ending.app, cookie)).status).toBe(503)
    const health = await ending.app.request('/api/health')
    expect(health.status).toBe(200)
    await ending.close()
  })
})

describe('time passing', () => {
  it('tells of midnight in Shanghai, and does not keep a session that nobody uses', async () => {
    const clock = standingClock('2026-06-01T15:50:00.000Z')
    const times = { lookEveryMilliseconds: 50 }
    const night = await openApplication({ clock, times })
    await addAccount(night.services, 'planner', 'planner', COUNTY)
    const listening = await listenTo(night.app, await cookieOf(night.services, 'planner'))
    await greeted(listening)
    clock.forward(15)
    await expect
      .poll(() => changesOf(listening).at(-1)?.subjects)
      .toEqual(['enterprises', 'hazards'])
    expect(listening.hasEnded()).toBe(false)
    clock.forward(20)
    await expect.poll(() => listening.hasEnded()).toBe(true)
    await night.close()
  })
})

describe('many streams of one', () => {
  it('are refused beyond what a county’s walls need, and only for that one', async () => {
    const { services } = application
    const cookie = await cookieOf(services, 'expert')
    const answers: Response[] = []
    for (let count = 0; count < 601; count += 1)
      answers.push(await application.app.request('/api/events', { headers: { cookie } }))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(600)
    expect(answers.at(-1)?.status).toBe(429)
    expect(answers.at(-1)?.headers.get('retry-after')).toBe('10')
    expect((await listenAs('planner')).status).toBe(200)
    for (const answer of answers.slice(0, 600)) await answer.body?.cancel()
    await expect.poll(() => services.live.size).toBeLessThan(10)
  })
})
