import { execFileSync } from 'node:child_process'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { eventually, expectAccessible, mapReady, openBrowser, signInAs, visit } from './journey.ts'
import { takePicture } from './picture.ts'
import { readPrinted } from './pdf-text.ts'
import { DEMO_PASSWORD, startProduct, type Product } from './product.ts'

/** Given by the administrator, and the one its owner puts in its place. */
const GIVEN_PASSWORD = 'Zk7-lvtai-Qw93'
const PASSWORD = 'Mt4-qihe-Yu81-xp'
const PICTURE = new URL('../fixtures/plan/warehouse.png', import.meta.url)

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

/** A plant of its own with an account and no plan, entered as an administrator would. */
async function newPlant(username: string, name: string, industry: string): Promise<string> {
  const context = await browser.newContext({ baseURL: product.url })
  await context.request.post('/api/session', {
    data: { username: 'admin', password: DEMO_PASSWORD },
  })
  const made = await context.request.post('/api/enterprises', {
    data: { name, township: '410622101', sector: 'WH', industry },
  })
  expect(made.status()).toBe(201)
  const { id } = z.object({ id: z.string() }).parse(await made.json())
  await context.close()
  execFileSync(
    process.execPath,
    ['server/run.mjs', 'node', 'server/cli/riskmap.ts', 'user', 'add', username].concat([
      '--role',
      'enterprise',
      '--enterprise',
      id,
      '--password-stdin',
    ]),
    { input: `${GIVEN_PASSWORD}\n`, env: { ...process.env, RISKMAP_HOME: product.home } },
  )
  const own = await browser.newContext({ baseURL: product.url })
  await own.request.post('/api/session', { data: { username, password: GIVEN_PASSWORD } })
  const changed = await own.request.put('/api/session/password', {
    data: { currentPassword: GIVEN_PASSWORD, newPassword: PASSWORD },
  })
  expect(changed.ok()).toBe(true)
  await own.close()
  return id
}

/** Counts what a person does: each click, each thing typed. */
class Hands {
  readonly page: Page
  actions = 0

  constructor(page: Page) {
    this.page = page
  }

  async click(selector: string): Promise<void> {
    this.actions += 1
    await this.page.locator(selector).first().click()
  }

  async press(name: string): Promise<void> {
    this.actions += 1
    await this.page.getByRole('button', { name, exact: true }).first().click()
  }

  async type(selector: string, text: string): Promise<void> {
    this.actions += 1
    await this.page.locator(selector).first().fill(text)
  }

  /** A value out of an open list; the list of the one before must be gone first. */
  async choose(selector: string, text: string | RegExp): Promise<void> {
    this.actions += 2
    const shown = this.page.getByRole('option').filter({ visible: true })
    await eventually(() => shown.count()).toBe(0)
    await this.page.locator(selector).first().click()
    await shown.filter({ hasText: text }).first().click()
  }

  /** A place on the sheet, as shares of what is free of the panel. */
  async point(x: number, y: number): Promise<void> {
    this.actions += 1
    const box = await this.page.locator('[data-map-ready] canvas').first().boundingBox()
    if (box === null) throw new Error('the plan has no canvas')
    const at = [box.x + (box.width - 450) * x, box.y + box.height * y] as const
    await this.page.mouse.move(...at, { steps: 3 })
    await this.page.mouse.click(...at)
  }

  async signIn(username: string): Promise<void> {
    await this.page.goto('/sign-in')
    await this.type('input[name="username"]', username)
    await this.type('input[name="password"]', PASSWORD)
    await this.press('登录')
    await this.page.waitForURL(/first-plan/)
  }
}

async function stepIs(page: Page, step: string): Promise<void> {
  await page.locator(`[data-guide="${step}"]`).waitFor()
}

async function planOf(page: Page) {
  const id = /plans\/([^/?]+)/.exec(page.url())?.[1] ?? ''
  const answer: unknown = await (await page.request.get(`/api/plans/${id}`)).json()
  const level = z.object({ inherent: z.number().nullable(), current: z.number().nullable() })
  return z
    .object({
      id: z.string(),
      riskPoints: z.array(z.object({ name: z.string(), zoneId: z.string().nullable(), level })),
      zones: z.array(z.object({ name: z.string(), level })),
    })
    .parse(answer)
}

describe('a safety officer without a plan', () => {
  test('five steps from a template to a printed sheet', async () => {
    await newPlant('officer-a', '淇河测试加油站', '5265')
    const { page, context, faults } = await visit(browser, product.url)
    const hands = new Hands(page)
    await hands.signIn('officer-a')
    await page.locator('[data-template]').first().waitFor()
    await expectAccessible(page)

    await hands.click('[data-template="filling-station"]')
    await page.waitForURL(/plans/)
    await mapReady(page)
    await stepIs(page, 'points')
    await page.locator('[data-all]').first().waitFor()
    while ((await page.locator('[data-all]').count()) > 0) await hands.click('[data-all]')
    await hands.click('[data-point="tanks.tank-cleaning"] .answers button:last-child')
    await hands.type('[data-field="own-point"]', '空压机')
    await hands.press('放到图上')
    await hands.point(0.62, 0.5)
    await page.getByText('11 个待写入').waitFor()
    await takePicture(page, 'first-plan')
    await expectAccessible(page)
    await hands.click('[data-next]')
    await stepIs(page, 'grades')

    // Half way out, and in again: where one was follows from the plan.
    const address = new URL(page.url()).pathname
    await page.goto('/county')
    await page.goto(address)
    await mapReady(page)
    await stepIs(page, 'grades')
    const before = await planOf(page)
    expect(before.riskPoints).toHaveLength(11)
    expect(before.riskPoints.every(({ level }) => level.inherent === null)).toBe(true)

    await hands.type('[data-undescribed] input', '储气罐超压爆炸')
    await hands.choose('[data-undescribed] [data-field="accident"]', '容器爆炸')
    await hands.press('添加')
    const own = '[data-event="储气罐超压爆炸"]'
    await hands.choose(`${own} [data-kind="inherent"] [data-factor="L"]`, /^3 ·/)
    await hands.choose(`${own} [data-kind="inherent"] [data-factor="E"]`, /^6 ·/)
    await hands.choose(`${own} [data-kind="inherent"] [data-factor="C"]`, /^15 ·/)
    const results = page.locator(`${own} [data-result]`)
    await eventually(() => results.first().innerText()).toMatch(/270[\s\S]*橙[\s\S]*D = 3 × 6 × 15/)
    await expectAccessible(page)
    await hands.click(`${own} [data-confirm]`)
    await page.getByText('已确认（1 项）').waitFor()

    await page
      .locator('[data-event="加油跑冒油起火"]')
      .getByText('建议（示例），尚未确认')
      .waitFor()
    await hands.click('[data-event="加油跑冒油起火"] [data-adjust]')
    await hands.click('[data-event="加油跑冒油起火"] .el-checkbox')
    await hands.choose(
      '[data-event="加油跑冒油起火"] [data-kind="inherent"] [data-factor="C"]',
      /^40 ·/,
    )
    await eventually(() =>
      page.locator('[data-event="加油跑冒油起火"] [data-result]').first().innerText(),
    ).toMatch(/720[\s\S]*红/)
    await hands.click('[data-event="加油跑冒油起火"] [data-confirm]')
    await page.getByText('已确认（2 项）').waitFor()
    await hands.click('[data-accept-all]')
    await page.getByText('已确认（13 项）').waitFor()
    await hands.click('[data-next]')
    await stepIs(page, 'check')

    await hands.click('[data-finding="point-outside-zones"] [data-fix]')
    await eventually(() => page.locator('[data-finding]').count()).toBe(0)
    hands.actions += 2
    await page.locator('[data-field="person"]').click()
    await page.keyboard.type('王建国')
    await page.keyboard.press('Enter')
    await hands.press('都填上')
    await page.getByText('没有发现问题，可以打印了。').waitFor()
    await page.getByText(/^已保存/).waitFor()
    await expectAccessible(page)
    await hands.click('[data-next]')
    await stepIs(page, 'print')
    await hands.choose('[data-signer="drawnBy"]', '王建国')
    await hands.click('[data-publish]')
    await page.getByText(/第 1 版/).waitFor()
    await expectAccessible(page)
    await hands.click('[data-print]')
    await page.waitForURL(/sheet/)
    await page.locator('[data-sheet]').waitFor()
    expect(hands.actions).toBeLessThanOrEqual(45)

    const plan = await planOf(page)
    expect(plan.riskPoints.every(({ zoneId }) => zoneId !== null)).toBe(true)
    expect(plan.zones.find(({ name }) => name === '加油区')?.level).toEqual({
      inherent: 1,
      current: 3,
    })
    await page.emulateMedia({ media: 'print' })
    expect(new URL(page.url()).searchParams.get('revision')).toBe('1')
    expect(await page.locator('[data-coded]').textContent()).toContain('第 1 版')
    const printed = await page.locator('[data-sheet]').textContent()
    const wanted = ['淇河测试加油站', '重大风险', '红 A', ...plan.zones.map(({ name }) => name)]
    for (const words of [...wanted, '王建国']) expect(printed).toContain(words)
    const file = readPrinted(await page.pdf({ preferCSSPageSize: true, printBackground: true }))
    expect(file.pages).toBe(1)
    expect(file.size.map(Math.round)).toEqual([1191, 842])
    for (const letter of wanted.join('').replaceAll(' ', ''))
      expect([letter, file.letters.has(letter)]).toEqual([letter, true])
    expect(faults).toEqual([])
    await context.close()
  })

  test('a picture with a known length, an area drawn, a point from a list', async () => {
    await newPlant('officer-b', '淇河测试仓库', '1810')
    const { page, context, faults } = await visit(browser, product.url)
    await page.setViewportSize({ width: 1280, height: 720 })
    const hands = new Hands(page)
    await hands.signIn('officer-b')
    hands.actions += 2
    await page.locator('[data-field="first-picture"]').setInputFiles(PICTURE.pathname)
    await page.waitForURL(/plans/)
    await mapReady(page)
    await stepIs(page, 'ground')
    await page.getByText('还没定比例').waitFor()

    await hands.click('[data-set-scale]')
    await hands.point(0.3, 0.4)
    await hands.point(0.7, 0.4)
    await hands.type('[data-field="known-length"] input', '20')
    await hands.press('设为此长度')
    await page.getByText(/1 像素 = /).waitFor()
    await hands.click('[data-draw-zone]')
    await hands.point(0.35, 0.35)
    await hands.point(0.65, 0.65)
    await hands.type('[data-field="zone-name"]', '一号库')
    await hands.press('返回列表')
    await page.getByText('区域（1 个）').waitFor()
    await expectAccessible(page)
    await hands.click('[data-next]')
    await stepIs(page, 'points')
    await hands.choose('[data-field="suggestion-list"]', '服装车间')
    await hands.click('[data-point="cutting.fabric-cutting"] .answers button:first-child')
    await page.getByText('请在图上点击“裁剪机”的位置').first().waitFor()
    await hands.point(0.45, 0.5)
    await page.getByText('1 个待写入').waitFor()
    await hands.click('[data-next]')
    await stepIs(page, 'grades')
    await hands.click('[data-accept]')
    await page.getByText('已确认（1 项）').waitFor()
    await hands.click('[data-next]')
    await stepIs(page, 'check')
    await eventually(async () => (await planOf(page)).zones).toEqual([
      { name: '一号库', level: { inherent: 3, current: 4 } },
    ])
    expect(hands.actions).toBeLessThanOrEqual(25)

    // The whole studio is one click away, and comes again by itself the next time.
    await hands.press('展开全部绘图工具')
    await page.getByRole('button', { name: /风险点（D）/ }).waitFor()
    await page.reload()
    await mapReady(page)
    await page.getByRole('button', { name: /风险点（D）/ }).waitFor()
    await hands.press('五步做图')
    await page.locator('[data-step="grades"]').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('what was adopted goes back while nobody graded it; a planner is led nowhere', async () => {
    const enterpriseId = await newPlant('officer-c', '淇河测试制衣', '1810')
    const { page, context, faults } = await visit(browser, product.url)
    const hands = new Hands(page)
    await hands.signIn('officer-c')
    await hands.click('[data-template="garment-workshop"]')
    await page.waitForURL(/plans/)
    await mapReady(page)
    await hands.click('[data-all]')
    await hands.click('[data-next]')
    await stepIs(page, 'grades')
    await eventually(async () => (await planOf(page)).riskPoints).toHaveLength(3)
    await hands.click('[data-step="points"]')
    await hands.click('[data-withdraw]')
    await page.getByText('还没有风险点').first().waitFor()
    await eventually(async () => (await planOf(page)).riskPoints).toEqual([])
    expect(faults).toEqual([])
    const address = new URL(page.url()).pathname
    await context.close()

    const planner = await visit(browser, product.url)
    await signInAs(planner.page, 'planner')
    await eventually(() => new URL(planner.page.url()).pathname).toBe('/county')
    await planner.page.goto(`/enterprises/${enterpriseId}/first-plan`)
    await planner.page.getByRole('alert').waitFor()
    expect(await planner.page.locator('[data-template]').count()).toBe(0)
    await planner.page.goto(`${address}?step=points`)
    await mapReady(planner.page)
    expect(await planner.page.locator('[data-guide]').count()).toBe(0)
    await planner.context.close()
  })
})
