import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  enterAs,
  eventually,
  expectAccessible,
  isMarked,
  mapReady,
  mark,
  openBrowser,
  openFollowing,
  signInAs,
  visit,
} from './journey.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'

let browser: Browser
let product: Product

beforeAll(async () => {
  browser = await openBrowser()
  product = await startProduct()
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

const figure = async (page: Page, id: string) =>
  Number((await page.locator(`[data-kpi=${id}]`).innerText()).replace(/[^\d.]/g, ''))

const situationSchema = z.object({
  kpis: z.array(z.object({ id: z.string(), value: z.number().nullable() })),
})
const kpiOf = (situation: unknown, id: string) =>
  situationSchema.parse(situation).kpis.find((kpi) => kpi.id === id)?.value

const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) })

/** Report a hazard of one's own plant through the API; answers its id. */
async function report(page: Page, hazardLevel: 'general' | 'major'): Promise<string> {
  const [own] = listSchema.parse(await (await page.request.get('/api/enterprises')).json()).items
  const answer = await page.request.post('/api/hazards', {
    data: {
      enterpriseId: own?.id,
      description: '示例：紧急切断阀失效',
      hazardLevel,
      ruleCode: hazardLevel === 'major' ? '示例：判定标准第五条' : null,
    },
  })
  expect(answer.status()).toBe(201)
  return z.object({ id: z.string() }).parse(await answer.json()).id
}

async function openCounty(username: string, query = '') {
  const journey = await visit(browser, product.url)
  await enterAs(journey.page, username)
  await openFollowing(journey.page, `/county${query}`)
  return journey
}

describe('two who look at the same county', () => {
  test('what one reports, the other sees without touching anything', async () => {
    const planner = await openCounty('planner')
    const officer = await visit(browser, product.url)
    await signInAs(officer.page, 'enterprise')
    const majors = await figure(planner.page, 'majorHazards')
    const open = await figure(planner.page, 'openHazards')
    await mark(planner.page)
    const tiles: string[] = []
    planner.page.on('response', (response) => {
      if (/density\/.*png/.test(response.url())) tiles.push(response.url())
    })

    const told = planner.page.waitForResponse(
      async (response) =>
        /\/api\/situation/.test(response.url()) &&
        kpiOf(await response.json(), 'majorHazards') === majors + 1,
    )
    const reportedAt = performance.now()
    await report(officer.page, 'major')
    await told
    // The event comes within 2 s; the figures are asked for again then.
    expect(performance.now() - reportedAt).toBeLessThan(6_000)
    await eventually(() => figure(planner.page, 'majorHazards')).toBe(majors + 1)
    await eventually(() => figure(planner.page, 'openHazards')).toBe(open + 1)
    await eventually(() => tiles.length).toBeGreaterThan(0)
    expect(await isMarked(planner.page)).toBe(true)
    await expectAccessible(planner.page)
    expect(planner.faults).toEqual([])
    expect(officer.faults).toEqual([])
    await planner.context.close()
    await officer.context.close()
  })

  test('an area that is drawn counts anew when something is reported inside it', async () => {
    const officer = await visit(browser, product.url)
    await signInAs(officer.page, 'enterprise')
    const answer: unknown = await (await officer.page.request.get('/api/enterprises')).json()
    const [own] = z
      .object({ items: z.array(z.object({ position: z.tuple([z.number(), z.number()]) })) })
      .parse(answer).items
    const [lng, lat] = own?.position ?? [NaN, NaN]
    const about = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([east = 0, north = 0]) =>
      [lng + east / 50, lat + north / 50].map((value) => value.toFixed(5)).join(','),
    )
    const planner = await openCounty('planner', `?area=${about.join('_')}`)
    const open = await figure(planner.page, 'area-open')
    await mark(planner.page)
    await report(officer.page, 'general')
    await eventually(() => figure(planner.page, 'area-open')).toBe(open + 1)
    expect(await isMarked(planner.page)).toBe(true)
    expect(planner.faults).toEqual([])
    await planner.context.close()
    await officer.context.close()
  })
})

describe('a list of hazards that stands open', () => {
  test('takes over what others do, where one is', async () => {
    const officer = await visit(browser, product.url)
    await signInAs(officer.page, 'enterprise')
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'township')
    await page.goto(`/hazards?q=${encodeURIComponent('切断阀失效')}&sort=-foundAt`)
    const rows = page.locator('tbody tr')
    const all = page.locator('[data-tab=all] .count')
    await eventually(() => all.innerText()).not.toBe('--')
    const before = Number(await all.innerText())
    await mark(page)

    const id = await report(officer.page, 'general')
    await eventually(() => all.innerText()).toBe(String(before + 1))
    const row = rows.filter({ has: page.locator(`a[href="/hazards/${id}"]`) })
    await row.getByText('待审核').waitFor()
    const moved = await officer.page.request.post(`/api/hazards/${id}/transitions`, {
      data: { to: 'CONFIRMED' },
      headers: { 'If-Match': '"1"' },
    })
    expect(moved.status(), await moved.text()).toBe(201)
    await row.getByText('待派单').waitFor()
    expect(new URL(page.url()).searchParams.get('sort')).toBe('-foundAt')
    expect(await isMarked(page)).toBe(true)
    expect(faults).toEqual([])
    await officer.context.close()
    await context.close()
  })
})

describe('a server that stops', () => {
  test('is noticed within 15 s; back again, the page takes all anew by itself', async () => {
    const { page, context, faults } = await openCounty('planner')
    const before = await figure(page, 'openHazards')
    await mark(page)
    await eventually(() => page.getByText(/^截至/).count()).toBe(1)

    await product.end('SIGTERM')
    const goneAt = performance.now()
    await page.getByText(/连接中断/).waitFor({ timeout: 20_000 })
    expect(performance.now() - goneAt).toBeLessThan(16_000)

    const { home, url } = product
    // From before it is back: the page asks as soon as it can.
    const noted = (of: RegExp) =>
      page.waitForRequest((request) => of.test(request.url()), { timeout: 200_000 })
    const asked = Promise.all([noted(/\/api\/situation/), noted(/density\/.*png/)])
    product = await startProduct({
      RISKMAP_HOME: home,
      PORT: new URL(url).port,
      PUBLIC_URL: url,
    })
    const officer = await visit(browser, product.url)
    await signInAs(officer.page, 'enterprise')
    await report(officer.page, 'general')
    await page.getByText(/连接中断/).waitFor({ state: 'hidden', timeout: 40_000 })
    // Nobody touched the page: what it asks by itself must not keep a session alive.
    const backgrounds = (await asked).map((request) => request.headers()['x-background'])
    expect(backgrounds).toEqual(['1', '1'])
    await expect.poll(() => figure(page, 'openHazards'), { timeout: 30_000 }).toBe(before + 1)
    expect(await isMarked(page)).toBe(true)
    // While nobody answered, the browser itself says so, in a word for each way of not answering.
    expect(
      faults.filter((fault) => !/net::ERR_(?!BLOCKED|FAILED|ABORTED)|503/.test(fault)),
    ).toEqual([])
    await officer.context.close()
    await context.close()
  })
})

describe('a page whose server still loads rows', () => {
  /** What the server says of itself while it loads; its rows are what they are. */
  async function sayLoading(page: Page, isLoading: () => boolean) {
    await page.route('**/api/health*', async (route) => {
      const response = await route.fetch()
      const body = (await response.json()) as object
      return route.fulfill({ response, json: isLoading() ? { ...body, status: 'loading' } : body })
    })
  }

  test('says so, and asks again for everything when they are there', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'planner')
    let isLoading = true
    await sayLoading(page, () => isLoading)
    await page.route('**/api/situation*', async (route) => {
      const response = await route.fetch()
      const loading = isLoading ? { 'riskmap-index': 'loading' } : {}
      return route.fulfill({ response, headers: { ...response.headers(), ...loading } })
    })
    await page.goto('/county')
    await mapReady(page)
    const notice = page.getByRole('status').filter({ hasText: '正在装载数据' })
    await notice.waitFor()
    await expectAccessible(page)
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    isLoading = false
    await notice.waitFor({ state: 'hidden' })
    await eventually(() => asked.includes('/api/situation')).toBe(true)
    await eventually(() => asked.some((path) => path.startsWith('/api/tiles/density/'))).toBe(true)
    expect(faults).toEqual([])
    await page.unrouteAll({ behavior: 'wait' })
    await context.close()
  })

  test('waits with a list, which then comes by itself', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'planner')
    let isLoading = true
    await sayLoading(page, () => isLoading)
    // Refused as by a server that kept the question as long as it may.
    let refusals = 0
    await page.route('**/api/enterprises?*', (route) => {
      if (!isLoading) return route.continue()
      refusals += 1
      const headers = { 'riskmap-index': 'loading', 'retry-after': '3' }
      const json = { type: '/help#loading', title: 'Loading', status: 503, code: 'loading' }
      return route.fulfill({ status: 503, headers, json })
    })
    await page.goto('/enterprises')
    await page.getByRole('status').filter({ hasText: '正在装载数据' }).waitFor()
    await page.getByText('正在加载…').waitFor()
    await expectAccessible(page)
    expect(refusals).toBe(1)
    isLoading = false
    await page.getByRole('heading', { level: 1, name: /^企业 \d+$/ }).waitFor()
    await page.locator('table tbody tr').first().waitFor()
    expect(faults.filter((fault) => !/503/.test(fault))).toEqual([])
    await page.unrouteAll({ behavior: 'wait' })
    await context.close()
  })
})
