import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { PLAN_PARTS, PLAN_PART_NAMES } from '#domain/rectification-plan.ts'
import { listAudit } from '#server/store/audit.ts'
import { removeOldAnswers } from '#server/store/idempotency.ts'
import { openStore } from '#server/store/open.ts'
import { listUnusedPhotos, removeUnusedPhotos } from '#server/store/picture.ts'
import {
  closeCondition,
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  openChoices,
  signInAs,
  visit,
  type Visit,
} from './journey.ts'
import { takePicture } from './picture.ts'
import { startProduct, type Product } from './product.ts'

const pageSchema = z.object({
  total: z.number(),
  items: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      state: z.string(),
      overdueDays: z.number(),
      enterpriseId: z.string(),
    }),
  ),
})

let product: Product
let browser: Browser
const visits: Visit[] = []

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

/** Somebody's own browser, signed in. */
async function as(username: string): Promise<Page> {
  const opened = await visit(browser, product.url)
  visits.push(opened)
  await signInAs(opened.page, username)
  return opened.page
}

const list = async (page: Page, query = '') =>
  pageSchema.parse(await (await page.request.get(`/api/hazards${query}`)).json())

async function picture(colour: string) {
  const buffer = await sharp({ create: { width: 64, height: 48, channels: 3, background: colour } })
    .jpeg()
    .toBuffer()
  return { name: `${colour.replace('#', '')}.jpg`, mimeType: 'image/jpeg', buffer }
}

/** The field that takes files, not the one that opens the camera. */
const filesOf = (page: Page, field = '') => page.locator(`${field} input[type=file][multiple]`)

async function attach(page: Page, colour: string, field = '') {
  await filesOf(page, field).setInputFiles(await picture(colour))
  await page.locator(`${field} li[data-state=sent]`).last().waitFor()
}

/** Choose the nth entry that may be chosen of a list that drops down. */
async function pick(page: Page, label: string, nth: number) {
  const menu = await openChoices(page, label)
  await menu.locator('.el-select-dropdown__item:not(.is-disabled)').nth(nth).click()
}

async function report(page: Page, description: string) {
  await page.goto('/hazards')
  await page.getByRole('link', { name: '上报隐患' }).click()
  await page.getByLabel('隐患描述').fill(description)
}

const submitted = (page: Page) => page.waitForURL(/\/hazards\/(?!report)[\w-]+$/)
const state = (page: Page) => page.locator('[data-state].pill').innerText()

/** Open a move by its button, and hand its form in. */
async function start(page: Page, move: string) {
  await page.getByRole('button', { name: move }).first().click()
  await page.getByRole('form', { name: move }).waitFor()
}
async function finish(page: Page, move: string, now: string) {
  await page.getByRole('form', { name: move }).getByRole('button', { name: move }).click()
  await eventually(() => state(page)).toBe(now)
  // One's own step is thanked for, and never taken for another's.
  await page.getByRole('status').filter({ hasText: '已办理：' }).waitFor()
  expect(await page.getByText('您填写期间').count()).toBe(0)
}

describe('a plant’s safety officer', () => {
  let page: Page
  const what = '示例：2 号搅拌机防护罩缺失'

  beforeAll(async () => {
    page = await as('enterprise')
  })

  test('reports with a photo and a place on the plan', async () => {
    await report(page, what)
    await expectAccessible(page)
    await attach(page, '#884400', '[data-photos=before]')
    await page.getByText('在四色图上点').click()
    const sheet = page.getByRole('img', { name: '在四色图上点' })
    await sheet.click({ position: { x: 120, y: 90 } })
    await page.getByText('已标出').waitFor()
    await eventually(() => page.locator('[data-rule]').innerText()).toMatch(
      /7 天，即 \d{4}-\d\d-\d\d/,
    )
    await page.getByRole('button', { name: '上报', exact: true }).click()
    await submitted(page)
    await eventually(() => state(page)).toBe('待审核')
    await page.getByRole('img', { name: /图上位置/ }).waitFor()
    await mapReady(page)
    await eventually(() => page.locator('[data-side=before] img').count()).toBe(1)
    await expectAccessible(page)
  })

  test('has it confirmed, ordered, rectified and accepted by another', async () => {
    await start(page, '审核属实')
    await finish(page, '审核属实', '待派单')
    await start(page, '派人整改')
    await page.getByRole('form').getByRole('button', { name: '派人整改' }).click()
    await page.getByText('请选择整改责任人').waitFor()
    await pick(page, '整改责任人', 0)
    await finish(page, '派人整改', '整改中')

    await start(page, '整改完成，请验收')
    await attach(page, '#448800')
    await page.getByLabel(/说明/).fill('防护罩已装复并试车')
    await finish(page, '整改完成，请验收', '待验收')

    await start(page, '验收合格，销号')
    const barred = (await openChoices(page, '验收人')).locator('.is-disabled')
    await eventually(() => barred.innerText()).toContain('不能验收自己的整改')
    await page.keyboard.press('Escape')
    await pick(page, '验收人', 0)
    await finish(page, '验收合格，销号', '已销号')

    await page.locator('[data-side=after] img').waitFor()
    const titles = page.locator('ol li .what strong')
    await eventually(() => titles.allInnerTexts()).toEqual([
      '验收合格，销号',
      '整改完成，提请验收',
      '派人整改',
      '审核属实',
      '上报隐患',
    ])
    await page.getByText('防护罩已装复并试车').waitFor()
    await takePicture(page, 'hazard')
    await expectAccessible(page)

    await page.getByRole('link', { name: '返回隐患列表' }).click()
    await page.locator('[data-tab=closed]').click()
    await page.waitForURL((address) => address.searchParams.get('status') === 'CLOSED')
    await page.getByRole('link', { name: what }).waitFor()
    await expectAccessible(page)
  })

  test('closes a same-day fix in one step', async () => {
    await report(page, '示例：灭火器被杂物遮挡')
    await page.getByText('即查即改：当场改好').click()
    await page.getByRole('button', { name: '上报并销号' }).click()
    await page.getByText('即查即改需要整改前照片').waitFor()
    await attach(page, '#222266', '[data-photos=before]')
    await attach(page, '#226622', '[data-photos=after]')
    // A report that lay for days: the server has forgotten its photos, the device has not.
    const store = await openStore({ kind: 'sqlite', file: path.join(product.home, 'riskmap.db') })
    const tomorrow = new Date(Date.now() + 24 * 3_600_000)
    const unused = await listUnusedPhotos(store)
    expect(unused.length).toBeGreaterThanOrEqual(2)
    await store.maintain(async (tx) => {
      await removeOldAnswers(tx, tomorrow)
      await removeUnusedPhotos(tx, unused, tomorrow)
    })
    await store.close()
    await page.getByRole('button', { name: '上报并销号' }).click()
    await submitted(page)
    await eventually(() => state(page)).toBe('已销号')
    await eventually(() => page.locator('[data-side] img').count()).toBe(2)
  })

  test('loses nothing when the network fails, and makes one row', async () => {
    const text = '示例：配电箱门未关闭'
    await report(page, text)
    await page.context().setOffline(true)
    await filesOf(page, '[data-photos=before]').setInputFiles(await picture('#771177'))
    await page.getByText('没有传上去').waitFor()
    await page.getByRole('button', { name: '上报', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: '照片没有传上去' }).waitFor()
    await page.context().setOffline(false)

    // Even the page itself may go: what was typed and taken is on this device.
    await page.reload()
    await page.getByText('已恢复上次没有提交的内容').waitFor()
    await eventually(() => page.getByLabel('隐患描述').inputValue()).toBe(text)
    await eventually(() => page.locator('[data-photos=before] li img').count()).toBe(1)

    // The report arrives, its answer does not: the second try is the same report.
    let lost = 0
    await page.route('**/api/hazards', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.continue()
      lost += 1
      await route.fetch()
      return route.abort('connectionreset')
    })
    await page.getByRole('button', { name: '上报', exact: true }).click()
    await page.getByText('没有连上服务').waitFor()
    await page.getByRole('button', { name: '上报', exact: true }).click()
    await submitted(page)
    const { items } = await list(page, '?limit=500')
    expect(items.filter(({ description }) => description === text)).toHaveLength(1)
    await page.locator('[data-side=before] img').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
  })

  test('sees its own plant only', async () => {
    const { items } = await list(page, '?limit=500')
    expect(new Set(items.map(({ enterpriseId }) => enterpriseId)).size).toBe(1)
  })
})

describe('a major hazard', () => {
  test('needs its clause, its plan in six parts, and the bureau', async () => {
    const bureau = await as('bureau')
    const plant = await as('enterprise')
    await report(plant, '示例：快速冻结装置未设在单独作业间')
    await plant.getByText('重大隐患', { exact: true }).click()
    await plant.getByRole('button', { name: '上报', exact: true }).click()
    await plant.getByText('重大隐患须引用判定条款').waitFor()
    const clauses = await openChoices(plant, '判定依据条款')
    await plant.getByRole('combobox', { name: '判定依据条款' }).fill('第十二条第二项')
    await clauses.getByText(/第十二条第二项：/).click()
    await eventually(() => plant.locator('[data-rule]').innerText()).toContain('3 个工作日')
    await plant.getByRole('button', { name: '上报', exact: true }).click()
    await submitted(plant)
    const address = new URL(plant.url()).pathname

    await bureau.goto(address)
    await start(bureau, '审核属实')
    await finish(bureau, '审核属实', '待派单')
    // The plant's page stood open: it shows by itself what the bureau did.
    await eventually(() => state(plant)).toBe('待派单')
    await start(plant, '提交治理方案')
    await plant.getByRole('form').getByRole('button', { name: '提交治理方案' }).click()
    await plant.getByText('请填写“安全措施和应急预案”').waitFor()
    for (const part of PLAN_PARTS) {
      const { nameZh } = PLAN_PART_NAMES[part]
      await plant.getByLabel(new RegExp(nameZh)).fill(`示例：${nameZh}已安排`)
    }
    // A button is judged as it rests, not under the pointer.
    await plant.mouse.move(0, 0)
    await expectAccessible(plant)
    await finish(plant, '提交治理方案', '方案审查')
    await plant.getByRole('heading', { name: '治理方案（六部分）' }).waitFor()

    await eventually(() => state(bureau)).toBe('方案审查')
    await start(bureau, '方案通过，开始整改')
    await pick(bureau, '整改责任人', 0)
    await bureau.getByRole('combobox', { name: '整改期限' }).click()
    await bureau.locator('.el-picker-panel:visible td.available').last().click()
    await finish(bureau, '方案通过，开始整改', '整改中')
    await bureau.getByRole('button', { name: '补充或更正' }).click()
    await bureau.getByLabel('受检部位').fill('示例：速冻间')
    const id = address.split('/').at(-1) ?? ''
    const versionNow = async () =>
      z
        .object({ version: z.number() })
        .parse(await (await bureau.request.get(`/api/hazards/${id}`)).json()).version
    const corrected = await plant.request.patch(`/api/hazards/${id}`, {
      data: { interimMeasure: '示例：已停用并挂牌' },
      headers: { 'If-Match': `"${await versionNow()}"` },
    })
    expect(corrected.status()).toBe(200)
    // Another's correction joins what is being typed here, and is not written over.
    await bureau.getByText('别人刚改过这条隐患').waitFor()
    await eventually(() => bureau.getByLabel('受检部位').inputValue()).toBe('示例：速冻间')
    await bureau.getByText('县级', { exact: true }).click()
    await bureau.getByRole('button', { name: '保存' }).click()
    await bureau.locator('[data-fact=supervised]').getByText('县级').waitFor()

    for (const words of ['示例：速冻间', '示例：已停用并挂牌'])
      await plant.locator('[data-fact]').getByText(words).waitFor()

    // Somebody else was first: what they did is told at once, and what was typed stays.
    await start(plant, '整改完成，请验收')
    await plant.getByLabel(/说明/).fill('作业间已隔断')
    const version = await versionNow()
    const extended = await bureau.request.post(`/api/hazards/${id}/transitions`, {
      data: { to: 'PENDING_ACCEPT', note: '代为提请' },
      headers: { 'If-Match': `"${version}"` },
    })
    expect(extended.status()).toBe(403)
    const township = await as('township')
    const handed = await township.request.post(`/api/hazards/${id}/transitions`, {
      data: { to: 'PENDING_ACCEPT', note: '乡镇代为提请验收' },
      headers: { 'If-Match': `"${version}"` },
    })
    expect(handed.status()).toBe(201)
    const told = plant.getByRole('alert').filter({ hasText: '您填写期间，别人已经办理' })
    await told.waitFor()
    await eventually(() => told.innerText()).toContain('乡镇代为提请验收')
    await eventually(() => state(plant)).toBe('待验收')
    const kept = () => plant.evaluate(() => Object.values(localStorage).join())
    await eventually(kept).toContain('作业间已隔断')
  })
})

describe('who supervises', () => {
  test('sees the longest overdue first, narrows, and takes the rows away', async () => {
    const page = await as('bureau')
    await page.goto('/county')
    await mapReady(page)
    const overdue = Number(await page.locator('[data-kpi=overdueHazards]').innerText())
    await page.locator('[data-kpi=overdueHazards]').click()
    await page.waitForURL(/\/hazards\?overdue=true/)
    await page.getByRole('heading', { level: 1, name: `隐患 ${overdue}` }).waitFor()

    await page.goto('/hazards')
    await page.locator('tbody tr').first().waitFor()
    const shown = (await page.locator('tbody .standing').allInnerTexts()).map((text) =>
      Number(/逾期 (\d+) 天/.exec(text)?.[1] ?? 0),
    )
    expect(shown[0]).toBeGreaterThan(0)
    expect(shown).toEqual(shown.toSorted((a, b) => b - a))
    await takePicture(page, 'hazards')

    await page.locator('[data-tab=mine]').click()
    await page.waitForURL(/turn=bureau/)
    const conditions = page.getByRole('group', { name: '添加条件' })
    await conditions.getByRole('button', { name: '主管部门' }).click()
    await page.locator('.el-popover:visible').getByText('应急管理局', { exact: true }).click()
    await page.waitForURL(/department=/)
    await closeCondition(page)
    await expectAccessible(page)
    const { search } = new URL(page.url())
    const { total } = await list(page, search)
    for (const [name, type] of [
      ['CSV', 'text/csv'],
      ['XLSX', 'spreadsheetml'],
    ] as const) {
      const address = await page.getByRole('link', { name }).getAttribute('href')
      const file = await page.request.get(address ?? '')
      expect(file.headers()['content-type']).toContain(type)
      if (name === 'CSV') expect((await file.text()).trim().split('\n')).toHaveLength(total + 1)
    }
  })

  test('a planner reads and finds no button', async () => {
    const page = await as('planner')
    await page.goto('/hazards')
    await page.locator('tbody a').first().click()
    await page.getByRole('heading', { name: '办理记录' }).waitFor()
    expect(await page.getByRole('heading', { name: '办理', exact: true }).count()).toBe(0)
    expect(await page.getByRole('button', { name: '补充或更正' }).count()).toBe(0)
    await page.goto('/hazards/report')
    await page.getByText('当前账号无权查看此内容').waitFor()
  })

  test('a township acts for a plant; the history and the audit say so', async () => {
    const page = await as('township')
    await report(page, '示例：乡镇代企业上报的隐患')
    const units = await openChoices(page, '受检单位')
    await page.getByRole('combobox', { name: '受检单位' }).fill('众明')
    await units.getByText(/众明/).first().click()
    await pick(page, '检查方式', 0)
    await page.getByRole('button', { name: '上报', exact: true }).click()
    await submitted(page)
    await page.getByText(/乡镇（街道）代.+办理/).waitFor()
    await start(page, '审核属实')
    await finish(page, '审核属实', '待派单')
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const store = await openStore({ kind: 'sqlite', file: path.join(product.home, 'riskmap.db') })
    try {
      const lines = await listAudit(store, { actor: 'township', limit: 20 })
      const about = lines.filter(({ subject }) => subject?.id === id)
      expect(about.map(({ action }) => action)).toEqual(['hazard.transition', 'hazard.create'])
      for (const { detail } of about) expect(detail).toHaveProperty('actingFor')
    } finally {
      await store.close()
    }
  })
})

describe('a worker in the workshop', () => {
  test('reports and hands in with a phone', async () => {
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      reducedMotion: 'reduce',
      baseURL: product.url,
    })
    const page = await context.newPage()
    await signInAs(page, 'enterprise')
    await report(page, '示例：地沟盖板翘起')
    const isNarrow = () =>
      page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)
    expect(await isNarrow()).toBe(true)
    await page.getByRole('button', { name: '拍照' }).waitFor()
    const camera = page.locator('[data-photos=before] input[capture=environment]')
    await camera.setInputFiles(await picture('#665500'))
    await page.locator('li[data-state=sent]').waitFor()
    await page.getByRole('button', { name: '上报', exact: true }).click()
    await submitted(page)
    expect(await isNarrow()).toBe(true)
    await expectAccessible(page)
    await start(page, '审核属实')
    await finish(page, '审核属实', '待派单')
    await start(page, '派人整改')
    await pick(page, '整改责任人', 0)
    await finish(page, '派人整改', '整改中')
    await start(page, '整改完成，请验收')
    expect(await isNarrow()).toBe(true)
    await attach(page, '#005566')
    await finish(page, '整改完成，请验收', '待验收')
    await page.goto('/hazards')
    await page.locator('tbody tr').first().waitFor()
    expect(await isNarrow()).toBe(true)
    await expectAccessible(page)
    await context.close()
  })
})

test('nothing left the host, nothing broke', () => {
  const offline = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET|ERR_FAILED/
  const faults = visits.flatMap((one) => one.faults.filter((fault) => !offline.test(fault)))
  expect(faults).toEqual([])
})
