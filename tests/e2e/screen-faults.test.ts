import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { enterAs, eventually, isMarked, mapReady, mark, openBrowser, visit } from './journey.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'
import { closeAll, openScreen, reportMajorHazard } from './screen-journey.ts'

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

/** Take the picture away from the map, as a driver does that crashes. */
function loseContext(page: Page): Promise<void> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas')
    const lost = canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')
    if (lost === undefined || lost === null) throw new Error('there is no picture to lose')
    Object.assign(window, { lostContext: lost })
    lost.loseContext()
  })
}

function restoreContext(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { lostContext } = window as unknown as { lostContext: { restoreContext: () => void } }
    lostContext.restoreContext()
  })
}

/** How many colours the map shows: a blank one has next to none. */
async function coloursOf(page: Page): Promise<number> {
  const picture = await page.locator('.maplibregl-canvas').screenshot({ timeout: 60_000 })
  const { data } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const colours = new Set<number>()
  for (let at = 0; at < data.length; at += 3) colours.add(data.readUIntBE(at, 3))
  return colours.size
}

describe('a screen that lost its picture', () => {
  test('has it back when the driver gives it back, with the scene of now', async () => {
    const { page, faults } = await openScreen(browser, product.url, 'planner')
    await mark(page)
    const before = await coloursOf(page)
    await loseContext(page)
    await expect.poll(() => coloursOf(page), { timeout: 30_000 }).toBeLessThan(before / 2)
    // The turn goes on without a picture: what comes back is the relief, not the scene that was lost.
    await page.locator('[data-scene=relief]').click()
    await restoreContext(page)
    await expect.poll(() => coloursOf(page), { timeout: 60_000 }).toBeGreaterThan(before / 2)
    expect(await page.locator('.maplibregl-canvas').count()).toBe(1)
    expect(await isMarked(page)).toBe(true)
    expect(faults.filter((fault) => !/^console: .*(CONTEXT_LOST|WebGL)/.test(fault))).toEqual([])
  })

  test('gets a new map when it does not, whatever is told meanwhile, without loading the page anew', async () => {
    const { page, faults } = await openScreen(browser, product.url, 'planner')
    await mark(page)
    const old = await page.locator('.maplibregl-canvas').elementHandle({ timeout: 30_000 })
    await loseContext(page)
    // What changes meanwhile asks for tiles of a map that has none, and moves over it for a layer.
    await page.locator('[data-scene=lateness]').click()
    await page.mouse.move(720, 450)
    await reportMajorHazard(browser, product.url)
    await expect
      .poll(() => old.evaluate((canvas) => canvas.isConnected), { timeout: 30_000 })
      .toBe(false)
    await mapReady(page)
    await expect.poll(() => coloursOf(page), { timeout: 60_000 }).toBeGreaterThan(20)
    expect(await isMarked(page)).toBe(true)
    expect(faults.filter((fault) => !/^console: .*(CONTEXT_LOST|WebGL)/.test(fault))).toEqual([])
  })
})

describe('a tile that is spoilt', () => {
  test('leaves the rest of the screen as it is', async () => {
    const { page } = await visit(browser, product.url)
    await enterAs(page, 'planner')
    let spoilt = 0
    let whole = 0
    await page.route(/density\/\d+\/\d+\/\d+\.png/, async (route) => {
      if (spoilt === 0) {
        spoilt += 1
        await route.fulfill({ status: 500, body: 'spoilt' })
      } else {
        whole += 1
        await route.continue()
      }
    })
    await page.goto('/screen')
    await mapReady(page)
    // The map may stand before the field's tiles are asked for.
    await eventually(() => spoilt).toBe(1)
    await eventually(() => whole).toBeGreaterThan(0)
    await page.locator('[data-kpi=enterprises] .value').getByText(/\d{3}/).waitFor()
    await eventually(() => page.locator('[data-stale=false]').count()).toBe(1)
    await expect.poll(() => coloursOf(page), { timeout: 60_000 }).toBeGreaterThan(20)
    await page.unrouteAll({ behavior: 'wait' })
  })
})

describe('a screen that stays on', () => {
  test('refreshes for long and keeps nothing of it', async () => {
    const { page, context } = await openScreen(browser, product.url, 'planner')
    const session = await context.newCDPSession(page)
    const heapBytes = async () => {
      await session.send('HeapProfiler.collectGarbage')
      return (await session.send('Runtime.getHeapUsage')).usedSize
    }
    /** Months in short: the network comes back again and again, and everything is asked for each time. */
    const refresh = async (times: number) => {
      for (let round = 0; round < times; round += 1) {
        const answered = page.waitForResponse(/\/api\/situation/, { timeout: 60_000 })
        await page.evaluate(() => dispatchEvent(new Event('online')))
        await answered
      }
    }
    await refresh(20)
    const before = await heapBytes()
    await refresh(100)
    // Each answer alone is some 20 kB: kept a hundred times, it would show.
    expect((await heapBytes()) - before).toBeLessThan(3 * 2 ** 20)
  })
})

describe('a server that goes', () => {
  test('is told within 15 s with the time the data is of; back again, all comes by itself', async () => {
    const { page } = await openScreen(browser, product.url, 'planner')
    await mark(page)
    await product.end('SIGTERM')
    const goneAt = performance.now()
    await page.getByText(/连接中断，数据停在 \d\d:\d\d:\d\d/).waitFor({ timeout: 30_000 })
    expect(performance.now() - goneAt).toBeLessThan(16_000)
    // What it had stays on it.
    await page.locator('[data-kpi=enterprises]').getByText(/\d{3}/).waitFor()

    const { home, url } = product
    product = await startProduct({
      RISKMAP_HOME: home,
      PORT: new URL(url).port,
      PUBLIC_URL: url,
    })
    await page.locator('[data-stale=false]').waitFor({ timeout: 60_000 })
    await page.getByText(/^数据(刚刚更新| \d+ 秒前)$/).waitFor({ timeout: 60_000 })
    expect(await isMarked(page)).toBe(true)
  })
})
