import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { planToLngLat } from '#domain/georeference.ts'
import { PLAN_PARTS } from '#domain/rectification-plan.ts'
import { standingClock } from '#tests/server/http/application.ts'
import {
  bodyOf,
  countyUnderTest,
  GEOREFERENCE,
  MINE,
  MY_PERSONS,
  OTHER,
  seen,
  THEIR_PERSON,
} from './county.ts'
import type { AnswerBody, Answered, Asker } from './county.ts'

const clock = standingClock('2026-06-01T02:00:00.000Z')
const { ask } = countyUnderTest(clock)
const [WANG] = MY_PERSONS

const report = (over: object = {}, who: Asker = 'mine') =>
  ask(who, 'POST', '/api/hazards', { enterpriseId: MINE, description: '示例：护栏缺失', ...over })

async function photo(enterpriseId: string, colour: string, who: Asker = 'mine'): Promise<Answered> {
  const picture = sharp({ create: { width: 9, height: 7, channels: 3, background: colour } })
  // With the place where it was taken, as a phone writes it.
  const jpeg = await picture
    .withExif({ IFD3: { GPSLatitude: '35/1 36/1 0/1', GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer()
  const form = new FormData()
  form.append('file', new File([new Uint8Array(jpeg)], '现场.jpg', { type: 'image/jpeg' }))
  return ask(who, 'POST', `/api/enterprises/${enterpriseId}/photos`, form)
}

const plan = Object.fromEntries(PLAN_PARTS.map((part) => [part, `示例：${part}`]))

describe('a report with what the ledger asks', () => {
  it('keeps every column, the photos without their place, and the rectifier’s department', async () => {
    const taken = await photo(MINE, 'red')
    expect(taken.status).toBe(201)
    const told = {
      part: '一车间',
      inspectors: '安全科 王某',
      interimMeasure: '停机挂牌',
      fundsYuan: 1200.5,
      contingency: '现场处置方案',
    }
    const { body } = await report({ ...told, rectifier: WANG, photos: [taken.body.id] })
    expect(body).toMatchObject({ ...told, rectifierId: WANG, responsibleDepartment: '安全科' })
    const { body: history } = await ask('mine', 'GET', `/api/hazards/${body.id}/history`)
    expect(history.items[0]).toMatchObject({ photos: [taken.body.id], actorRole: 'enterprise' })
    const kept = await ask('mine', 'GET', `/api/hazards/${body.id}/photos/${taken.body.id}`)
    expect((await sharp(kept.bytes).metadata()).exif).toBeUndefined()
  })

  it.each([
    ['a photo of another plant', 'photos[0]', 'unknown_picture'],
    ['a person of another plant', 'rectifier', 'unknown_person'],
    ['a sheet of another plant', 'planPlace.planId', 'unknown_plan'],
    ['money below nothing', 'fundsYuan', 'too_small'],
  ])('refuses %s', async (_name, path, code) => {
    const foreign = await photo(OTHER, 'blue', 'other')
    const bad = {
      'photos[0]': { photos: [foreign.body.id] },
      rectifier: { rectifier: THEIR_PERSON },
      'planPlace.planId': { planPlace: { planId: 'missing', point: [1, 2] } },
      fundsYuan: { fundsYuan: -1 },
    }
    const refused = await report(bad[path as keyof typeof bad])
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toContainEqual(expect.objectContaining({ path, code }))
  })

  it('takes no photo for another’s plant', async () => {
    expect((await photo(OTHER, 'green')).status).toBe(404)
    expect((await photo(MINE, 'green', 'planner')).status).toBe(403)
  })

  it('closes a same-day fix in one step, both events or none', async () => {
    const [before, after] = [await photo(MINE, '#321'), await photo(MINE, '#654')]
    const photos = [before.body.id, after.body.id]
    const fix = { manageType: 'immediate', photos: [before.body.id] }
    const total = async () => (await ask('mine', 'GET', '/api/hazards')).body.total
    const already = await total()
    const short = await report({ ...fix, sameDayFix: { photos: [after.body.id] } })
    expect(short.body.issues[0]).toMatchObject({ path: 'photos', code: 'required' })
    expect(await total()).toBe(already)
    const { status, body } = await report({ ...fix, sameDayFix: { note: '已复位', photos } })
    expect([status, body.state, body.version]).toEqual([201, 'CLOSED', 2])
    const { body: history } = await ask('mine', 'GET', `/api/hazards/${body.id}/history`)
    expect(history.items).toMatchObject([
      { to: 'REPORTED', photos: [before.body.id] },
      { to: 'CLOSED', photos, note: '已复位' },
    ])
  })
})

describe('a hazard marked on a sheet', () => {
  it('stays on the sheet until that lies on the ground, then follows it', async () => {
    const { body: sheet } = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, {
      name: '总平面图',
    })
    const planPlace = { planId: sheet.id, point: [50, 40] }
    const { body: marked } = await report({ planPlace })
    expect(marked).toMatchObject({ planPlace, approximate: true, position: [114.197, 35.607] })
    const lay = (at: AnswerBody) => {
      const frame = { ...at.frame, georeference: GEOREFERENCE }
      return ask('mine', 'PUT', `/api/plans/${sheet.id}`, bodyOf(at, { frame }), seen(at.version))
    }
    const { status, body: laid } = await lay(sheet)
    expect(status).toBe(200)
    const { body: followed } = await ask('mine', 'GET', `/api/hazards/${marked.id}`)
    const where = planToLngLat(laid.frame.georeference, [50, 40])
    expect(followed).toMatchObject({ approximate: false, version: marked.version })
    expect(followed.position[0]).toBeCloseTo(where[0], 8)
    expect(followed.position[1]).toBeCloseTo(where[1], 8)
    const { body: later } = await report({ planPlace })
    expect([later.position, later.approximate]).toEqual([followed.position, false])
    const patch = { position: [114.198, 35.608] }
    const path = `/api/hazards/${later.id}`
    const moved = await ask('mine', 'PATCH', path, patch, seen(later.version))
    expect(moved.body).toMatchObject({ position: [114.198, 35.608], planPlace: null })
  })
})

describe('the plan of a major hazard', () => {
  it('has six parts, stays in the history, and is replaced by a better one', async () => {
    const { body: major } = await report({ hazardLevel: 'major', ruleCode: '示例条款' }, 'bureau')
    const move = (to: string, over: object, version: number, who: Asker = 'mine') =>
      ask(who, 'POST', `/api/hazards/${major.id}/transitions`, { to, ...over }, seen(version))
    await move('CONFIRMED', {}, 1, 'bureau')
    const partial = await move('PLAN_REVIEW', { plan: { ...plan, safety: ' ' } }, 2)
    expect(partial.body.issues).toContainEqual(
      expect.objectContaining({ path: 'plan.safety', code: 'required' }),
    )
    const handed = await move('PLAN_REVIEW', { plan }, 2)
    expect(handed.body.plan).toEqual(plan)
    await move('CONFIRMED', { note: '措施不具体' }, 3, 'bureau')
    const better = { ...plan, methods: '示例：更换并检测' }
    expect((await move('PLAN_REVIEW', { plan: better }, 4)).body.plan).toEqual(better)
    const { body: history } = await ask('mine', 'GET', `/api/hazards/${major.id}/history`)
    const notes = history.items.map(({ note }) => String(note))
    expect(notes[2]).toContain('方法和措施：示例：methods')
    expect(notes[4]).toContain('方法和措施：示例：更换并检测')
    const untaken = await move('RECTIFYING', { rectifier: WANG, plan }, 5, 'bureau')
    expect(untaken.body.issues[0]).toMatchObject({ path: 'plan', code: 'not_taken' })
  })
})

describe('acting for a plant', () => {
  it('is told with the step it was, and only where it was the plant’s own', async () => {
    const { body: hazard } = await report({}, 'township')
    await ask(
      'township',
      'POST',
      `/api/hazards/${hazard.id}/transitions`,
      { to: 'RECTIFYING', rectifier: WANG },
      seen(1),
    )
    const { body: found } = await report({ checkMode: 'GOV' }, 'township')
    const of = async (id: string) =>
      (await ask('mine', 'GET', `/api/hazards/${id}/history`)).body.items.map((step) => [
        step.to,
        step.actorRole,
        step.onBehalf,
      ])
    expect(await of(hazard.id)).toEqual([
      ['REPORTED', 'township', true],
      ['RECTIFYING', 'township', true],
    ])
    expect(await of(found.id)).toEqual([['REPORTED', 'township', false]])
  })
})

describe('the list', () => {
  const first = (rows: readonly AnswerBody[]) => rows[0]?.id

  it('puts the longest overdue first, then what is due next, then the closed', async () => {
    const { body: late } = await report({ foundAt: '2026-04-01T00:00:00Z' })
    const { body: later } = await report({ foundAt: '2026-05-01T00:00:00Z' })
    const { body: list } = await ask('mine', 'GET', '/api/hazards?sort=urgency&limit=500')
    const ids = list.items.map(({ id }) => id)
    expect(first(list.items)).toBe(late.id)
    expect(ids[1]).toBe(later.id)
    const ranks = list.items.map(({ overdue, state }) =>
      overdue === true ? 0 : state === 'CLOSED' ? 2 : 1,
    )
    expect(ranks).toEqual(ranks.toSorted())
  })

  it('is narrowed by whose turn it is and by both departments', async () => {
    const turn = async (role: string) =>
      (await ask('bureau', 'GET', `/api/hazards?turn=${role}&status=PLAN_REVIEW&limit=500`)).body
        .total
    expect(await turn('bureau')).toBeGreaterThan(0)
    expect(await turn('enterprise')).toBe(0)
    const responsible = encodeURIComponent('安全科')
    const { body: own } = await ask('bureau', 'GET', `/api/hazards?responsible=${responsible}`)
    expect(own.total).toBeGreaterThan(0)
    for (const row of own.items) expect(row.responsibleDepartment).toBe('安全科')
    const none = encodeURIComponent('交通运输局')
    const { body: foreign } = await ask('bureau', 'GET', `/api/hazards?department=${none}`)
    expect(foreign.total).toBe(0)
    expect((await ask('bureau', 'GET', '/api/hazards?turn=planner')).status).toBe(400)
    expect((await ask('bureau', 'GET', '/api/hazards?department=X')).status).toBe(400)
  })

  it('is counted by where things stand, and each count is the list’s own', async () => {
    const path = '/api/hazard-counts?status=CLOSED&overdue=true&turn=bureau'
    const { body } = await ask('mine', 'GET', path)
    const counts = body as unknown as {
      all: number
      open: number
      overdue: number
      byState: { state: string; count: number }[]
      byTurn: { role: string; count: number }[]
      responsible: { department: string; count: number }[]
    }
    const total = async (query: string) =>
      (await ask('mine', 'GET', `/api/hazards?${query}`)).body.total
    expect(counts.all).toBe(await total(''))
    expect(counts.overdue).toBe(await total('overdue=true'))
    for (const { state, count } of counts.byState)
      expect(count).toBe(await total(`status=${state}`))
    for (const { role, count } of counts.byTurn) expect(count).toBe(await total(`turn=${role}`))
    for (const { department, count } of counts.responsible)
      expect(count).toBe(await total(`responsible=${encodeURIComponent(department)}`))
    expect(counts.open).toBeLessThan(counts.all)
  })
})
