import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FactIndex } from '#server/density/fact-index.ts'
import { createApp } from '#server/app.ts'
import { writeTownship } from '#tests/server/density/stored-rows.ts'
import { addAccount, cookieOf, openApplication } from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'

let application: TestApplication
const cookies = new Map<string, string>()

beforeEach(async () => {
  application = await openApplication({ isUnloaded: true })
  await writeTownship(application.services.store, '410622101', 'h', 10, [114.2, 35.6])
  await addAccount(application.services, 'admin', 'admin')
  await addAccount(application.services, 'bureau', 'bureau', { regions: ['410622'] })
  await addAccount(application.services, 'screen', 'screen', { regions: ['410622'] })
  for (const name of ['admin', 'bureau', 'screen'])
    cookies.set(name, await cookieOf(application.services, name))
})
afterEach(() => application.close())

/** The commits above have begun the load; this index is one that never ends it. */
function stillLoading(facts: FactIndex): FactIndex {
  return {
    ...facts,
    soFar: facts.soFar,
    firstLoad: () => ({ enterprises: 4, of: 10 }),
    settled: () => new Promise(() => undefined),
  }
}

function ask(app: TestApplication['app'], path: string, name?: string) {
  const cookie = name === undefined ? '' : (cookies.get(name) ?? '')
  return app.request(path, { headers: { cookie } })
}

const MAP_AND_FIGURES = [
  '/api/situation',
  '/api/tiles/hazards/9/418/201.mvt',
  '/api/tiles/risk-points.json',
  '/api/tiles/density/9/418/201.png',
  '/api/tiles/density.json',
  '/api/density/at?lng=114.2&lat=35.6',
  '/api/nearest-enterprises?lng=114.2&lat=35.6',
]
const LISTS_AND_FILES = [
  '/api/hazards',
  '/api/hazard-counts',
  '/api/enterprises',
  '/api/exports/hazards',
]

describe('while the first load goes on', () => {
  it('the map and its figures answer and say so; lists and files wait, and then say why', async () => {
    const facts = stillLoading(application.services.facts)
    const app = createApp({ ...application.services, facts })
    for (const path of MAP_AND_FIGURES) {
      const answer = await ask(app, path, 'bureau')
      expect([200, 204], path).toContain(answer.status)
      expect(answer.headers.get('Riskmap-Index'), path).toBe('loading')
    }
    await Promise.all(
      [...LISTS_AND_FILES.map((path) => [path, 'bureau']), ['/api/situation', 'screen']].map(
        async ([path = '', name]) => {
          const answer = await ask(app, path, name)
          expect(answer.status, path).toBe(503)
          expect(answer.headers.get('Retry-After'), path).toBe('3')
          expect(answer.headers.get('Riskmap-Index'), path).toBe('loading')
          expect(await answer.json(), path).toMatchObject({ code: 'loading' })
        },
      ),
    )
  }, 30_000)

  it('who leaves while a list waits leaves no fault of the server behind', async () => {
    const facts = stillLoading(application.services.facts)
    const said: unknown[][] = []
    const keep = (...words: unknown[]) => void said.push(words)
    const log = Object.assign(pino({ level: 'silent' }), { info: keep, error: keep })
    const app = createApp({ ...application.services, facts, log })
    const leaving = new AbortController()
    const headers = { cookie: cookies.get('bureau') ?? '' }
    const asked = app.request('/api/enterprises', { headers, signal: leaving.signal })
    await new Promise(setImmediate)
    leaving.abort()
    expect((await asked).status).toBe(499)
    expect(said.map((words) => words[1])).toEqual(['client went away', 'request'])
    expect(said[1]?.[0]).toMatchObject({ path: '/api/enterprises', status: 499 })
  })

  it('the health check says so, with how far it is for the administrator; it is not ready', async () => {
    const facts = stillLoading(application.services.facts)
    const app = createApp({ ...application.services, facts })
    const known = (await (await ask(app, '/api/health', 'admin')).json()) as object
    expect(known).toMatchObject({
      status: 'loading',
      index: { firstLoad: { enterprises: 4, of: 10 } },
    })
    const strange = (await (await ask(app, '/api/health')).json()) as object
    expect(strange).toMatchObject({ status: 'loading' })
    expect(strange).not.toHaveProperty('index')
    const ready = await ask(app, '/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ code: 'loading' })
  })

  it('ends with all rows, ready, and nothing said of it any more', async () => {
    const { app, services } = application
    const list = await ask(app, '/api/enterprises', 'bureau')
    expect(await list.json()).toMatchObject({ total: 10 })
    expect(services.facts.firstLoad()).toBeNull()
    expect((await ask(app, '/readyz')).status).toBe(200)
    const situation = await ask(app, '/api/situation', 'bureau')
    expect(situation.headers.get('Riskmap-Index')).toBeNull()
    expect(await (await ask(app, '/api/health')).json()).toMatchObject({ status: 'ok' })
  })
})
