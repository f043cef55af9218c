import { beforeEach, describe, expect, it } from 'vitest'
import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { listAudit } from '#server/store/audit.ts'
import { newId } from '#server/store/identifier.ts'
import { listLevels } from '#server/store/level.ts'
import { standingClock } from '#tests/server/http/application.ts'
import {
  bodyOf,
  countyUnderTest,
  GEOREFERENCE,
  MINE,
  MY_PERSONS,
  OTHER,
  seen,
  square,
  THEIR_PERSON,
  zone,
} from './county.ts'

const clock = standingClock()
const county = countyUnderTest(clock)
const { ask } = county

const RED = { method: 'LEC', params: { L: 3, E: 6, C: 40 } }
const YELLOW = { method: 'LEC', params: { L: 3, E: 6, C: 7 } }

async function makePoint(over: object = {}, who: 'mine' | 'other' | 'bureau' = 'mine') {
  const made = await ask(who, 'POST', '/api/risk-points', {
    enterpriseId: who === 'other' ? OTHER : MINE,
    name: '示例储罐',
    ...over,
  })
  expect(made.status).toBe(201)
  return made.body
}

const assess = (id: string, order: object, who: 'mine' | 'planner' | 'other' = 'mine') =>
  ask(who, 'POST', `/api/risk-points/${id}/assessments`, { kind: 'inherent', ...order })

/** A plan on the ground with one zone, a point in it and one beside it. */
async function drawnPlan() {
  const { body: plan } = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '图' })
  const [inside, beside] = [await makePoint(), await makePoint()]
  const zoneId = newId()
  const saved = await ask(
    'mine',
    'PUT',
    `/api/plans/${plan.id}`,
    bodyOf(plan, {
      frame: { ...plan.frame, georeference: GEOREFERENCE },
      zones: [zone(zoneId, square(0, 0, 50))],
      riskPoints: [
        { id: inside.id, position: [10, 10] },
        { id: beside.id, position: [90, 90] },
      ],
    }),
    seen(1),
  )
  expect(saved.status).toBe(200)
  return { planId: plan.id, zoneId, inside, beside }
}

/** What a tile of the county shows of one thing. */
async function onTile(noun: 'risk-points' | 'enterprises' | 'zones', id: string, z = 16) {
  const [x, y] = lngLatToTileFraction([114.1971, 35.6071], z).map(Math.floor)
  const tile = await ask('bureau', 'GET', `/api/tiles/${noun}/${z}/${x}/${y}.mvt`)
  expect(tile.status).toBe(200)
  const layer = new VectorTile(new PbfReader(tile.bytes)).layers[noun]
  const properties = Array.from(
    { length: layer?.length ?? 0 },
    (_, index) => layer?.feature(index).properties,
  )
  return properties.find((one) => one?.id === id)
}

describe('one assessment', () => {
  it('makes point, zone and enterprise red, on every route at once', async () => {
    const { planId, zoneId, inside } = await drawnPlan()
    const made = await assess(inside.id, RED)
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      value: 720,
      level: 1,
      kind: 'inherent',
      cutoffSet: 'LEC4_LO',
      why: { formula: 'D = 3 × 6 × 40 = 720', comparison: '720 ≥ 320' },
      riskPoint: { id: inside.id, level: 1, levels: { inherent: 1, current: 1 } },
      zone: { id: zoneId, level: 1 },
      enterprise: { id: MINE, level: 1 },
    })
    const plan = await ask('mine', 'GET', `/api/plans/${planId}`)
    expect(plan.body.zones[0]).toMatchObject({
      level: { inherent: 1, current: 1 },
      why: { inherent: { riskPointId: inside.id, eventName: '示例储罐', level: 1 } },
    })
    expect((await ask('planner', 'GET', `/api/enterprises/${MINE}`)).body.level).toBe(1)
    expect((await ask('planner', 'GET', `/api/risk-points/${inside.id}`)).body).toMatchObject({
      level: 1,
      inherentLevel: 1,
      why: { current: { basis: 'inherent' } },
    })
    expect(await onTile('zones', zoneId)).toMatchObject({ level: 1 })
    expect(await onTile('risk-points', inside.id, 18)).toMatchObject({ level: 1 })
    const situation = await ask('bureau', 'GET', '/api/situation?level=1')
    const red = situation.body.byLevel.find((row) => row.level === 1)
    expect(red?.riskPoints).toBeGreaterThan(0)
  })

  it('lets a control take effect, with history', async () => {
    const { zoneId, inside } = await drawnPlan()
    await assess(inside.id, RED)
    clock.forward(5)
    const eased = await assess(inside.id, { ...YELLOW, kind: 'current' })
    expect(eased.body).toMatchObject({
      value: 126,
      level: 3,
      riskPoint: { level: 3, levels: { inherent: 1, current: 3 } },
      zone: { id: zoneId, level: 3, levels: { inherent: 1, current: 3 } },
    })
    const { store } = county.application.services
    const history = await listLevels(store, 'risk-point', inside.id)
    expect(history.map(({ level }) => level)).toEqual([
      { inherent: 1, current: 1 },
      { inherent: 1, current: 3 },
    ])
    const list = await ask('mine', 'GET', `/api/risk-points/${inside.id}/assessments`)
    expect(list.body.items.map((one) => one.kind)).toEqual(['current', 'inherent'])
  })

  it('follows a point that is moved between zones, taken off, or archived', async () => {
    const { planId, zoneId, inside, beside } = await drawnPlan()
    await assess(inside.id, RED)
    await assess(beside.id, YELLOW)
    const zoneLevel = async () =>
      (await ask('mine', 'GET', `/api/plans/${planId}`)).body.zones[0]?.level.inherent
    const at = await ask('mine', 'GET', `/api/risk-points/${inside.id}`)
    const out = await ask(
      'mine',
      'PATCH',
      `/api/risk-points/${inside.id}`,
      { zoneId: null },
      seen(at.body.version),
    )
    expect(out.body).toMatchObject({ zoneId: null, planId, level: 1 })
    expect(await zoneLevel()).toBeNull()
    await ask('mine', 'PATCH', `/api/risk-points/${beside.id}`, { zoneId }, seen(1))
    expect(await zoneLevel()).toBe(3)
    const gone = await ask('mine', 'DELETE', `/api/risk-points/${beside.id}`, undefined, seen(2))
    expect(gone.status).toBe(204)
    expect(await zoneLevel()).toBeNull()
    expect((await assess(beside.id, RED)).status).toBe(404)
    expect((await ask('mine', 'GET', `/api/risk-points/${beside.id}`)).status).toBe(404)
  })

  it('counts in a zone it was assigned to without being drawn, and stays there', async () => {
    const { planId, zoneId } = await drawnPlan()
    const point = await makePoint({ zoneId })
    expect(point).toMatchObject({ zoneId, planId })
    const made = await assess(point.id, RED)
    expect(made.body.zone).toMatchObject({ id: zoneId, level: 1 })
    const { body: plan } = await ask('mine', 'GET', `/api/plans/${planId}`)
    const saved = await ask('mine', 'PUT', `/api/plans/${planId}`, bodyOf(plan), seen(plan.version))
    expect(saved.body.zones[0]?.level.inherent).toBe(1)
  })

  it('judges directly, and by the method’s default cut-offs or the named ones', async () => {
    const { id } = await makePoint()
    const direct = await assess(id, { method: 'DIRECT', params: { rule: 'LAW' } })
    expect(direct.body).toMatchObject({ value: null, level: 1, cutoffSet: null, zone: null })
    const low = await assess(id, {
      method: 'LEC',
      params: { L: 10, E: 1, C: 7 },
      cutoffSet: 'LEC4_HI',
    })
    expect(low.body).toMatchObject({ value: 70, level: 4, cutoffSet: 'LEC4_HI' })
    const high = await assess(id, { method: 'LEC', params: { L: 10, E: 1, C: 7 } })
    expect(high.body).toMatchObject({ value: 70, level: 3 })
  })

  it.each([
    [
      'a value that is not in the table',
      { method: 'LEC', params: { L: 4, E: 6, C: 40 } },
      'params.L',
      'not_in_table',
    ],
    ['a missing parameter', { method: 'LS', params: { L: 4 } }, 'params.S', 'missing_param'],
    [
      'an unknown parameter',
      { method: 'LS', params: { L: 4, S: 1, X: 2 } },
      'params.X',
      'unknown_param',
    ],
    ['a number as text', { method: 'LS', params: { L: '4', S: 1 } }, 'params.L', 'not_in_table'],
    [
      'another method’s cut-offs',
      { ...RED, cutoffSet: 'LS4_A' },
      'cutoffSet',
      'cutoff_set_of_other_method',
    ],
    ['unknown cut-offs', { ...RED, cutoffSet: 'MINE' }, 'cutoffSet', 'unknown_cutoff_set'],
    ['an unknown method', { method: 'MLS', params: {} }, 'method', 'invalid_value'],
    ['another kind', { ...RED, kind: 'future' }, 'kind', 'invalid_value'],
    ['a level of one’s own', { ...RED, level: 4 }, 'level', 'unrecognized_keys'],
    ['a foreign event', { ...RED, eventId: 'missing' }, 'eventId', 'unknown_event'],
  ])('refuses %s', async (_name, order, path, code) => {
    const { id } = await makePoint()
    const refused = await assess(id, order)
    expect(refused.status).toBe(422)
    expect(refused.body.issues[0]).toMatchObject({ path, code })
    const after = await ask('mine', 'GET', `/api/risk-points/${id}/events`)
    expect(after.body.total).toBe(0)
  })

  it('never lets controls make a risk worse, from either side', async () => {
    const { id } = await makePoint()
    await assess(id, YELLOW)
    const worse = await assess(id, { ...RED, kind: 'current' })
    expect([worse.status, worse.body.issues[0]?.code]).toEqual([422, 'current_worse_than_inherent'])
    await assess(id, { ...YELLOW, kind: 'current' })
    const better = await assess(id, { method: 'LS', params: { L: 1, S: 1 } })
    expect([better.status, better.body.issues[0]?.code]).toEqual([
      422,
      'current_worse_than_inherent',
    ])
  })

  it('asks which event is meant when there are several', async () => {
    const { id } = await makePoint()
    const path = `/api/risk-points/${id}/events`
    const first = await ask('mine', 'POST', path, { name: '泄漏', accident: 'A26' })
    expect(first.status).toBe(201)
    expect((await assess(id, YELLOW)).body.eventId).toBe(first.body.id)
    await ask('mine', 'POST', path, { name: '火灾', accident: 'A09', unit: '卸车' })
    const unclear = await assess(id, RED)
    expect([unclear.status, unclear.body.issues[0]?.path]).toEqual([422, 'eventId'])
    const named = await assess(id, { ...RED, eventId: first.body.id })
    expect(named.status).toBe(201)
    const events = await ask('planner', 'GET', path)
    expect(events.body.items).toMatchObject([
      { name: '泄漏', inherent: { level: 1, value: 720 }, current: null },
      { name: '火灾', unit: '卸车', inherent: null },
    ])
  })

  it('is made once however often it is sent, and only by who may', async () => {
    const { id } = await makePoint()
    const key = { 'Idempotency-Key': newId() }
    const path = `/api/risk-points/${id}/assessments`
    const send = () => ask('mine', 'POST', path, { kind: 'inherent', ...RED }, key)
    const [first, second] = [await send(), await send()]
    expect(second.text).toBe(first.text)
    expect((await ask('mine', 'GET', path)).body.total).toBe(1)
    expect((await assess(id, RED, 'planner')).status).toBe(403)
    const foreign = await assess(id, RED, 'other')
    const missing = await assess(newId(), RED, 'other')
    expect(foreign.status).toBe(404)
    expect(foreign.text).toBe(missing.text)
  })
})

describe('a risk point', () => {
  it('gets the next free number and keeps numbers apart', async () => {
    const made = await makePoint({ number: 'R-77' })
    expect(made).toMatchObject({ number: 'R-77', kind: 'facility', approximate: true, level: null })
    const twin = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: MINE,
      name: '乙',
      number: 'R-77',
    })
    expect([twin.status, twin.body.issues[0]?.code]).toEqual([409, 'already_taken'])
    const free = await makePoint()
    expect(free.number).toMatch(/^\d{3}$/)
    const same = await ask(
      'mine',
      'PATCH',
      `/api/risk-points/${made.id}`,
      { number: 'R-77', name: '改' },
      seen(1),
    )
    expect(same.body).toMatchObject({ number: 'R-77', name: '改', version: 2 })
    expect(same.headers.get('etag')).toBe('"2"')
  })

  it('refuses fields nobody may write, foreign persons and zones', async () => {
    const { id } = await makePoint()
    const path = `/api/risk-points/${id}`
    for (const field of [
      'id',
      'level',
      'inherentLevel',
      'version',
      'enterpriseId',
      'sample',
      'position',
      'createdAt',
      'planId',
    ]) {
      const refused = await ask('mine', 'PATCH', path, { [field]: 1 }, seen(1))
      expect(refused.body).toMatchObject({
        status: 422,
        issues: [{ path: field, code: 'unrecognized_keys' }],
      })
    }
    const person = await ask('mine', 'PATCH', path, { personId: THEIR_PERSON }, seen(1))
    expect(person.body.issues[0]?.code).toBe('unknown_person')
    const place = await ask('mine', 'PATCH', path, { zoneId: 'missing' }, seen(1))
    expect(place.body.issues[0]?.code).toBe('unknown_zone')
    expect((await ask('mine', 'PATCH', path, {}, seen(1))).status).toBe(422)
    const good = await ask('mine', 'PATCH', path, { personId: MY_PERSONS[0] }, seen(1))
    expect(good.body).toMatchObject({ personId: MY_PERSONS[0], personName: '王某', version: 2 })
    const hidden = await ask('mine', 'PATCH', path, { name: 'a\u202eb' }, seen(2))
    expect([hidden.status, hidden.body.issues[0]?.path]).toEqual([422, 'name'])
  })

  it('needs If-Match, refuses a stale one, and a foreign id as a missing one', async () => {
    const { id } = await makePoint()
    const path = `/api/risk-points/${id}`
    expect((await ask('mine', 'PATCH', path, { name: '甲' })).status).toBe(428)
    expect((await ask('mine', 'DELETE', path)).status).toBe(428)
    const stale = await ask('mine', 'PATCH', path, { name: '甲' }, seen(9))
    expect([stale.status, stale.body.current]).toEqual([412, 1])
    const foreign = await ask('other', 'PATCH', path, { name: '甲' }, seen(1))
    const missing = await ask(
      'other',
      'PATCH',
      `/api/risk-points/${newId()}`,
      { name: '甲' },
      seen(1),
    )
    expect([foreign.status, foreign.text]).toEqual([404, missing.text])
    const theirs = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: OTHER,
      name: '甲',
    })
    const nobodys = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: newId(),
      name: '甲',
    })
    expect([theirs.status, theirs.text]).toEqual([404, nobodys.text])
    expect(
      (await ask('planner', 'POST', '/api/risk-points', { enterpriseId: MINE, name: '甲' })).status,
    ).toBe(403)
  })

  it('carries control measures', async () => {
    const { id } = await makePoint()
    const path = `/api/risk-points/${id}/measures`
    const made = await ask('mine', 'POST', path, { category: 'ENG', text: '安装可燃气体报警器' })
    expect(made.status).toBe(201)
    expect((await ask('mine', 'POST', path, { category: 'XXX', text: '甲' })).status).toBe(422)
    const foreign = await ask('mine', 'POST', path, {
      category: 'PPE',
      text: '甲',
      eventId: 'missing',
    })
    expect(foreign.body.issues[0]?.code).toBe('unknown_event')
    expect((await ask('planner', 'GET', path)).body.items).toEqual([made.body])
  })

  it('leaves a line in the audit for whom a township acted', async () => {
    const made = await ask('township', 'POST', '/api/risk-points', {
      enterpriseId: MINE,
      name: '代办',
    })
    const { store } = county.application.services
    const [line] = await listAudit(store, { action: 'risk-point.create', limit: 1 })
    expect(line).toMatchObject({
      actor: 'township',
      subject: { id: made.body.id },
      detail: { actingFor: MINE, role: 'township' },
    })
  })
})

describe('the list of risk points', () => {
  beforeEach(async () => {
    const point = await makePoint()
    await assess(point.id, RED)
  })

  it('is filtered, sorted and paged', async () => {
    const red = await ask('bureau', 'GET', '/api/risk-points?level=1')
    expect(red.body.total).toBeGreaterThan(0)
    for (const item of red.body.items) expect(item.level).toBe(1)
    const ids: string[] = []
    let cursor = ''
    do {
      const page = await ask('bureau', 'GET', `/api/risk-points?limit=3&sort=-name${cursor}`)
      ids.push(...page.body.items.map((item) => item.id))
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`
    } while (cursor !== '')
    const whole = await ask('bureau', 'GET', '/api/risk-points?limit=500&sort=-name')
    expect(ids).toEqual(whole.body.items.map((item) => item.id))
    expect(new Set(ids).size).toBe(whole.body.total)
    expect((await ask('bureau', 'GET', '/api/risk-points?sort=phone')).status).toBe(400)
    expect((await ask('bureau', 'GET', '/api/risk-points?nonsense=1')).status).toBe(400)
  })

  it('does not depend on rows of others', async () => {
    const before = await ask('mine', 'GET', '/api/risk-points?limit=2')
    const foreign = await makePoint({ name: '他厂的' }, 'other')
    await ask('other', 'POST', `/api/risk-points/${foreign.id}/assessments`, {
      kind: 'inherent',
      ...RED,
    })
    const after = await ask('mine', 'GET', '/api/risk-points?limit=2')
    expect(after.text).toBe(before.text)
    const asked = await ask('mine', 'GET', `/api/risk-points?enterprise=${OTHER}`)
    expect(asked.body).toEqual({ items: [], total: 0, nextCursor: null })
  })
})
