import { beforeEach, describe, expect, it } from 'vitest'
import { listAudit } from '#server/store/audit.ts'
import { newId } from '#server/store/identifier.ts'
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
import type { AnswerBody } from './county.ts'

const county = countyUnderTest()
const { ask } = county

let plan: AnswerBody

beforeEach(async () => {
  const made = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '总平面图' })
  expect(made.status).toBe(201)
  plan = made.body
})

const put = (over: object, version = plan.version) =>
  ask('mine', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan, over), seen(version))

async function makePoint(name = '示例储罐', enterpriseId = MINE): Promise<string> {
  const made = await ask('bureau', 'POST', '/api/risk-points', { enterpriseId, name })
  expect(made.status).toBe(201)
  return made.body.id
}

describe('a plan', () => {
  it('begins empty, in metres, and is listed', async () => {
    expect(plan).toMatchObject({
      enterpriseId: MINE,
      name: '总平面图',
      version: 1,
      frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
      image: null,
      structures: [],
      zones: [],
      riskPoints: [],
      symbols: [],
    })
    const list = await ask('planner', 'GET', `/api/enterprises/${MINE}/plans`)
    expect(list.body.items.map((one) => one.id)).toContain(plan.id)
    expect(list.body.nextCursor).toBeNull()
  })

  it('is made once however often the request is sent', async () => {
    const again = { 'Idempotency-Key': newId() }
    const path = `/api/enterprises/${MINE}/plans`
    const first = await ask('mine', 'POST', path, { name: '车间图' }, again)
    const second = await ask('mine', 'POST', path, { name: '车间图' }, again)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.text).toBe(first.text)
    expect(second.headers.get('location')).toBe(`/api/plans/${first.body.id}`)
    expect((await ask('mine', 'POST', path, { name: '别的图' }, again)).status).toBe(422)
  })

  it('is put whole and answered as it now is, with the next version', async () => {
    const pointId = await makePoint()
    const zoneId = newId()
    const saved = await put({
      name: '总平面图（改）',
      structures: [{ id: 's1', kind: 'building', name: '厂房', geometry: square(1, 1, 5) }],
      zones: [zone(zoneId, square(0, 0, 50), { personId: MY_PERSONS[0], department: '生产部' })],
      riskPoints: [{ id: pointId, position: [10, 10] }],
      symbols: [
        { id: 'y1', kind: 'exit', geometry: { type: 'Point', coordinates: [0, 5] }, text: '' },
      ],
    })
    expect(saved.status).toBe(200)
    expect(saved.headers.get('etag')).toBe('"2"')
    expect(saved.body).toMatchObject({
      version: 2,
      zones: [{ id: zoneId, personId: MY_PERSONS[0], level: { inherent: null, current: null } }],
      riskPoints: [{ id: pointId, zoneId, position: [10, 10] }],
    })
    const read = await ask('planner', 'GET', `/api/plans/${plan.id}`)
    expect(read.headers.get('etag')).toBe('"2"')
    expect(read.body).toEqual(saved.body)
  })

  it('is taken back just as it was answered, computed parts ignored', async () => {
    const zoneId = newId()
    const first = await put({
      zones: [zone(zoneId, square(0, 0, 9))],
      frame: { ...plan.frame, georeference: GEOREFERENCE },
    })
    const [answered] = first.body.zones
    const lie = { ...answered, level: { inherent: 1, current: 1 }, why: { made: 'up' } }
    const residuals = first.body.frame.georeference.controlPoints.map((point: object) => ({
      ...point,
      residualMeters: 1234,
    }))
    const second = await ask(
      'mine',
      'PUT',
      `/api/plans/${plan.id}`,
      {
        ...first.body,
        zones: [lie],
        frame: {
          ...first.body.frame,
          georeference: { ...GEOREFERENCE, controlPoints: residuals, rmsMeters: 99 },
        },
      },
      seen(2),
    )
    expect(second.status).toBe(200)
    expect(second.body).toEqual({ ...first.body, version: 3 })
    expect(second.body.frame.georeference.rmsMeters).toBeLessThan(1e-6)
  })

  it('puts a point where it lies: in the smallest zone, in the one said, or in none', async () => {
    const [inner, outer, said] = [
      await makePoint('甲'),
      await makePoint('乙'),
      await makePoint('丙'),
    ]
    const [small, large] = [newId(), newId()]
    const saved = await put({
      zones: [zone(large, square(0, 0, 100)), zone(small, square(10, 10, 10))],
      riskPoints: [
        { id: inner, position: [15, 15], zoneId: null },
        { id: outer, position: [500, 500] },
        { id: said, position: [16, 16], zoneId: large },
      ],
    })
    const zones = new Map<string, string | null>(
      saved.body.riskPoints.map((point) => [point.id, point.zoneId]),
    )
    expect(zones).toEqual(
      new Map<string, string | null>([
        [inner, small],
        [outer, null],
        [said, large],
      ]),
    )
  })

  it('is archived and then gone for every way in', async () => {
    const gone = await ask('mine', 'DELETE', `/api/plans/${plan.id}`, undefined, seen(1))
    expect(gone.status).toBe(204)
    expect((await ask('mine', 'GET', `/api/plans/${plan.id}`)).status).toBe(404)
    expect((await put({})).status).toBe(404)
    expect((await ask('mine', 'GET', `/api/plans/${plan.id}/revisions`)).status).toBe(404)
  })

  it('says in the audit for whom somebody else drew', async () => {
    await ask('township', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan), seen(1))
    const [line] = await listAudit(county.application.services.store, {
      action: 'plan.put',
      limit: 1,
    })
    expect(line).toMatchObject({
      actor: 'township',
      subject: { kind: 'plan', id: plan.id },
      detail: { role: 'township', actingFor: MINE },
    })
  })
})

describe('what belongs together', () => {
  it('refuses another plant’s points, persons, pictures and zones, and writes nothing', async () => {
    const theirs = await makePoint('他厂储罐', OTHER)
    const cases = [
      [
        { riskPoints: [{ id: theirs, position: [0, 0] }] },
        'riskPoints[0].id',
        'unknown_risk_point',
      ],
      [
        { riskPoints: [{ id: 'missing', position: [0, 0] }] },
        'riskPoints[0].id',
        'unknown_risk_point',
      ],
      [
        { zones: [zone('a', square(0, 0, 1), { personId: THEIR_PERSON })] },
        'zones[0].personId',
        'unknown_person',
      ],
      [{ image: { id: 'a'.repeat(64) } }, 'image.id', 'unknown_picture'],
    ] as const
    for (const [over, path, code] of cases) {
      const refused = await put({ name: '不应写入', ...over })
      expect(refused.status).toBe(422)
      expect(refused.body.issues).toEqual([expect.objectContaining({ path, code })])
    }
    const taken = newId()
    await put({ zones: [zone(taken, square(0, 0, 1))] })
    const other = await ask('other', 'POST', `/api/enterprises/${OTHER}/plans`, { name: '乙' })
    const refused = await ask(
      'other',
      'PUT',
      `/api/plans/${other.body.id}`,
      bodyOf(other.body, { zones: [zone(taken, square(0, 0, 1))] }),
      seen(1),
    )
    expect([refused.status, refused.body.issues[0]?.code]).toEqual([409, 'already_taken'])
    const after = await ask('mine', 'GET', `/api/plans/${plan.id}`)
    expect(after.body).toMatchObject({ name: '总平面图', version: 2 })
  })

  it('refuses ids that stand twice and zones that are not on the sheet', async () => {
    const twice = await put({ zones: [zone('a', square(0, 0, 1)), zone('a', square(5, 5, 1))] })
    expect(twice.body.issues[0]).toMatchObject({ path: 'zones[1].id', code: 'duplicate_id' })
    const id = await makePoint()
    const lost = await put({ riskPoints: [{ id, position: [0, 0], zoneId: 'nowhere' }] })
    expect(lost.body.issues[0]).toMatchObject({
      path: 'riskPoints[0].zoneId',
      code: 'unknown_zone',
    })
  })

  it('refuses fields nobody may write', async () => {
    for (const over of [{ sample: true }, { createdBy: 'me' }, { archivedAt: null }]) {
      const refused = await put(over)
      expect([refused.status, refused.body.issues[0]?.code]).toEqual([422, 'unrecognized_keys'])
    }
    for (const over of [{ id: 'x' }, { enterpriseId: OTHER }]) {
      const refused = await put(over)
      expect([refused.status, refused.body.issues[0]?.code]).toEqual([422, 'immutable'])
    }
    const zoneField = await put({ zones: [zone('a', square(0, 0, 1), { enterpriseId: OTHER })] })
    expect(zoneField.body.issues[0]?.path).toBe('zones[0].enterpriseId')
  })

  it('answers a foreign plan as a missing one', async () => {
    const foreign = await ask('other', 'GET', `/api/plans/${plan.id}`)
    const missing = await ask('other', 'GET', `/api/plans/${newId()}`)
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect(foreign.text).toBe(missing.text)
    const write = await ask('other', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan), seen(1))
    expect(write.text).toBe(missing.text)
    expect(
      (await ask('planner', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan), seen(1))).status,
    ).toBe(403)
  })
})

describe('two editors', () => {
  it('let the first win and tell the second which version stands', async () => {
    const both = await Promise.all([put({ name: '甲的' }), put({ name: '乙的' })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
    const [loser] = both.filter(({ status }) => status === 412)
    expect(loser?.body).toMatchObject({ code: 'version_stale', current: 2 })
    const [winner] = both.filter(({ status }) => status === 200)
    const now = await ask('mine', 'GET', `/api/plans/${plan.id}`)
    expect(now.body).toEqual(winner?.body)
  })

  it('must say which version they saw', async () => {
    const path = `/api/plans/${plan.id}`
    expect((await ask('mine', 'PUT', path, bodyOf(plan))).status).toBe(428)
    expect((await ask('mine', 'DELETE', path)).status).toBe(428)
    expect((await ask('mine', 'POST', `${path}/revisions`)).status).toBe(428)
    expect((await ask('mine', 'DELETE', path, undefined, seen(7))).body.current).toBe(1)
    expect((await ask('mine', 'PUT', path, bodyOf(plan), { 'If-Match': 'x' })).status).toBe(400)
  })
})

describe('a published version', () => {
  it('stays as it was when the plan goes on', async () => {
    const path = `/api/plans/${plan.id}/revisions`
    const first = await ask('mine', 'POST', path, undefined, seen(1))
    expect(first.status).toBe(201)
    expect(first.body).toMatchObject({ number: 1, planId: plan.id })
    expect(first.body.token).toMatch(/^[\w-]{22}$/)
    expect(first.headers.get('location')).toBe(`/c/${String(first.body.token)}`)
    expect(first.body.url).toMatch(/^https?:\/\/[^/]+\/c\/[\w-]{22}$/)
    await put({ name: '新名' })
    expect((await ask('mine', 'POST', path, undefined, seen(1))).body.current).toBe(2)
    const second = await ask('mine', 'POST', path, undefined, seen(2))
    expect(second.body.number).toBe(2)
    // Somebody gets another name: what was published keeps the one of that day.
    const [person] = MY_PERSONS
    const persons = `/api/enterprises/${MINE}/persons`
    const kept = await ask('mine', 'GET', `${path}/1`)
    expect(kept.body).toMatchObject({ number: 1, plan: { version: 1 }, enterprise: { id: MINE } })
    const named = { id: person, name: '王某' }
    expect(kept.body.people).toContainEqual(named)
    const renamed = await ask('mine', 'PATCH', `${persons}/${person}`, { name: '改名某' }, seen(1))
    expect(renamed.status, renamed.text).toBe(200)
    expect((await ask('mine', 'GET', `${path}/1`)).body.people).toContainEqual(named)
    expect((await ask('mine', 'GET', `${path}/2`)).body).toMatchObject({ plan: { name: '新名' } })
    expect((await ask('mine', 'GET', `${path}/3`)).status).toBe(404)
    expect((await ask('mine', 'GET', `${path}/x`)).status).toBe(400)
    const list = await ask('planner', 'GET', path)
    expect(list.body).toMatchObject({ total: 2, items: [{ number: 2 }, { number: 1 }] })
  })
})
