import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { mapReady, openBrowser, signInAs, visit } from './journey.ts'

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('a session', () => {
  test('that ended under a page leads to the sign-in, and back to where one was', async () => {
    const { page, context } = await visit(browser)
    await signInAs(page, 'planner')
    await page.goto('/county?sector=WH')
    await mapReady(page)
    // In one go: were the page to ask something by itself in between, it would have left already.
    const clear = page.getByRole('button', { name: '清空' }).first()
    await clear.evaluate(async (button: HTMLElement) => {
      await fetch('/api/session', { method: 'DELETE' })
      button.click()
    })
    await page.waitForURL(/\/sign-in\?next=/)
    await signInAs(page, 'planner', page.url())
    await page.waitForURL(/\/county/)
    await mapReady(page)
    await context.close()
  })

  test('a wrong password is told without telling which part was wrong', async () => {
    const { page, context } = await visit(browser)
    await page.goto('/sign-in')
    await page.getByLabel('用户名').fill('nobody-here')
    await page.getByLabel('密码', { exact: true }).fill('wrong-password')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText(/用户名或密码不正确/).waitFor()
    await context.close()
  })
})
