import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { HELP_PAGES } from '#web/help/pages.ts'
import { eventually, expectAccessible, openBrowser, signInAs, visit } from './journey.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('the manual', () => {
  test('opens at the page of whoever is signed in, and without an account at that of visitors', async () => {
    const { page, context, faults } = await visit(browser)
    const title = page.locator('article h1')
    await page.goto('/help')
    await eventually(() => title.innerText()).toContain('员工与访客')
    await signInAs(page, 'enterprise')
    await page.getByRole('link', { name: '帮助' }).click()
    await eventually(() => title.innerText()).toContain('企业安全员')
    await page.getByRole('link', { name: '系统管理员', exact: true }).click()
    await page.waitForURL(/\/help\/administrator$/)
    await eventually(() => title.innerText()).toContain('系统管理员')
    expect(faults).toEqual([])
    await context.close()
  })

  test('every page stands by its own address, with its pictures, readable by everyone', async () => {
    const { page, context, faults } = await visit(browser)
    for (const { id, title, sections } of HELP_PAGES) {
      await page.goto(`/help/${id}`)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      const pictures = page.locator('article img')
      await eventually(() => pictures.count()).toBe(
        sections.filter((section) => section.picture !== undefined).length,
      )
      for (const one of await pictures.all()) {
        await one.scrollIntoViewIfNeeded()
        await eventually(() =>
          one.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 300),
        ).toBe(true)
      }
      await expectAccessible(page)
    }
    expect(faults).toEqual([])
    await context.close()
  })

  test('a chapter is reached by its name, with the keyboard', async () => {
    const { page, context } = await visit(browser)
    await page.goto('/help/officer')
    await page.waitForLoadState('networkidle')
    await page.getByRole('link', { name: /上报和整改隐患/ }).focus()
    await page.keyboard.press('Enter')
    await eventually(() =>
      page
        .getByRole('heading', { name: /上报和整改隐患/ })
        .evaluate((heading) => heading.getBoundingClientRect().top),
    ).toBeLessThan(400)
    await context.close()
  })
})
