import { beforeEach, describe, expect, it } from 'vitest'
import type { PlanDocument } from '#domain/plan.ts'
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

const county = countyUnderTest()
const { ask } = county

let plan: PlanDocument

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
    expect(list.body.items.map((one: { id: string }) => one.id)).toContain(plan.id)
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
    const first = await put({ zones: [zone(zoneId, square(0, 0, 9))], frame: { ...plan.frame, georeference: GEOREFERENCE } })
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
        frame: { ...first.body.frame, georeference: { ...GEOREFERENCE, controlPoints: residuals, rmsMeters: 99 } },
      },
      seen(2),
    )
    expect(second.status).toBe(200)
    expect(second.body).toEqual({ ...first.body, version: 3 })
    expect(second.body.frame.georeference.rmsMeters).toBeLessThan(1e-6)
  })

  it('puts a point where it lies: in the smallest zone, in the one said, or in none', async () => {
    const [inner, outer, said] = [await makePoint('甲'), await makePoint('乙'), await makePoint('丙')]
    const [small, large] = [newId(), newId()]
    const saved = await put({
      zones: [zone(large, square(0, 0, 100)), zone(small, square(10, 10, 10))],
      riskPoints: [
        { id: inner, position: [15, 15], zoneId: null },
        { id: outer, position: [500, 500] },
        { id: said, position: [16, 16], zoneId: large },
      ],
    })
    const zones = new Map(
      saved.body.riskPoints.map((point: { id: string; zoneId: string | null }) => [point.id, point.zoneId]),
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
    const [line] = await listAudit(county.application.services.store, { action: 'plan.put', limit: 1 })
    expect(line).toMatchObject({
      actor: 'township',
      subject: { kind: 'plan', id: plan.id },
      detail: { role: 'township', actingFor: MINE },
    })
  })
})

describe('on the ground', () => {
  it('is told as WGS 84 once control points fix it', async () => {
    const pointId = await makePoint()
    const before = await ask('mine', 'GET', `/api/plans/${plan.id}?coordinates=wgs84`)
    expect([before.status, before.body.code]).toEqual([409, 'not_georeferenced'])
    await put({
      frame: { unit: 'meter', metersPerUnit: 1, georeference: GEOREFERENCE },
      zones: [zone(newId(), square(0, 0, 100))],
      riskPoints: [{ id: pointId, position: [100, 0] }],
    })
    const after = await ask('mine', 'GET', `/api/plans/${plan.id}?coordinates=wgs84`)
    expect(after.body.riskPoints[0].position[0]).toBeCloseTo(114.198104, 7)
    expect(after.body.riskPoints[0].position[1]).toBeCloseTo(35.607, 7)
    expect(after.body.zones[0].geometry.coordinates[0][0]).toEqual([114.197, 35.607])
    const point = await ask('mine', 'GET', `/api/risk-points/${pointId}`)
    expect(point.body.approximate).toBe(false)
    expect(point.body.position[0]).toBeCloseTo(114.198104, 7)
    expect((await ask('mine', 'GET', `/api/plans/${plan.id}?coordinates=other`)).status).toBe(400)
  })

  it.each([
    ['too few points', { ...GEOREFERENCE, controlPoints: GEOREFERENCE.controlPoints.slice(1) }, 'too_few_points'],
    [
      'swapped axes',
      { kind: 'similarity', controlPoints: [GEOREFERENCE.controlPoints[0], { plan: [9, 9], lngLat: [35.6, 114.2] }] },
      'swapped',
    ],
    [
      'another county',
      { kind: 'similarity', controlPoints: [GEOREFERENCE.controlPoints[0], { plan: [9, 9], lngLat: [116.4, 39.9] }] },
      'outside_county',
    ],
    [
      'one place twice',
      { kind: 'similarity', controlPoints: [GEOREFERENCE.controlPoints[0], GEOREFERENCE.controlPoints[0]] },
      'coincident',
    ],
  ])('refuses %s', async (_name, georeference, code) => {
    const refused = await put({ frame: { unit: 'meter', metersPerUnit: 1, georeference } })
    expect(refused.status).toBe(422)
    expect(refused.body.issues[0].code).toBe(code)
    expect(refused.body.issues[0].path).toMatch(/^frame\.georeference\.controlPoints/)
  })

  it('refuses what would lie in another county', async () => {
    const frame = { unit: 'meter', metersPerUnit: 1, georeference: GEOREFERENCE }
    const refused = await put({ frame, zones: [zone(newId(), square(9e6, 0, 10))] })
    expect(refused.body.issues[0]).toMatchObject({
      path: 'zones[0].geometry',
      code: 'far_from_control_points',
    })
  })
})

describe('shapes', () => {
  const ring = (points: unknown) => ({ type: 'Polygon', coordinates: [points] })
  it.each([
    ['a text for a number', ring([[0, 0], ['118', 0], [1, 1], [0, 0]]), 'not_number', '[0][1][0]'],
    ['null', ring([[0, 0], [null, 0], [1, 1], [0, 0]]), 'not_number', '[0][1][0]'],
    ['a fifth coordinate', ring([[0, 0], [1, 0, 0, 0, 0], [1, 1], [0, 0]]), 'position_length', '[0][1]'],
    ['a bow tie', ring([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]), 'self_intersection', ''],
    ['an open ring', ring([[0, 0], [1, 0], [1, 1], [0, 1]]), 'not_closed', '[0][3]'],
    ['no area', ring([[0, 0], [1, 1], [2, 2], [0, 0]]), 'zero_area', '[0]'],
    ['two points', ring([[0, 0], [1, 1], [0, 0]]), 'too_few_points', '[0]'],
    ['a hole outside', { type: 'Polygon', coordinates: [...square(0, 0, 5).coordinates, ...square(9, 9, 1).coordinates] }, 'hole_outside', ''],
    ['an empty MultiPolygon', { type: 'MultiPolygon', coordinates: [] }, 'empty', ''],
    ['too far out', ring([[0, 0], [1e12, 0], [1, 1], [0, 0]]), 'out_of_range', '[0][1]'],
  ])('refuses %s at its place', async (_name, geometry, code, at) => {
    const refused = await put({ zones: [zone('a', square(0, 0, 1)), zone('b', geometry)] })
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toHaveLength(1)
    expect(refused.body.issues[0].code).toBe(code)
    expect(refused.body.issues[0].path).toContain(`zones[1].geometry.coordinates${at}`)
  })

  it('refuses collections, and lines for zones', async () => {
    const collection = { type: 'GeometryCollection', geometries: [square(0, 0, 1)] }
    const line = { type: 'LineString', coordinates: [[0, 0], [1, 1]] }
    for (const geometry of [collection, line, null, 7, 'POLYGON']) {
      const refused = await put({ zones: [zone('a', geometry)] })
      expect(refused.status).toBe(422)
      expect(refused.body.issues[0].path).toMatch(/^zones\[0\]\.geometry/)
    }
  })

  it('refuses JSON that no geometry can be read from', async () => {
    const text = JSON.stringify(bodyOf(plan, { zones: [zone('a', ring([[0, 0], [1, 0], [1, 1], [0, 0]]))] }))
    const infinite = text.replace('[1,1]', '[1e400,1]')
    expect((await ask('mine', 'PUT', `/api/plans/${plan.id}`, infinite, seen(1))).body).toMatchObject({
      status: 422,
      issues: [{ code: 'not_finite' }],
    })
    const nan = text.replace('[1,1]', '[NaN,1]')
    expect((await ask('mine', 'PUT', `/api/plans/${plan.id}`, nan, seen(1))).status).toBe(400)
    const deep = text.replace('[1,1]', '['.repeat(10_000) + ']'.repeat(10_000))
    expect((await ask('mine', 'PUT', `/api/plans/${plan.id}`, deep, seen(1))).body.code).toBe('too_deep')
  })

  it('drops heights and minus zero, and winds outlines one way', async () => {
    const clockwise = ring([[-0, 0, 12], [0, 4, 12], [4, 4, 12], [4, 0, 12], [-0, 0, 12]])
    const saved = await put({ zones: [zone(newId(), clockwise)] })
    expect(JSON.stringify(saved.body.zones[0].geometry.coordinates)).toBe('[[[0,0],[4,0],[4,4],[0,4],[0,0]]]')
  })

  it('takes an outline of ten thousand corners and refuses a million', async () => {
    const circle = (count: number) => {
      const corners = Array.from({ length: count }, (_, index) => {
        const angle = (2 * Math.PI * index) / count
        return [100 * Math.cos(angle), 100 * Math.sin(angle)]
      })
      return ring([...corners, corners[0]])
    }
    const saved = await put({ zones: [zone(newId(), circle(10_000))] })
    expect(saved.status).toBe(200)
    expect(saved.body.zones[0].geometry.coordinates[0]).toHaveLength(10_001)
    const many = await put({ zones: [zone('b', circle(30_000))] }, 2)
    expect([many.status, many.body.issues[0].code]).toEqual([422, 'too_many_vertices'])
    const flood = await put({ zones: [zone('b', circle(500_000))] }, 2)
    expect(flood.status).toBe(413)
  })

  it('refuses a flood of things before reading them', async () => {
    const symbols = Array.from({ length: 100_000 }, () => ({}))
    expect((await put({ symbols })).status).toBe(413)
  })
})

describe('what belongs together', () => {
  it('refuses another plant’s points, persons, pictures and zones, and writes nothing', async () => {
    const theirs = await makePoint('他厂储罐', OTHER)
    const cases = [
      [{ riskPoints: [{ id: theirs, position: [0, 0] }] }, 'riskPoints[0].id', 'unknown_risk_point'],
      [{ riskPoints: [{ id: 'missing', position: [0, 0] }] }, 'riskPoints[0].id', 'unknown_risk_point'],
      [{ zones: [zone('a', square(0, 0, 1), { personId: THEIR_PERSON })] }, 'zones[0].personId', 'unknown_person'],
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
    expect([refused.status, refused.body.issues[0].code]).toEqual([422, 'duplicate_id'])
    const after = await ask('mine', 'GET', `/api/plans/${plan.id}`)
    expect(after.body).toMatchObject({ name: '总平面图', version: 2 })
  })

  it('refuses ids that stand twice and zones that are not on the sheet', async () => {
    const twice = await put({ zones: [zone('a', square(0, 0, 1)), zone('a', square(5, 5, 1))] })
    expect(twice.body.issues[0]).toMatchObject({ path: 'zones[1].id', code: 'duplicate_id' })
    const id = await makePoint()
    const lost = await put({ riskPoints: [{ id, position: [0, 0], zoneId: 'nowhere' }] })
    expect(lost.body.issues[0]).toMatchObject({ path: 'riskPoints[0].zoneId', code: 'unknown_zone' })
  })

  it('refuses fields nobody may write', async () => {
    for (const over of [{ sample: true }, { createdBy: 'me' }, { archivedAt: null }]) {
      const refused = await put(over)
      expect([refused.status, refused.body.issues[0].code]).toEqual([422, 'unrecognized_keys'])
    }
    for (const over of [{ id: 'x' }, { enterpriseId: OTHER }]) {
      const refused = await put(over)
      expect([refused.status, refused.body.issues[0].code]).toEqual([422, 'immutable'])
    }
    const zoneField = await put({ zones: [zone('a', square(0, 0, 1), { enterpriseId: OTHER })] })
    expect(zoneField.body.issues[0].path).toBe('zones[0].enterpriseId')
  })

  it('answers a foreign plan as a missing one', async () => {
    const foreign = await ask('other', 'GET', `/api/plans/${plan.id}`)
    const missing = await ask('other', 'GET', `/api/plans/${newId()}`)
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect(foreign.text).toBe(missing.text)
    const write = await ask('other', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan), seen(1))
    expect(write.text).toBe(missing.text)
    expect((await ask('planner', 'PUT', `/api/plans/${plan.id}`, bodyOf(plan), seen(1))).status).toBe(403)
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
    expect(first.headers.get('location')).toBe(`/c/${first.body.token}`)
    await put({ name: '新名' })
    expect((await ask('mine', 'POST', path, undefined, seen(1))).body.current).toBe(2)
    const second = await ask('mine', 'POST', path, undefined, seen(2))
    expect(second.body.number).toBe(2)
    const list = await ask('planner', 'GET', path)
    expect(list.body).toMatchObject({ total: 2, items: [{ number: 2 }, { number: 1 }] })
  })
})
