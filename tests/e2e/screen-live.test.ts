import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually, mapReady, openBrowser, visit } from './journey.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'
import { closeAll, issueToken, openScreen, reportMajorHazard } from './screen-journey.ts'

let browser: Browser
let product: Product

beforeAll(async () => {
  browser = await openBrowser()
  product = await startProduct()
})
afterEach(() => closeAll(browser))
afterAll(async () => {
  await browser.close()
  await product.stop()
})

describe('what happens while nobody touches the screen', () => {
  test('a new major hazard pulses at its township and is announced with place and time', async () => {
    const { page, faults } = await openScreen(browser, product.url, 'planner')
    // From being told to showing it: two moments of the page's own clock.
    await page.evaluate(() => {
      const noted = window as unknown as { pulsedAt?: number }
      new MutationObserver(() => {
        if (document.querySelector('.map-pulse') !== null) noted.pulsedAt ??= Date.now()
      }).observe(document.body, { childList: true, subtree: true })
    })
    await reportMajorHazard(browser, product.url)
    const reportedAt = Date.now()
    await page.locator('.map-pulse').waitFor({ state: 'attached', timeout: 30_000 })
    const pulsedAt = await page.evaluate(
      () => (window as unknown as { pulsedAt?: number }).pulsedAt ?? Infinity,
    )
    // Two seconds are promised; a busy machine draws the page a little later.
    expect(pulsedAt - reportedAt).toBeLessThan(4000)
    await page.getByText(/\d\d:\d\d:\d\d.*新增重大隐患/).waitFor()
    expect(faults).toEqual([])
  })

  test('scenes go by the keyboard, and space pauses', async () => {
    const { page, faults } = await openScreen(browser, product.url, 'planner')
    const pressed = (scene: string) =>
      page.locator(`[data-scene=${scene}][aria-pressed=true]`).waitFor({ timeout: 30_000 })
    // A slow machine may have come to the next scene before the turn is stopped.
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: '继续轮播' }).waitFor()
    await page.locator('[data-scene=density]').click()
    await pressed('density')
    // Keys on a button are the button's.
    await page.locator('[data-scene=density]').blur()
    await page.keyboard.press('ArrowLeft')
    await pressed('lateness')
    await page.keyboard.press('ArrowRight')
    await pressed('density')
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: '暂停轮播' }).waitFor()
    expect(faults).toEqual([])
  })
})

describe('a revoked token', () => {
  test('takes the data off the screen, and opens nothing any more', async () => {
    const { address, token, revoke } = await issueToken(browser, product.url)
    const { page } = await visit(browser, product.url)
    await page.goto(address)
    await mapReady(page)
    await revoke()
    await page.getByText('此大屏的令牌已被吊销').waitFor({ timeout: 30_000 })
    await eventually(() => page.locator('.wall').count()).toBe(0)
    expect((await page.request.get('/api/situation')).status()).toBe(401)
    await page.getByLabel('大屏令牌').fill(token)
    await page.getByRole('button', { name: '打开' }).click()
    await page.getByText(/令牌无效或已吊销/).waitFor()
  })
})
