import { beforeEach, describe, expect, it } from 'vitest'
import { listAudit } from '#server/store/audit.ts'
import { newId } from '#server/store/identifier.ts'
import { standingClock } from '#tests/server/http/application.ts'
import { bodyOf, countyUnderTest, MINE, OTHER, seen, square, zone } from './county.ts'
import type { AnswerBody } from './county.ts'

// What happened later is told by its time, so each step of a story has a minute of its own.
const clock = standingClock()
const county = countyUnderTest(clock)
const { ask } = county

let plan: AnswerBody
let zoneId: string

beforeEach(async () => {
  const made = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '总平面图' })
  zoneId = newId()
  const body = bodyOf(made.body, {
    zones: [zone(zoneId, square(0, 0, 50), { department: '生产部' })],
  })
  plan = (await ask('mine', 'PUT', `/api/plans/${made.body.id}`, body, seen(1))).body
})

interface Point {
  readonly id: string
  readonly name: string
  readonly number?: string
  readonly position: unknown
  readonly events?: readonly object[]
}

const LEAK = { name: '储罐泄漏', accident: 'A23', hazardFactor: '阀门老化' }
const point = (over: Partial<Point> = {}): Point => ({
  id: newId(),
  name: '1#储罐',
  position: [10, 10],
  events: [LEAK],
  ...over,
})

const adopt = (points: readonly Point[], version = plan.version, headers = {}) => {
  clock.forward(1)
  const path = `/api/plans/${plan.id}/adoptions`
  return ask('mine', 'POST', path, { points }, { ...seen(version), ...headers })
}

const withdraw = (adoptionId: string, version: number) =>
  ask(
    'mine',
    'DELETE',
    `/api/plans/${plan.id}/adoptions/${encodeURIComponent(adoptionId)}`,
    undefined,
    seen(version),
  )

const readPlan = async () => (await ask('mine', 'GET', `/api/plans/${plan.id}`)).body
const numbersInUse = async () =>
  (await ask('mine', 'GET', `/api/risk-points?enterprise=${MINE}&limit=500`)).body.items.length

describe('adopting risk points', () => {
  it('enters points with their events on the plan, in one audited transaction', async () => {
    const [first, second] = [point(), point({ name: '2#储罐', position: [200, 5], events: [] })]
    const answer = await adopt([first, second])
    expect(answer.status).toBe(201)
    expect(answer.headers.get('etag')).toBe('"3"')
    const now = await readPlan()
    expect(answer.body.plan).toEqual(now)
    expect(now).toMatchObject({ version: 3 })
    expect(now.riskPoints.map(({ id, zoneId: at }) => [id, at]).sort()).toEqual(
      [
        [first.id, zoneId],
        [second.id, null],
      ].sort(),
    )
    const one = await ask('mine', 'GET', `/api/risk-points/${first.id}`)
    expect(one.body).toMatchObject({ department: '生产部', level: null, placed: true })
    const events = await ask('mine', 'GET', `/api/plans/${plan.id}/gradings`)
    expect(events.body.items).toMatchObject([
      { ...LEAK, riskPointId: first.id, inherent: null, current: null, measures: [] },
    ])
    const entries = await listAudit(county.application.services.store, { limit: 1 })
    expect(entries[0]).toMatchObject({ action: 'plan.adopt', detail: { riskPoints: 2 } })
  })

  it('is done once however often the request is sent', async () => {
    const again = { 'Idempotency-Key': newId() }
    const points = [point()]
    const [first, second] = [await adopt(points, 2, again), await adopt(points, 2, again)]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.text).toBe(first.text)
    expect((await readPlan()).riskPoints).toHaveLength(1)
  })

  it('takes all or nothing', async () => {
    const before = await numbersInUse()
    const broken = await adopt([point(), point({ position: ['x', 1] })])
    expect(broken.status).toBe(422)
    expect(broken.body.issues).toMatchObject([{ path: 'points[1].position[0]' }])
    expect(await numbersInUse()).toBe(before)
    expect((await readPlan()).version).toBe(2)
  })

  it('refuses ids and numbers twice, a number in use, another plant’s id', async () => {
    const same = point()
    expect((await adopt([same, same])).body.issues[0]?.code).toBe('duplicate_id')
    await adopt([point({ number: 'A-1' })])
    const taken = await adopt([point({ number: 'A-1' })], 3)
    expect([taken.status, taken.body.issues[0]?.path]).toEqual([409, 'points[0].number'])
    const theirs = await ask('other', 'POST', '/api/risk-points', {
      enterpriseId: OTHER,
      name: '别家的点',
    })
    expect((await adopt([point({ id: theirs.body.id })], 3)).status).toBe(409)
  })

  it('needs the version, and tells a stale one', async () => {
    const path = `/api/plans/${plan.id}/adoptions`
    expect((await ask('mine', 'POST', path, { points: [point()] })).status).toBe(428)
    const stale = await adopt([point()], 1)
    expect([stale.status, stale.body.current]).toEqual([412, 2])
  })

  it('is for who works on the plant, and of no plan but one in scope', async () => {
    const path = `/api/plans/${plan.id}/adoptions`
    const body = { points: [point()] }
    expect((await ask('planner', 'POST', path, body, seen(2))).status).toBe(403)
    expect((await ask('other', 'POST', path, body, seen(2))).status).toBe(404)
    expect((await ask('other', 'GET', path)).status).toBe(404)
    expect((await ask('planner', 'GET', path)).status).toBe(200)
  })

  it.each([
    ['no points', { points: [] }],
    ['an unknown field', { points: [{ ...point(), colour: 'red' }] }],
    ['an unknown accident', { points: [point({ events: [{ name: '某事', accident: 'Z9' }] })] }],
    ['no name', { points: [point({ name: ' ' })] }],
  ])('refuses %s', async (_title, body) => {
    const path = `/api/plans/${plan.id}/adoptions`
    expect((await ask('mine', 'POST', path, body, seen(2))).status).toBe(422)
  })
})

describe('taking an adoption back', () => {
  it('takes the points off plan and ledger, and nothing else', async () => {
    const kept = await adopt([point({ name: '先放的' })])
    const before = await numbersInUse()
    const { body } = await adopt([point(), point({ name: '2#储罐' })], 3)
    const listed = await ask('mine', 'GET', `/api/plans/${plan.id}/adoptions`)
    expect(listed.body.items.map(({ id }) => id)).toEqual([body.id, kept.body.id])
    expect(listed.body.items[0]).toMatchObject({ withdrawable: true })
    const back = await withdraw(body.id, 4)
    expect(back.status).toBe(200)
    expect(back.body).toMatchObject({ version: 5, riskPoints: [{ name: '先放的' }] })
    expect(await numbersInUse()).toBe(before)
    expect((await withdraw(body.id, 5)).status).toBe(404)
    const entries = await listAudit(county.application.services.store, { limit: 5 })
    expect(entries.map(({ action }) => action)).toContain('plan.adopt-undo')
  })

  it.each([
    [
      'graded',
      (id: string) =>
        ask('mine', 'POST', `/api/risk-points/${id}/assessments`, {
          kind: 'inherent',
          method: 'LEC',
          params: { L: 3, E: 6, C: 15 },
        }),
    ],
    [
      'given a measure',
      (id: string) =>
        ask('mine', 'POST', `/api/risk-points/${id}/measures`, {
          category: 'ENG',
          text: '设报警',
        }),
    ],
    [
      'given an event',
      (id: string) =>
        ask('mine', 'POST', `/api/risk-points/${id}/events`, {
          name: '另一件事',
          accident: 'A09',
        }),
    ],
    [
      'renamed',
      (id: string) => ask('mine', 'PATCH', `/api/risk-points/${id}`, { name: '改名' }, seen(1)),
    ],
    [
      'named by a hazard',
      (id: string) =>
        ask('mine', 'POST', '/api/hazards', {
          enterpriseId: MINE,
          riskPointId: id,
          description: '阀门渗漏',
        }),
    ],
  ])('is refused once a point was %s', async (_title, change) => {
    const one = point()
    const { body } = await adopt([one])
    clock.forward(1)
    expect((await change(one.id)).status).toBeLessThan(300)
    const version = (await readPlan()).version
    const refused = await withdraw(body.id, version)
    expect([refused.status, refused.body.issues[0]?.code]).toEqual([409, 'worked_on'])
    const listed = await ask('mine', 'GET', `/api/plans/${plan.id}/adoptions`)
    expect(listed.body.items[0]).toMatchObject({ withdrawable: false })
    expect((await readPlan()).riskPoints).toHaveLength(1)
  })

  it('needs the version, the plan’s scope and somebody who works on it', async () => {
    const { body } = await adopt([point()])
    const path = `/api/plans/${plan.id}/adoptions/${encodeURIComponent(body.id)}`
    expect((await ask('mine', 'DELETE', path)).status).toBe(428)
    expect((await withdraw(body.id, 2)).status).toBe(412)
    expect((await ask('planner', 'DELETE', path, undefined, seen(3))).status).toBe(403)
    expect((await ask('other', 'DELETE', path, undefined, seen(3))).status).toBe(404)
  })
})
