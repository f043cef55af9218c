import { describe, expect, it } from 'vitest'
import { standingClock } from '#tests/server/http/application.ts'
import { countyUnderTest, MINE, OTHER, seen } from './county.ts'
import type { AnswerBody } from './county.ts'

const clock = standingClock()
const { ask } = countyUnderTest(clock)
const path = `/api/enterprises/${MINE}`

describe('the file of an enterprise', () => {
  it('is unknown until somebody writes it, and then told as it was written', async () => {
    const before = await ask('mine', 'GET', path)
    expect(before.body).toMatchObject({
      legalRepresentative: null,
      principalPerson: null,
      businessScope: null,
      standardization: null,
    })
    expect(Object.values(before.body.selfCheck as object)).toEqual(Array(8).fill(null))
    const written = {
      legalRepresentative: '孙某',
      principalPerson: '王某',
      businessScope: '液氨储存\n合成氨生产',
      standardization: 'third',
    }
    const selfCheck = { closedLoop: true, visibleSigns: false }
    const saved = await ask('mine', 'PATCH', path, { ...written, selfCheck }, seen(1))
    expect([saved.status, saved.headers.get('etag')]).toEqual([200, '"2"'])
    expect(saved.body).toMatchObject(written)
    expect(saved.body.selfCheck).toMatchObject({ ...selfCheck, siteNotice: null })
    expect((await ask('township', 'GET', path)).body).toMatchObject(written)
  })

  it('refuses what is no grade, no item of the self-check, or too long', async () => {
    for (const body of [
      { standardization: 'best' },
      { selfCheck: { closedLoop: 'yes' } },
      { selfCheck: { somethingElse: true } },
      { businessScope: '长'.repeat(2001) },
      { legalRepresentative: '两\n行' },
    ]) {
      const refused = await ask('mine', 'PATCH', path, body, seen(2))
      expect(refused.status, JSON.stringify(body)).toBe(422)
      expect(refused.body.issues[0]?.path).toContain(Object.keys(body)[0])
    }
    expect((await ask('planner', 'PATCH', path, { standardization: null }, seen(2))).status).toBe(
      403,
    )
  })

  it('counts its risk points by level and says what stands on each plan', async () => {
    const made = await ask('mine', 'POST', `${path}/plans`, { name: '总平面图' })
    await ask('mine', 'POST', '/api/risk-points', { enterpriseId: MINE, name: '液氨储罐' })
    const { body } = await ask('mine', 'GET', path)
    expect(body.riskPointsByLevel).toContainEqual({ level: null, count: 1 })
    expect(body.plans).toMatchObject([
      { id: made.body.id, zones: 0, riskPoints: 0, revisions: 0, publishedAt: null, level: null },
    ])
  })
})

describe('the history of an enterprise', () => {
  const history = `${path}/history`

  it('tells what moved its level and what was published, newest first, page by page', async () => {
    const point = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: MINE,
      name: '合成氨装置',
    })
    const events = `/api/risk-points/${point.body.id}/events`
    const event = await ask('mine', 'POST', events, { name: '泄漏', accident: 'A09' })
    const assess = (params: object) =>
      ask('mine', 'POST', `/api/risk-points/${point.body.id}/assessments`, {
        eventId: event.body.id,
        kind: 'inherent',
        method: 'LEC',
        params,
      })
    expect((await assess({ L: 1, E: 1, C: 3 })).status).toBe(201)
    clock.forward(1)
    expect((await assess({ L: 6, E: 6, C: 40 })).status).toBe(201)
    const plan = (await ask('mine', 'GET', path)).body.plans as readonly AnswerBody[]
    const id = plan[0]?.id ?? ''
    clock.forward(1)
    const published = await ask('mine', 'POST', `/api/plans/${id}/revisions`, undefined, seen(1))
    expect(published.status).toBe(201)

    const all = await ask('mine', 'GET', history)
    expect(all.body.items.map(({ kind }) => kind)).toEqual(['revision', 'level', 'level'])
    expect(all.body.items[1]).toMatchObject({
      before: { inherent: 4 },
      after: { inherent: 1 },
      causes: [{ riskPointId: point.body.id, name: '合成氨装置' }],
    })
    expect(all.body.items[2]).toMatchObject({ before: null, after: { inherent: 4 } })

    const first = await ask('mine', 'GET', `${history}?limit=2`)
    expect([first.body.items.length, first.body.total]).toEqual([2, 3])
    const cursor = encodeURIComponent(first.body.nextCursor ?? '')
    const rest = await ask('mine', 'GET', `${history}?limit=2&cursor=${cursor}`)
    expect(rest.body.items).toEqual(all.body.items.slice(2))
    expect(rest.body.nextCursor).toBeNull()
    const oldest = await ask('mine', 'GET', `${history}?sort=at&limit=1`)
    expect(oldest.body.items).toEqual(all.body.items.slice(2))
  })

  it('is told only inside the scope, and only as it is asked rightly', async () => {
    expect((await ask('planner', 'GET', history)).status).toBe(200)
    expect((await ask('other', 'GET', history)).status).toBe(404)
    expect((await ask('mine', 'GET', `/api/enterprises/${OTHER}/history`)).status).toBe(404)
    expect((await ask('mine', 'GET', `${history}?limit=0`)).status).toBe(400)
    expect((await ask('mine', 'GET', `${history}?cursor=x`)).status).toBe(400)
    expect((await ask('mine', 'GET', `${history}?sort=name`)).status).toBe(400)
  })
})
