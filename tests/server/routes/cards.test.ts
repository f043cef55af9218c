import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { archiveEnterprise } from '#server/store/enterprise.ts'
import { standingClock } from '#tests/server/http/application.ts'
import {
  bodyOf,
  countyUnderTest,
  GEOREFERENCE,
  MINE,
  MY_PERSONS,
  seen,
  square,
  zone,
} from './county.ts'

const county = countyUnderTest(standingClock())
const { ask } = county

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>'
let token = ''
let planId = ''

async function point(name: string, position: readonly [number, number], measures: object[]) {
  const made = await ask('mine', 'POST', '/api/risk-points', {
    enterpriseId: MINE,
    name,
    kind: 'facility',
    personId: MY_PERSONS[0],
  })
  expect(made.status, made.text).toBe(201)
  const path = `/api/risk-points/${made.body.id}`
  const event = await ask('mine', 'POST', `${path}/events`, { name: '阀门泄漏', accident: 'A23' })
  expect(event.status, event.text).toBe(201)
  await ask('mine', 'POST', `${path}/assessments`, {
    eventId: event.body.id,
    kind: 'inherent',
    method: 'LEC',
    params: { L: 3, E: 6, C: 40 },
  })
  for (const measure of measures) {
    const written = await ask('mine', 'POST', `${path}/measures`, measure)
    expect(written.status, written.text).toBe(201)
  }
  const { body: plan } = await ask('mine', 'GET', `/api/plans/${planId}`)
  const riskPoints = [...plan.riskPoints, { id: made.body.id, position, zoneId: null }]
  const planPath = `/api/plans/${planId}`
  const saved = await ask('mine', 'PUT', planPath, bodyOf(plan, { riskPoints }), seen(plan.version))
  expect(saved.status, saved.text).toBe(200)
}

async function publish(): Promise<string> {
  const { version } = (await ask('mine', 'GET', `/api/plans/${planId}`)).body
  const made = await ask('mine', 'POST', `/api/plans/${planId}/revisions`, undefined, seen(version))
  expect(made.status).toBe(201)
  return String(made.body.token)
}

async function card(address = token) {
  const response = await county.application.app.request(`/c/${address}`)
  return { response, text: await response.text() }
}

beforeAll(async () => {
  const plan = await ask('mine', 'POST', `/api/enterprises/${MINE}/plans`, { name: '总平面图' })
  planId = plan.body.id
  const saved = await ask(
    'mine',
    'PUT',
    `/api/plans/${planId}`,
    bodyOf(plan.body, {
      frame: { unit: 'meter', metersPerUnit: 1, georeference: GEOREFERENCE },
      zones: [zone('z1', square(0, 0, 40), { name: `罐区${HOSTILE}`, personId: MY_PERSONS[0] })],
    }),
    seen(1),
  )
  expect(saved.status, saved.text).toBe(200)
  await point(
    '1#液氨储罐',
    [10, 10],
    [
      { category: 'ENG', text: '设围堰与喷淋，异常时找王某 13900000000' },
      { category: 'EMG', text: `${HOSTILE}向上风向撤离，0392-7221234` },
    ],
  )
  token = await publish()
})

describe('a public card', () => {
  it('is a small page without script, for nobody in particular', async () => {
    const { response, text } = await card()
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('x-robots-tag')).toContain('noindex')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|script-src/)
    const style = /<style>([\s\S]*?)<\/style>/.exec(text)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policy).toContain(`'sha256-${hash}'`)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000)
    expect(text).not.toMatch(/<script|<link|<img|<[^>]+ (?:style|src|on\w+)=/i)
  })

  it('tells the plant, the version, the levels, the worst risks and what to do', async () => {
    const { text } = await card()
    for (const words of [
      '示例甲厂',
      '总平面图',
      '第 1 版',
      '红 重大风险',
      '1#液氨储罐',
      '中毒',
      '设围堰与喷淋',
      '向上风向撤离',
      'tel:119',
      'tel:120',
      '<svg',
    ])
      expect(text).toContain(words)
  })

  it('shows what people wrote as text', async () => {
    const { text } = await card()
    expect(text).not.toContain('<script>')
    expect(text).not.toContain('<img')
    expect(text).toContain('&lt;script&gt;')
  })

  it('holds no coordinate, phone, name of a person or other plant', async () => {
    const { text } = await card()
    for (const canary of [
      '114.',
      '35.6',
      '13900000000',
      '7221234',
      '王某',
      '李某',
      '示例乙厂',
      MINE,
      planId,
    ])
      expect(text).not.toContain(canary)
  })

  it('shows what was published and nothing later', async () => {
    await point('未发布的储罐', [20, 20], [])
    expect((await card()).text).not.toContain('未发布的储罐')
    const second = await publish()
    // A board printed with the first code need not be printed again.
    expect((await card()).text).toContain('未发布的储罐')
    expect((await card(second)).text).toContain('第 2 版')
  })

  it('ignores what a scanning application adds to the address', async () => {
    expect((await card(`${token}?from=groupmessage&isappinstalled=0`)).response.status).toBe(200)
  })

  it('stays small however large the plant is', async () => {
    for (let index = 0; index < 40; index += 1)
      await point(
        `大型装置${index}`.padEnd(60, '长'),
        [5 + (index % 30), 5],
        [{ category: 'ENG', text: '措施'.repeat(200) }],
      )
    const text = (await card(await publish())).text
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000)
    expect(text).toMatch(/另有 \d+ 处/)
  })

  it.each(['no-such-card', '..%2f..%2fetc', '%00', 'a'.repeat(300)])(
    'answers %s like any unknown code',
    async (unknown) => {
      const { response, text } = await card(unknown)
      expect(response.status).toBe(404)
      expect(text).toContain('没有这张公示卡')
      expect(response.headers.get('content-type')).toContain('text/html')
    },
  )

  it('ends with its enterprise', async () => {
    const { store } = county.application.services
    const { version } = (await ask('bureau', 'GET', `/api/enterprises/${MINE}`)).body
    await store.transact({ actor: 'test', action: 'test.archive' }, (tx) =>
      archiveEnterprise(tx, MINE, version),
    )
    expect((await card()).response.status).toBe(404)
  })
})
