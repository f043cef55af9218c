import { AxeBuilder } from '@axe-core/playwright'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type Locator,
  type Page,
} from 'playwright-core'
import { expect, inject } from 'vitest'
import { z } from 'zod'
import { BROWSER_ARGUMENTS } from '../browser.ts'
import { DEMO_PASSWORD } from './product.ts'

/** A page in a real browser that notes whatever should not happen. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Requests that left the host, reports of the content policy, errors of the page. */
  readonly faults: string[]
}

/** Open the browser; `environment` may take its fonts away. */
export async function openBrowser(environment: Record<string, string> = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: inject('browserFile'),
    args: BROWSER_ARGUMENTS,
    env: { ...(process.env as Record<string, string>), ...environment },
  })
}

/** A fresh visit: no cookies, a desk's screen. */
export async function visit(browser: Browser, url = inject('productUrl')): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // What fades or slides is judged and clicked when it has arrived.
    reducedMotion: 'reduce',
    baseURL: url,
  })
  const page = await context.newPage()
  const faults: string[] = []
  const host = new URL(url).host
  page.on('request', (request) => {
    const address = new URL(request.url())
    if (['data:', 'blob:'].includes(address.protocol)) return
    if (address.host !== host) faults.push(`left the host: ${request.url()}`)
  })
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error') return
    // A refusal that a journey provokes shows as a failed resource; the journey asserts it itself.
    if (/status of 4\d\d/.test(message.text())) return
    faults.push(`console: ${message.text()}`)
  })
  return { page, context, faults }
}

/** Sign in as one of the demo accounts, through the form. */
export async function signInAs(page: Page, username: string, address = '/sign-in'): Promise<void> {
  await page.goto(address)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(DEMO_PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL((address) => address.pathname !== '/sign-in')
}

/** Sign a page's browser in without its form: what most journeys are not about. */
export async function enterAs(page: Page, username: string): Promise<void> {
  const data = { username, password: DEMO_PASSWORD }
  expect((await page.request.post('/api/session', { data })).status()).toBeLessThan(300)
}

/** Wait until the map has drawn for the first time. */
export async function mapReady(page: Page): Promise<void> {
  await page.waitForSelector('[data-map-ready]', { timeout: 60_000 })
}

/**
 * Go to a page with a map that follows the server, drawn and on its line: of what is changed before the
 * line is open the page hears only with the snapshot some seconds later.
 */
export async function openFollowing(page: Page, address: string): Promise<void> {
  const draw = async () => {
    await page.goto(address)
    await mapReady(page)
  }
  await Promise.all([page.waitForResponse(/\/api\/events/, { timeout: 60_000 }), draw()])
}

/** A mark that a reload would wipe off. */
export const mark = (page: Page) => page.evaluate(() => void (document.body.dataset.marked = 'yes'))
export const isMarked = (page: Page) => page.evaluate(() => document.body.dataset.marked === 'yes')

/**
 * Close the condition of a filter that is open: as long as it is there it may lie over what is clicked
 * next, and give the focus back to its button.
 */
export async function closeCondition(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await eventually(() => page.locator('.el-popover:visible').count()).toBe(0)
}

/** An empty plan in the whole studio: its guide is for the first one. */
export async function openNewPlan(page: Page, enterpriseId: string): Promise<void> {
  const made = await page.request.post(`/api/enterprises/${enterpriseId}/plans`, {
    data: { name: '总平面图' },
  })
  const { id } = z.object({ id: z.string() }).parse(await made.json())
  await page.goto(`/plans/${id}`)
  await mapReady(page)
  const unfold = page.getByRole('button', { name: '展开全部绘图工具' })
  if (await unfold.isVisible()) await unfold.click()
  // The whole studio has a map of its own.
  await mapReady(page)
}

/**
 * Open a list that drops down, by its name, and hand over its menu.
 * The whole box is clicked, not its input: what is chosen now lies over the input, and a menu that was closed
 * just before may still lie over the box; the click waits until neither would catch it.
 */
export async function openChoices(page: Page, label: string): Promise<Locator> {
  const field = page.getByRole('combobox', { name: label })
  const box = page.locator('.el-select', { has: field })
  await eventually(async () => {
    if ((await field.getAttribute('aria-expanded')) !== 'true') await box.click()
    return field.getAttribute('aria-expanded')
  }).toBe('true')
  const menu = page.locator(`[id="${(await field.getAttribute('aria-controls')) ?? ''}"]`)
  await menu.waitFor()
  return menu
}

/** Nothing serious for people who use a keyboard or a screen reader. */
export async function expectAccessible(page: Page): Promise<void> {
  // Asked again: a button that has just been enabled is on its way to its colour.
  await eventually(async () => {
    // In the page itself, and only what was found: carrying every node that passed to a second page
    // takes five times as long on a long list. No page here has a frame of another host.
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode()
      .options({ resultTypes: ['violations'], preload: false })
      .analyze()
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
      )
  }).toEqual([])
}

/** As long as the browser's own waits: what is asked again must not be given up before what is waited for. */
const PATIENCE_MILLISECONDS = 30_000

/** Expect of what a page comes to show: asked again until it is so, for as long as a busy machine may take. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: PATIENCE_MILLISECONDS })
}
