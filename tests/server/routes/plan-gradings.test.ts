import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '#server/store/identifier.ts'
import { bodyOf, countyUnderTest, MINE, OTHER, seen, square, zone } from './county.ts'
import type { AnswerBody } from './county.ts'

const county = countyUnderTest()
const { ask } = county

let plan: AnswerBody
let events: readonly AnswerBody[]

const lec = (L: number, E: number, C: number) => ({ method: 'LEC', params: { L, E, C } })

async function planOf(who: 'mine' | 'other', enterpriseId: string): Promise<AnswerBody> {
  const made = await ask(who, 'POST', `/api/enterprises/${enterpriseId}/plans`, { name: '图' })
  const body = bodyOf(made.body, { zones: [zone(newId(), square(0, 0, 50))] })
  const saved = await ask(who, 'PUT', `/api/plans/${made.body.id}`, body, seen(1))
  const points = [1, 2].map((place) => ({
    id: newId(),
    name: `点${place}`,
    position: [place, place],
    events: [{ name: `事件${place}`, accident: 'A09' }],
  }))
  const path = `/api/plans/${made.body.id}/adoptions`
  expect((await ask(who, 'POST', path, { points }, seen(2))).status).toBe(201)
  return saved.body
}

beforeEach(async () => {
  plan = await planOf('mine', MINE)
  events = (await ask('mine', 'GET', `/api/plans/${plan.id}/gradings`)).body.items
})

const grade = (gradings: readonly object[], headers = {}) =>
  ask('mine', 'POST', `/api/plans/${plan.id}/gradings`, { gradings }, headers)

describe('grading the events of a plan', () => {
  it('keeps grades and measures, and every level follows', async () => {
    const [first, second] = events
    const measures = [{ category: 'ENG', text: '设报警' }]
    const answer = await grade([
      { eventId: first?.id, inherent: lec(3, 6, 40), current: lec(1, 6, 15), measures },
      { eventId: second?.id, inherent: lec(3, 6, 15) },
    ])
    expect(answer.status).toBe(201)
    expect(answer.body).toMatchObject({
      assessments: 3,
      plan: { zones: [{ level: { inherent: 1, current: 2 } }] },
      items: [
        { inherent: { value: 720, level: 1 }, current: { value: 90, level: 3 }, measures },
        { inherent: { value: 270, level: 2 }, current: null, measures: [] },
      ],
    })
    const read = await ask('planner', 'GET', `/api/plans/${plan.id}/gradings`)
    expect(read.body.items).toEqual(answer.body.items)
    expect((await ask('mine', 'GET', `/api/enterprises/${MINE}`)).body.level).toBe(2)
  })

  it('keeps a measure once, and a grade each time', async () => {
    const [first] = events
    const one = {
      eventId: first?.id,
      inherent: lec(3, 6, 7),
      measures: [{ category: 'PPE', text: '安全帽' }],
    }
    await grade([one])
    const second = await grade([one])
    expect(second.body.items[0]).toMatchObject({ measures: [{ text: '安全帽' }] })
    const history = await ask(
      'mine',
      'GET',
      `/api/risk-points/${String(first?.riskPointId)}/assessments`,
    )
    expect(history.body.total).toBe(2)
  })

  it('is done once however often the request is sent', async () => {
    const again = { 'Idempotency-Key': newId() }
    const body = [{ eventId: events[0]?.id, inherent: lec(3, 6, 7) }]
    const [first, second] = [await grade(body, again), await grade(body, again)]
    expect(second.text).toBe(first.text)
    expect(first.status).toBe(201)
  })

  it('takes all or nothing, and says where it went wrong', async () => {
    const [first, second] = events
    const refused = await grade([
      { eventId: first?.id, inherent: lec(3, 6, 7) },
      { eventId: second?.id, inherent: lec(4, 6, 7) },
    ])
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toMatchObject([
      { path: 'gradings[1].inherent.params.L', code: 'not_in_table' },
    ])
    const read = await ask('mine', 'GET', `/api/plans/${plan.id}/gradings`)
    expect(read.body.items[0]).toMatchObject({ inherent: null })
  })

  it('lets no current grade be worse than the inherent one, given now or before', async () => {
    const eventId = events[0]?.id
    const both = await grade([{ eventId, inherent: lec(1, 6, 7), current: lec(3, 6, 40) }])
    expect(both.body.issues[0]?.code).toBe('current_worse_than_inherent')
    await grade([{ eventId, inherent: lec(1, 6, 7) }])
    expect((await grade([{ eventId, current: lec(3, 6, 40) }])).status).toBe(422)
  })

  it('refuses an event of another plant as one that is not there', async () => {
    const theirs = await planOf('other', OTHER)
    const [their] = (await ask('other', 'GET', `/api/plans/${theirs.id}/gradings`)).body.items
    const foreign = await grade([{ eventId: their?.id, inherent: lec(3, 6, 7) }])
    const missing = await grade([{ eventId: newId(), inherent: lec(3, 6, 7) }])
    expect([foreign.status, missing.status]).toEqual([422, 422])
    expect(foreign.body.issues).toEqual(missing.body.issues)
  })

  it.each([
    ['nothing', []],
    ['no grade', [{ eventId: 'x' }]],
  ])('refuses %s', async (_title, gradings) => {
    const body = gradings.map(() => ({ eventId: events[0]?.id }))
    expect((await grade(body)).status).toBe(422)
  })

  it('refuses an event named twice', async () => {
    const one = { eventId: events[0]?.id, inherent: lec(3, 6, 7) }
    expect((await grade([one, one])).body.issues[0]?.code).toBe('duplicate_id')
  })

  it('is for who works on the plant', async () => {
    const path = `/api/plans/${plan.id}/gradings`
    const body = { gradings: [{ eventId: events[0]?.id, inherent: lec(3, 6, 7) }] }
    expect((await ask('planner', 'POST', path, body)).status).toBe(403)
    expect((await ask('other', 'POST', path, body)).status).toBe(404)
  })
})
