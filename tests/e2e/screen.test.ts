import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually, expectAccessible, mapReady, openBrowser, visit } from './journey.ts'
import { takePicture } from './picture.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'
import { closeAll, issueToken, openScreen } from './screen-journey.ts'
import { misplacedTexts, seatInWindow, smallestType, transformsOverMap } from './screen-place.ts'

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

/** The scene stays: what is clicked must still be there. */
async function pause(page: Page): Promise<void> {
  await page.getByRole('button', { name: '暂停轮播' }).click()
  await page.getByRole('button', { name: '继续轮播' }).waitFor()
}

/** All has come, and stands where it belongs: texts may move as long as data and fonts are on their way. */
async function expectInPlace(page: Page): Promise<void> {
  await page.locator('[data-row]').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  await eventually(() => misplacedTexts(page)).toEqual([])
}

/** Click the middle of a township's row, found by the pointer and not by the element. */
async function clickRow(page: Page, code: string): Promise<void> {
  const box = await page.locator(`[data-row="${code}"]`).boundingBox()
  if (box === null) throw new Error('the row has no box')
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
}

describe('a display token', () => {
  test('opens the screen, leaves the address, and shows and opens no enterprise', async () => {
    const { address, token } = await issueToken(browser, product.url)
    const { page, faults } = await visit(browser, product.url)
    const seen: string[] = []
    page.on('request', (request) => {
      seen.push(`${request.url()} ${request.headers().referer ?? ''}`)
    })
    await page.goto(address)
    await mapReady(page)
    expect(page.url()).toBe(`${product.url}/screen`)
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.filter((text) => text.includes(token))).toEqual([])
    expect(await page.evaluate(() => document.cookie)).toBe('')

    await page.getByText('示例数据').waitFor()
    await page.getByText('示意边界（非法定）').waitFor()
    await page.getByText(/不足 3 家企业的格网不显示/).waitFor()
    const words = () => page.locator('.wall').innerText()
    await eventually(words).toMatch(/逾 \d+ 天/)
    expect(await words()).not.toMatch(/有限公司|加油站|示例[^数]/)
    await expectAccessible(page)

    for (const [method, path, status] of [
      ['GET', '/api/enterprises', 403],
      ['GET', '/api/hazards', 403],
      ['GET', '/api/users', 403],
      ['POST', '/api/hazards', 403],
      ['GET', `/api/session?token=${token}`, 400],
    ] as const) {
      const answer = await page.request.fetch(path, { method })
      expect(answer.status(), `${method} ${path}`).toBe(status)
    }
    expect(faults).toEqual([])
  })

  test('is asked for where there is neither session nor token; one in the query is not used', async () => {
    const { token } = await issueToken(browser, product.url)
    const { page } = await visit(browser, product.url)
    await page.goto(`/screen?token=${token}`)
    await page.getByRole('heading', { name: '打开大屏' }).waitFor()
    await page.getByRole('button', { name: '打开' }).click()
    await page.getByText('请输入令牌').first().waitFor()
    await expectAccessible(page)
    await page.getByLabel('大屏令牌').fill(token)
    await page.keyboard.press('Enter')
    await mapReady(page)
  })
})

describe.each([
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
  { width: 7680, height: 2160 },
])('at $width × $height', (size) => {
  const ultraWide = size.width / size.height >= 2.6

  test('all is in its place, and a click hits what is under it', async () => {
    const { address } = await issueToken(browser, product.url)
    const { page, faults } = await visit(browser, product.url)
    await page.setViewportSize(size)
    await page.goto(address)
    await mapReady(page)
    await eventually(() => page.locator('.maplibregl-map').count()).toBe(ultraWide ? 2 : 1)
    await pause(page)
    await expectInPlace(page)
    expect(await transformsOverMap(page)).toEqual([])
    // 16 px at 1920 × 1080, and as much of every other size.
    expect(await smallestType(page)).toBeGreaterThanOrEqual((16 * size.height) / 1080 - 0.1)

    const { name, at } = await seatInWindow(page, '410622103')
    const popover = page.getByRole('dialog', { name })
    await clickRow(page, '410622103')
    await popover.getByText(/按期整改率/).waitFor()
    expect(await popover.innerText()).not.toMatch(/有限公司/)
    expect(await smallestType(page)).toBeGreaterThanOrEqual((16 * size.height) / 1080 - 0.1)
    await eventually(() => leavesWindow(page)).toBe(false)
    await popover.getByRole('button', { name: '关闭' }).click()
    await popover.waitFor({ state: 'detached' })

    if (!ultraWide) await page.locator('[data-scene=lateness]').click()
    await eventually(async () => {
      await page.mouse.click(...at)
      return popover.count()
    }).toBe(1)
    await eventually(() => leavesWindow(page)).toBe(false)
    expect(page.url()).toBe(`${product.url}/screen`)
    expect(faults).toEqual([])
  })
})

function leavesWindow(page: Page): Promise<boolean> {
  return page.getByRole('dialog').evaluate((dialog) => {
    const { left, top, right, bottom } = dialog.getBoundingClientRect()
    return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
  })
}

describe('who has an account', () => {
  test('sees the wall at 1920 × 1080 with names in their place, and a row opens its township', async () => {
    const size = { width: 1920, height: 1080 }
    const { page, faults } = await openScreen(browser, product.url, 'bureau', size)
    await pause(page)
    // The density scene: what a picture of the wall shows. A slow machine may have come to the next.
    await page.locator('[data-scene=density]').click()
    await page.locator('[data-scene=density][aria-pressed=true]').waitFor()
    await takePicture(page, 'screen')
    await expectInPlace(page)
    await clickRow(page, '410622102')
    await page.waitForURL(/\/county\?.*township=410622102/)
    expect(faults).toEqual([])
  })
})
