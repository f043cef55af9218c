import { beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, countyUnderTest, MINE, MY_PERSONS, OTHER, seen } from './county.ts'

const { ask } = countyUnderTest()

interface Cards {
  readonly points: readonly {
    readonly name: string
    readonly person: string | null
    readonly phone: string | null
    readonly level: { readonly inherent: number | null; readonly current: number | null }
    readonly measures: readonly { readonly category: string; readonly text: string }[]
  }[]
  readonly plans: readonly {
    readonly publishedNumber: number | null
    readonly publishedUrl: string | null
  }[]
}

async function cards(): Promise<Cards> {
  const { status, text, body } = await ask('mine', 'GET', `/api/enterprises/${MINE}/cards`)
  expect(status, text).toBe(200)
  return body as unknown as Cards
}

let pointId = ''
let eventId = ''

async function grade(kind: 'inherent' | 'current', params: Record<string, number>): Promise<void> {
  const path = `/api/risk-points/${pointId}/assessments`
  const graded = await ask('mine', 'POST', path, { eventId, kind, method: 'LEC', params })
  expect(graded.status, graded.text).toBe(201)
}

beforeAll(async () => {
  const made = await ask('mine', 'POST', '/api/risk-points', {
    enterpriseId: MINE,
    name: '冲床',
    kind: 'facility',
    personId: MY_PERSONS[0],
  })
  pointId = made.body.id
  const event = await ask('mine', 'POST', `/api/risk-points/${pointId}/events`, {
    name: '手伸入模区',
    accident: 'A04',
  })
  eventId = event.body.id
  await grade('inherent', { L: 3, E: 6, C: 7 })
})

describe('the cards of an enterprise', () => {
  it('follow a re-grade and a new measure', async () => {
    const [before] = (await cards()).points
    expect(before).toMatchObject({ name: '冲床', level: { inherent: 3 }, measures: [] })
    await grade('inherent', { L: 6, E: 6, C: 15 })
    const measure = { category: 'ENG', text: '双手启动按钮', eventId }
    await ask('mine', 'POST', `/api/risk-points/${pointId}/measures`, measure)
    const [after] = (await cards()).points
    expect(after).toMatchObject({ level: { inherent: 1 }, measures: [{ text: '双手启动按钮' }] })
  })

  it('name who is responsible and whom to ring', async () => {
    const [point] = (await cards()).points
    expect(point).toMatchObject({ person: expect.stringContaining('王') as string })
    expect(point?.phone).toBe('13900000000')
  })

  it('carry the code of the newest published version, none before', async () => {
    const plan = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '车间' })
    const path = `/api/plans/${plan.body.id}`
    const saved = await ask('mine', 'PUT', path, bodyOf(plan.body, {}), seen(1))
    expect(saved.status, saved.text).toBe(200)
    expect((await cards()).plans).toMatchObject([{ publishedNumber: null, publishedUrl: null }])
    const made = await ask('mine', 'POST', `${path}/revisions`, undefined, seen(2))
    expect(made.status, made.text).toBe(201)
    expect((await cards()).plans).toMatchObject([
      { publishedNumber: 1, publishedUrl: made.body.url },
    ])
  })

  it('of another plant are answered as a missing one’s', async () => {
    const foreign = await ask('mine', 'GET', `/api/enterprises/${OTHER}/cards`)
    const missing = await ask('mine', 'GET', '/api/enterprises/nobody/cards')
    expect(foreign.status).toBe(404)
    expect(foreign.body.code).toBe(missing.body.code)
  })
})
