import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, mapReady, openBrowser, signInAs, visit } from './journey.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('the planner’s county', () => {
  test('sign in → county → filter → enterprise → plan', async () => {
    const { page, context, faults } = await visit(browser)
    await page.goto('/county')
    await page.waitForURL(/sign-in/)
    await signInAs(page, 'planner')
    await mapReady(page)

    const all = Number(
      (await page.locator('[data-kpi=enterprises]').innerText()).replace(/\D/g, ''),
    )
    expect(all).toBeGreaterThan(160)

    await page
      .getByRole('group', { name: '添加条件' })
      .getByRole('button', { name: '监管行业' })
      .click()
    await page.getByRole('checkbox', { name: '危险化学品' }).click({ force: true })
    await page.keyboard.press('Escape')
    await page.waitForURL(/sector=WH/)
    await expect
      .poll(async () =>
        Number((await page.locator('[data-kpi=enterprises]').innerText()).replace(/\D/g, '')),
      )
      .toBe(65)
    expect(await page.getByRole('heading', { name: /^企业 65/ }).count()).toBe(1)

    await page.locator('table tbody tr').first().click()
    const card = page.getByRole('article', { name: '企业卡片' })
    await card.waitFor()
    await card.getByRole('link', { name: /打开四色图/ }).click()
    await page.waitForURL(/\/plans\//)
    await mapReady(page)
    expect(faults).toEqual([])
    await context.close()
  })

  test('the filter in an address reaches every panel', async () => {
    const { page, context, faults } = await visit(browser)
    await signInAs(page, 'planner')
    await page.goto('/county?township=410622101&overdue=true')
    await mapReady(page)
    const figure = async (id: string) =>
      Number((await page.locator(`[data-kpi=${id}]`).innerText()).replace(/\D/g, ''))
    await expect.poll(() => figure('openHazards')).toBe(await figure('overdueHazards'))
    const rows = await page.locator('table tbody tr td:nth-child(3)').allInnerTexts()
    expect(new Set(rows)).toEqual(new Set(['高村镇']))
    expect(faults).toEqual([])
    await context.close()
  })

  test('the density has a numeric legend, and a value at the pointer', async () => {
    const { page, context, faults } = await visit(browser)
    await signInAs(page, 'planner')
    await page.goto('/county')
    await mapReady(page)
    const ticks = await page.locator('[data-density-ticks] span').allInnerTexts()
    expect(ticks.length).toBe(5)
    expect(Number(ticks[0])).toBe(0)
    expect(Number(ticks[4])).toBeGreaterThan(0)
    await page.mouse.move(760, 400)
    await page.mouse.move(764, 404)
    await page.locator('[data-density-value]').waitFor()
    await expect.poll(() => page.getByText(/此处 1 km 内：\d+ 条未闭环/).count()).toBe(1)
    expect(faults).toEqual([])
    await context.close()
  })

  test('nothing serious for assistive technology on the open pages', async () => {
    const { page, context } = await visit(browser)
    await page.goto('/sign-in')
    await expectAccessible(page)
    await signInAs(page, 'planner')
    await mapReady(page)
    await expectAccessible(page)
    await page.goto('/enterprises')
    await page.locator('table tbody tr').first().waitFor()
    await expectAccessible(page)
    await context.close()
  })
})
