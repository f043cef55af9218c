import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { listAudit } from '#server/store/audit.ts'
import { newId } from '#server/store/identifier.ts'
import { standingClock } from '#tests/server/http/application.ts'
import { countyUnderTest, MINE, MY_PERSONS, OTHER, seen, THEIR_PERSON } from './county.ts'
import type { AnswerBody, Answered, Asker } from './county.ts'

const clock = standingClock('2026-06-01T02:00:00.000Z')
const county = countyUnderTest(clock)
const { ask } = county
const [WANG, LI] = MY_PERSONS

const report = (over: object = {}, who: Asker = 'mine') =>
  ask(who, 'POST', '/api/hazards', { enterpriseId: MINE, description: '示例：护栏缺失', ...over })

let hazard: AnswerBody
beforeEach(async () => {
  const made = await report()
  expect(made.status).toBe(201)
  hazard = made.body
})

/** Where each hazard last stood. */
const versions = new Map<string, number>()

/** Move a hazard on from where it last stood. */
async function move(
  to: string,
  over: object = {},
  who: Asker = 'mine',
  at = hazard,
): Promise<Answered> {
  const path = `/api/hazards/${at.id}/transitions`
  const moved = await ask(
    who,
    'POST',
    path,
    { to, note: '', ...over },
    seen(versions.get(at.id) ?? at.version),
  )
  if (moved.status === 201) versions.set(at.id, moved.body.version)
  return moved
}

async function upload(id: string, colour: string): Promise<Answered> {
  const png = await sharp({ create: { width: 8, height: 6, channels: 3, background: colour } })
    .png()
    .toBuffer()
  const form = new FormData()
  form.append('file', new File([new Uint8Array(png)], '整改前.png', { type: 'image/png' }))
  return ask('mine', 'POST', `/api/hazards/${id}/photos`, form)
}

describe('a report', () => {
  it('is numbered, placed at its plant and given the deadline of its kind', async () => {
    const { body } = await report({ foundBy: '张某', measure: '加装护栏' })
    expect(body).toMatchObject({
      state: 'REPORTED',
      hazardLevel: 'general',
      manageType: 'deadline',
      checkMode: 'SELF',
      foundAt: '2026-06-01T02:00:00.000Z',
      foundBy: '张某',
      deadline: '2026-06-08',
      effectiveDeadline: '2026-06-08',
      overdue: false,
      overdueDays: 0,
      position: [114.197, 35.607],
      approximate: true,
      enterpriseName: '示例甲厂',
      version: 1,
    })
    expect(body.number).toMatch(/^YH-20260601-\d{3}$/)
    const read = await ask('planner', 'GET', `/api/hazards/${body.id}`)
    expect(read.headers.get('etag')).toBe('"1"')
    expect({ ...read.body, moves: [] }).toEqual({ ...body, moves: [] })
    const history = await ask('planner', 'GET', `/api/hazards/${body.id}/history`)
    expect(history.body.items).toMatchObject([
      { from: null, to: 'REPORTED', deadline: '2026-06-08' },
    ])
  })

  it('takes the deadline of its treatment, or of its plan when major', async () => {
    const same = await report({ manageType: 'immediate' })
    expect(same.body.deadline).toBe('2026-06-01')
    const major = await report({ hazardLevel: 'major', ruleCode: '工贸 第10号令 第四条' })
    expect(major.body.deadline).toBeNull()
    expect((await report({ deadline: '2026-06-16' })).body.deadline).toBe('2026-06-16')
  })

  it.each([
    ['a major one without its rule', { hazardLevel: 'major' }, 'ruleCode', 'required'],
    ['a day that does not exist', { deadline: '2026-06-31' }, 'deadline', 'not_a_day'],
    ['a deadline too far', { deadline: '2026-06-17' }, 'deadline', 'out_of_range'],
    ['a find in the future', { foundAt: '2026-06-02T00:00:00Z' }, 'foundAt', 'in_future'],
    ['an unknown category', { category: '99' }, 'category', 'unknown_code'],
    ['an unknown accident', { accident: 'Z1' }, 'accident', 'unknown_code'],
    ['swapped coordinates', { position: [35.6, 114.2] }, 'position', 'swapped'],
    ['another county', { position: [116.4, 39.9] }, 'position', 'outside_county'],
    ['a foreign risk point', { riskPointId: 'missing' }, 'riskPointId', 'unknown_risk_point'],
    ['a state of one’s own', { state: 'CLOSED' }, 'state', 'unrecognized_keys'],
    ['no description', { description: '  ' }, 'description', 'required'],
  ])('refuses %s', async (_name, over, path, code) => {
    const refused = await report(over)
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toContainEqual(expect.objectContaining({ path, code }))
  })

  it('about another plant is answered as about a missing one', async () => {
    const foreign = await report({ enterpriseId: OTHER })
    const missing = await report({ enterpriseId: newId() })
    expect([foreign.status, foreign.text]).toEqual([404, missing.text])
    expect((await report({}, 'planner')).status).toBe(403)
    const point = await ask('other', 'POST', '/api/risk-points', {
      enterpriseId: OTHER,
      name: '他厂',
    })
    expect((await report({ riskPointId: point.body.id })).status).toBe(422)
  })

  it('counts at once in the situation, and a township acting is in the audit', async () => {
    const open = async () => {
      const { body } = await ask('bureau', 'GET', '/api/situation')
      return body.kpis.find((kpi) => kpi.id === 'openHazards')?.value ?? NaN
    }
    const before = await open()
    await report({}, 'township')
    expect(await open()).toBe(before + 1)
    const [line] = await listAudit(county.application.services.store, {
      action: 'hazard.create',
      limit: 1,
    })
    expect(line).toMatchObject({ actor: 'township', detail: { actingFor: MINE, role: 'township' } })
  })
})

describe('the loop', () => {
  it('goes from report to closing, step by step', async () => {
    expect((await move('CONFIRMED')).status).toBe(201)
    const ordered = await move('RECTIFYING', { rectifier: WANG, deadline: '2026-06-10' })
    expect(ordered.body).toMatchObject({
      state: 'RECTIFYING',
      deadline: '2026-06-10',
      rectifierName: '王某',
    })
    expect(ordered.headers.get('etag')).toBe('"3"')
    expect((await move('PENDING_ACCEPT')).status).toBe(201)
    const closed = await move('CLOSED', { acceptor: LI })
    expect(closed.body).toMatchObject({
      state: 'CLOSED',
      acceptorName: '李某',
      closedAt: '2026-06-01T02:00:00.000Z',
      moves: [],
    })
    const { body } = await ask('mine', 'GET', `/api/hazards/${hazard.id}/history`)
    expect(body.items.map((step) => step.to)).toEqual([
      'REPORTED',
      'CONFIRMED',
      'RECTIFYING',
      'PENDING_ACCEPT',
      'CLOSED',
    ])
    const frozen = await ask(
      'mine',
      'PATCH',
      `/api/hazards/${hazard.id}`,
      { measure: '改' },
      seen(5),
    )
    expect([frozen.status, frozen.body.code]).toEqual([409, 'conflict'])
  })

  it('tells what is illegal, what is forbidden and what is missing apart', async () => {
    const illegal = await move('GOV_VERIFY')
    expect(illegal.body).toMatchObject({
      status: 409,
      code: 'conflict',
      issues: [{ path: 'to', code: 'illegal_move' }],
    })
    await move('CONFIRMED')
    const missing = await move('RECTIFYING')
    expect(missing.body).toMatchObject({
      status: 422,
      issues: [{ path: 'rectifier', code: 'required' }],
    })
    const { body: major } = await report(
      { hazardLevel: 'major', ruleCode: '示例条款', checkMode: 'GOV' },
      'bureau',
    )
    await move('CONFIRMED', {}, 'bureau', major)
    await move('PLAN_REVIEW', { note: '方案' }, 'mine', major)
    const forbidden = await move('RECTIFYING', { rectifier: WANG }, 'mine', major)
    expect(forbidden.body).toMatchObject({ status: 403, code: 'forbidden' })
    // The answer to the page's own rule, for whoever comes without the page.
    const undated = await move('RECTIFYING', { rectifier: WANG }, 'bureau', major)
    expect(undated.body).toMatchObject({
      status: 422,
      code: 'invalid',
      issues: [{ path: 'deadline', code: 'required' }],
    })
    expect(undated.text).toContain('需要给出整改期限')
    const dated = { rectifier: WANG, deadline: '2026-07-31' }
    const approved = await move('RECTIFYING', dated, 'bureau', major)
    expect([approved.status, approved.body.deadline]).toEqual([201, '2026-07-31'])
    expect((await move('NOWHERE')).status).toBe(422)
  })

  it('takes only persons and photos of the plant', async () => {
    await move('CONFIRMED')
    const foreign = await move('RECTIFYING', { rectifier: THEIR_PERSON })
    expect(foreign.body).toMatchObject({
      status: 422,
      issues: [{ path: 'rectifier', code: 'unknown_person' }],
    })
    const same = await move('RECTIFYING', { rectifier: WANG, acceptor: WANG })
    expect(same.body.issues[0]?.code).toBe('same_person')
    const photo = await move('RECTIFYING', { rectifier: WANG, photos: ['0'.repeat(64)] })
    expect(photo.body).toMatchObject({
      status: 422,
      issues: [{ path: 'photos[0]', code: 'unknown_picture' }],
    })
    const { body: theirs } = await report({ enterpriseId: OTHER }, 'other')
    const secret = await ask(
      'other',
      'POST',
      `/api/hazards/${theirs.id}/photos`,
      await pictureForm('#123'),
    )
    const borrowed = await move('RECTIFYING', { rectifier: WANG, photos: [secret.body.id] })
    expect(borrowed.status).toBe(422)
  })

  it('closes a same-day fix in one step with two photos', async () => {
    const { body } = await report({ manageType: 'immediate' })
    const none = await move('CLOSED', {}, 'mine', body)
    expect(none.body.issues[0]).toMatchObject({ path: 'photos', code: 'required' })
    const photos = [await upload(body.id, 'red'), await upload(body.id, 'blue')].map(
      (one) => one.body.id,
    )
    const closed = await move('CLOSED', { photos }, 'mine', body)
    expect([closed.status, closed.body.state]).toEqual([201, 'CLOSED'])
    const history = await ask('mine', 'GET', `/api/hazards/${body.id}/history`)
    expect(history.body.items.at(-1)?.photos).toEqual(photos)
    const seenPhoto = await ask('planner', 'GET', `/api/hazards/${body.id}/photos/${photos[0]}`)
    expect([seenPhoto.status, seenPhoto.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect((await ask('other', 'GET', `/api/hazards/${body.id}/photos/${photos[0]}`)).status).toBe(
      404,
    )
  })

  it('needs If-Match, lets one of two win, and repeats an answer', async () => {
    const path = `/api/hazards/${hazard.id}/transitions`
    expect((await ask('mine', 'POST', path, { to: 'CONFIRMED', note: '' })).status).toBe(428)
    const key = { ...seen(1), 'Idempotency-Key': newId() }
    const first = await ask('mine', 'POST', path, { to: 'CONFIRMED', note: '' }, key)
    const again = await ask('mine', 'POST', path, { to: 'CONFIRMED', note: '' }, key)
    expect([first.status, again.text]).toEqual([201, first.text])
    const late = await ask('bureau', 'POST', path, { to: 'REJECTED', note: '否' }, seen(1))
    expect(late.body).toMatchObject({ status: 412, current: 2 })
  })

  it('shows each asker the moves that are open to it', async () => {
    const movesOf = async (who: Asker) =>
      (await ask(who, 'GET', `/api/hazards/${hazard.id}`)).body.moves.map((one) => one.to)
    expect(await movesOf('planner')).toEqual([])
    expect(await movesOf('mine')).toEqual(
      expect.arrayContaining(['CONFIRMED', 'RECTIFYING', 'REJECTED']),
    )
  })
})

describe('a hazard’s row', () => {
  it('is corrected, never moved, by PATCH', async () => {
    const path = `/api/hazards/${hazard.id}`
    const changed = await ask('mine', 'PATCH', path, { measure: '加装', accident: 'A09' }, seen(1))
    expect(changed.body).toMatchObject({ measure: '加装', accident: 'A09', version: 2 })
    expect(changed.headers.get('etag')).toBe('"2"')
    for (const field of [
      'state',
      'deadline',
      'closedAt',
      'enterpriseId',
      'id',
      'version',
      'wasOverdue',
      'foundAt',
      'number',
    ]) {
      const refused = await ask('mine', 'PATCH', path, { [field]: 1 }, seen(2))
      expect(refused.body).toMatchObject({
        status: 422,
        issues: [{ path: field, code: 'unrecognized_keys' }],
      })
    }
    expect((await ask('mine', 'PATCH', path, {}, seen(2))).status).toBe(422)
    expect((await ask('mine', 'PATCH', path, { measure: '改' })).status).toBe(428)
    expect((await ask('mine', 'PATCH', path, { measure: '改' }, seen(1))).body.current).toBe(2)
  })

  it('follows its risk point until it has a place of its own', async () => {
    const { body: point } = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: MINE,
      name: '罐',
    })
    const path = `/api/hazards/${hazard.id}`
    const linked = await ask('mine', 'PATCH', path, { riskPointId: point.id }, seen(1))
    expect(linked.body).toMatchObject({ riskPointName: '罐', approximate: true })
    const placed = await ask('mine', 'PATCH', path, { position: [114.2, 35.61] }, seen(2))
    expect(placed.body).toMatchObject({ position: [114.2, 35.61], approximate: false })
  })

  it('keeps its grade once ordered, and lets only a supervisor lower it', async () => {
    const { body: major } = await report({ hazardLevel: 'major', ruleCode: '示例条款' })
    const path = `/api/hazards/${major.id}`
    const lowered = await ask('mine', 'PATCH', path, { hazardLevel: 'general' }, seen(1))
    expect(lowered.status).toBe(403)
    expect((await ask('mine', 'PATCH', path, { supervised: true }, seen(1))).status).toBe(403)
    expect(
      (await ask('bureau', 'PATCH', path, { supervised: true }, seen(1))).body.supervised,
    ).toBe(true)
    expect((await ask('bureau', 'PATCH', path, { hazardLevel: 'general' }, seen(2))).status).toBe(
      200,
    )
    const raised = await ask(
      'mine',
      'PATCH',
      path,
      { hazardLevel: 'major', ruleCode: null },
      seen(3),
    )
    expect(raised.body.issues[0]).toMatchObject({ path: 'ruleCode', code: 'required' })
    await move('RECTIFYING', { rectifier: WANG })
    const late = await ask(
      'mine',
      'PATCH',
      `/api/hazards/${hazard.id}`,
      { hazardLevel: 'major', ruleCode: '条款' },
      seen(2),
    )
    expect(late.status).toBe(409)
  })

  it('is taken back by its plant only while nobody acted on it', async () => {
    const path = `/api/hazards/${hazard.id}`
    await move('CONFIRMED')
    expect((await ask('mine', 'DELETE', path, undefined, seen(2))).status).toBe(403)
    expect((await ask('bureau', 'DELETE', path, undefined, seen(1))).status).toBe(412)
    expect((await ask('bureau', 'DELETE', path)).status).toBe(428)
    expect((await ask('bureau', 'DELETE', path, undefined, seen(2))).status).toBe(204)
    expect((await ask('bureau', 'GET', path)).status).toBe(404)
    const { body: own } = await report()
    expect((await ask('mine', 'DELETE', `/api/hazards/${own.id}`, undefined, seen(1))).status).toBe(
      204,
    )
  })

  it('answers a foreign id as a missing one, on every route', async () => {
    for (const [method, tail, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { measure: '改' }],
      ['DELETE', '', undefined],
      ['POST', '/transitions', { to: 'CONFIRMED', note: '' }],
      ['GET', '/history', undefined],
    ] as const) {
      const foreign = await ask('other', method, `/api/hazards/${hazard.id}${tail}`, body, seen(1))
      const missing = await ask('other', method, `/api/hazards/${newId()}${tail}`, body, seen(1))
      expect([foreign.status, foreign.text]).toEqual([404, missing.text])
    }
  })
})

describe('the list of hazards', () => {
  it('is filtered, tells lateness, and does not depend on rows of others', async () => {
    const { body: late } = await report({ foundAt: '2026-05-01T00:00:00Z' })
    expect(late).toMatchObject({ overdue: true, overdueDays: 24, wasOverdue: true })
    const list = await ask('mine', 'GET', '/api/hazards?overdue=true&sort=-overdueDays')
    expect(list.body.items[0]).toMatchObject({ id: late.id, overdueDays: 24 })
    const { text } = await ask('mine', 'GET', '/api/hazards?limit=2')
    await report({ enterpriseId: OTHER }, 'other')
    expect((await ask('mine', 'GET', '/api/hazards?limit=2')).text).toBe(text)
    const closed = await ask('bureau', 'GET', '/api/hazards?status=CLOSED')
    for (const item of closed.body.items) expect(item.state).toBe('CLOSED')
    expect((await ask('mine', 'GET', '/api/hazards?sort=measure')).status).toBe(400)
    expect((await ask('mine', 'GET', '/api/hazards?status=DONE')).status).toBe(400)
  })
})

async function pictureForm(colour: string): Promise<FormData> {
  const png = await sharp({ create: { width: 4, height: 4, channels: 3, background: colour } })
    .png()
    .toBuffer()
  const form = new FormData()
  form.append('file', new File([new Uint8Array(png)], 'a.png'))
  return form
}
