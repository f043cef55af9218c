import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, expectAccessible, openBrowser, signInAs, visit } from './journey.ts'
import { takePicture } from './picture.ts'
import { startProduct, type Product } from './product.ts'

let browser: Browser
let product: Product
beforeAll(async () => {
  ;[browser, product] = await Promise.all([openBrowser(), startProduct()])
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length

describe('what hangs at the workplace and at the gate', () => {
  test('notice cards, emergency cards and the code: printed, and read on a phone without an account', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'enterprise')
    const answer: unknown = await (await page.request.get('/api/enterprises')).json()
    const [own] = (answer as { items: { id: string; name: string }[] }).items
    if (own === undefined) throw new Error('the officer has no enterprise')

    await page.goto(`/enterprises/${own.id}/cards`)
    const notices = page.locator('[data-card=notice]')
    await notices.first().waitFor()
    await expectAccessible(page)
    const all = await notices.count()
    expect(all).toBeGreaterThan(20)
    const first = notices.first()
    expect(await first.innerText()).toContain(own.name)
    expect(await first.innerText()).toMatch(/红 A · 重大风险/)
    expect(await first.innerText()).toContain('示例')

    // One level, less one: what is not chosen is not printed.
    await page.getByRole('group', { name: '等级' }).getByRole('button').nth(1).click()
    await page.waitForURL(/level=1/)
    await eventually(() => notices.count()).toBeLessThan(all)
    const red = await notices.count()
    await page.getByRole('list', { name: '选择风险点' }).getByRole('checkbox').first().uncheck()
    await eventually(() => notices.count()).toBe(red - 1)
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBe(red - 1)

    await page.getByRole('link', { name: '应急处置卡' }).click()
    const responses = page.locator('[data-card=response]')
    await eventually(() => responses.count()).toBe(red - 1)
    expect(await responses.first().innerText()).toMatch(/报告[^]*先期处置[^]*自救互救[^]*撤离/)
    const cut = await responses.evaluateAll((cards) =>
      cards
        .filter((card) => card.scrollHeight > card.clientHeight + 1)
        .map((card) => card.textContent),
    )
    expect(cut).toEqual([])
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBe(Math.ceil((red - 1) / 4))
    await expectAccessible(page)

    // Nothing is published yet; then the poster carries the code that a stranger can open.
    await page.getByRole('link', { name: '公告二维码' }).click()
    await page.getByText('还没有发布的四色图').waitFor()
    const list = (await (await page.request.get(`/api/enterprises/${own.id}/plans`)).json()) as {
      items: { id: string; version: number }[]
    }
    const [plan] = list.items
    if (plan === undefined) throw new Error('the plant has no plan')
    const made = await page.request.post(`/api/plans/${plan.id}/revisions`, {
      headers: { 'If-Match': `"${String(plan.version)}"`, Origin: product.url },
    })
    expect(made.status(), await made.text()).toBe(201)
    const { path } = (await made.json()) as { path: string }
    await page.reload()
    const poster = page.locator('[data-card=gate]')
    await poster.locator('[data-qr]').waitFor()
    await eventually(() => poster.innerText()).toContain('第 1 版')
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBe(1)
    await expectAccessible(page)
    expect(faults).toEqual([])
    await context.close()

    const stranger = await browser.newContext({
      viewport: { width: 390, height: 844 },
      baseURL: product.url,
      locale: 'zh-CN',
    })
    const phone = await stranger.newPage()
    const said: string[] = []
    phone.on('console', (message) => message.type() === 'error' && said.push(message.text()))
    const card = await phone.goto(path)
    expect(card?.status()).toBe(200)
    expect((await card?.body())?.length).toBeLessThan(60_000)
    expect(await phone.getByRole('heading', { level: 1 }).first().innerText()).toContain(own.name)
    const overflow = await phone.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await takePicture(phone, 'public-card')
    await expectAccessible(phone)
    expect(await stranger.cookies()).toEqual([])
    expect((await phone.goto('/c/not-a-code'))?.status()).toBe(404)
    expect(said.filter((text) => !/status of 404/.test(text))).toEqual([])
    await stranger.close()
  })

  test('a planner reads them, a township of elsewhere does not', async () => {
    const { page, context } = await visit(browser, product.url)
    await signInAs(page, 'planner')
    await page.goto('/enterprises/nobody/cards')
    await page.getByText('没有找到这个页面').waitFor()
    await context.close()
  })
})
