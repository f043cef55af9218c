import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  openNewPlan,
  signInAs,
  visit,
} from './journey.ts'
import { takePicture } from './picture.ts'
import { startProduct, type Product } from './product.ts'

const rowSchema = z.object({ id: z.string(), name: z.string(), level: z.number().nullable() })
const listSchema = z.object({ items: z.array(rowSchema) })

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

async function yellowEnterprise(page: Page) {
  const answer = await page.request.get('/api/enterprises?level=3&limit=1')
  const [row] = listSchema.parse(await answer.json()).items
  if (row === undefined) throw new Error('the sample has no yellow enterprise')
  return row
}

async function levelOf(page: Page, id: string): Promise<number | null> {
  return rowSchema.parse(await (await page.request.get(`/api/enterprises/${id}`)).json()).level
}

/** The middle of the drawing area, where nothing floats over it. */
async function stage(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('[data-map-ready] canvas').first().boundingBox()
  if (box === null) throw new Error('the plan has no canvas')
  return { x: box.x + box.width * 0.42, y: box.y + box.height * 0.45 }
}

/** Choose a factor's value; the list of the one before must be gone first, as for a person it is. */
async function choose(page: Page, factor: string, text: RegExp): Promise<void> {
  const shown = page.getByRole('option').filter({ visible: true })
  await eventually(() => shown.count()).toBe(0)
  await page.locator(`[data-factor="${factor}"]`).click()
  await shown.filter({ hasText: text }).first().click()
}

async function drawZone(page: Page, name: string): Promise<void> {
  const { x, y } = await stage(page)
  await page.keyboard.press('r')
  await page.mouse.move(x - 120, y - 80)
  await page.mouse.click(x - 120, y - 80)
  await page.mouse.move(x + 60, y + 30, { steps: 4 })
  await page.mouse.move(x + 120, y + 90, { steps: 4 })
  await page.mouse.click(x + 120, y + 90)
  const field = page.locator('[data-field="zone-name"]')
  await field.waitFor()
  await field.fill(name)
  await field.press('Enter')
}

describe('a safety officer draws and grades', () => {
  test('a zone, a point, LEC 720: red on plan, enterprise and county, kept after a reload', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    const enterprise = await yellowEnterprise(page)
    await openNewPlan(page, enterprise.id)

    await drawZone(page, '液氨罐区测试')
    await page.getByRole('button', { name: '风险点（D）' }).click()
    const { x, y } = await stage(page)
    await page.mouse.click(x, y)
    const pointName = page.locator('[data-field="point-name"]')
    await pointName.waitFor()
    await pointName.fill('1#液氨储罐')
    await pointName.press('Enter')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '保存图纸并评定' }).click()

    await page.locator('[data-add-event]').click()
    await page.locator('[data-field="event-name"]').fill('储罐阀门泄漏中毒')
    await page.locator('[data-field="accident"]').click()
    await page.getByRole('option', { name: '中毒' }).filter({ visible: true }).first().click()
    await page.getByRole('button', { name: '添加', exact: true }).click()

    const form = page.getByRole('form', { name: '风险评定' })
    await form.waitFor()
    await choose(page, 'L', /^3 ·/)
    await choose(page, 'E', /^6 ·/)
    await choose(page, 'C', /^40 ·/)
    const result = page.locator('[data-result]')
    await eventually(() => result.innerText()).toMatch(/720[\s\S]*红/)
    await eventually(() => result.innerText()).toMatch(/D = 3 × 6 × 40 = 720/)
    await form.getByRole('button', { name: '保存评定' }).click()

    await eventually(() => levelOf(page, enterprise.id)).toBe(1)
    expect(enterprise.level).toBe(3)
    await expectAccessible(page)

    await page.reload()
    await mapReady(page)
    const outline = page
      .locator('button')
      .filter({ hasText: '液氨罐区测试', has: page.locator('[data-level="1"]') })
      .filter({ visible: true })
    await outline.first().waitFor()

    await page.goto(`/county?selected=${enterprise.id}`)
    await mapReady(page)
    const card = page.getByRole('article', { name: '企业卡片' })
    await card.getByText('重大风险').first().waitFor()
    await card.getByText(/1#液氨储罐.*储罐阀门泄漏中毒.*720/).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('two people edit: the second is told, and loses nothing', async () => {
    const first = await visit(browser, product.url)
    await signInAs(first.page, 'admin')
    const enterprise = await yellowEnterprise(first.page)
    await openNewPlan(first.page, enterprise.id)
    const address = new URL(first.page.url()).pathname

    const second = await visit(browser, product.url)
    await signInAs(second.page, 'bureau')
    await second.page.goto(address)
    await mapReady(second.page)

    await drawZone(first.page, '甲画的分区')
    await first.page.getByRole('button', { name: '保存', exact: true }).click()
    await first.page
      .getByText(/已保存/)
      .first()
      .waitFor()

    await drawZone(second.page, '乙画的分区')
    await second.page.getByRole('button', { name: '保存', exact: true }).click()
    const dialog = second.page.getByRole('dialog', { name: '这张图刚被别人保存过' })
    await dialog.waitFor()
    await eventually(() => dialog.innerText()).toMatch(/甲画的分区/)
    await dialog.getByRole('button', { name: /保留我的/ }).click()
    await second.page
      .getByText(/已保存/)
      .first()
      .waitFor()

    const plan: unknown = await (await second.page.request.get(`/api${address}`)).json()
    const names = z.object({ zones: z.array(z.object({ name: z.string() })) }).parse(plan).zones
    expect(names.map(({ name }) => name).sort()).toEqual(['乙画的分区', '甲画的分区'].sort())
    expect([...first.faults, ...second.faults]).toEqual([])
    await first.context.close()
    await second.context.close()
  })

  test('the printed sheet: title, legend with letters, points, title block', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'enterprise')
    const [own] = listSchema.parse(await (await page.request.get('/api/enterprises')).json()).items
    const one = z
      .object({ plans: z.array(z.object({ id: z.string() })) })
      .parse(await (await page.request.get(`/api/enterprises/${own?.id ?? ''}`)).json())
    const plan = `/plans/${one.plans[0]?.id ?? ''}`
    await page.goto(plan)
    await mapReady(page)
    const major = page.locator('button', { has: page.locator('[data-level="1"]') })
    await major.filter({ visible: true }).first().click()
    await takePicture(page, 'plan')
    await page.goto(`${plan}/sheet`)
    await page.getByText('图例').first().waitFor()
    for (const words of ['图例', '重大风险', '红 A', '蓝 D', '单位名称', '示例']) {
      await eventually(() => page.locator('main').innerText()).toContain(words)
    }
    await expectAccessible(page)
    expect(faults).toEqual([])
    await context.close()
  })
})
