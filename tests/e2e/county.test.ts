import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays, shanghaiDay } from '#domain/day.ts'
import {
  closeCondition,
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  signInAs,
  visit,
  type Visit,
} from './journey.ts'
import { takePicture } from './picture.ts'

let browser: Browser
let journey: Visit
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  journey = await visit(browser)
  page = journey.page
})
afterAll(() => browser.close())

const figure = async (id: string) =>
  Number((await page.locator(`[data-kpi=${id}]`).innerText()).replace(/[^\d.]/g, ''))
/** Two days of the sample's year, the earlier one to compare with. */
const THEN = addDays(shanghaiDay(new Date()), -145)
const EARLIER = addDays(THEN, -61)
const rows = () => page.locator('table tbody tr')
const conditions = () => page.getByRole('group', { name: '添加条件' })
const query = () => Object.fromEntries(new URL(page.url()).searchParams)

/** What one filters by is drawn over the box that holds the state, so the text is what a hand clicks. */
const option = (name: string) =>
  page.locator('.el-popover:visible').getByText(name, { exact: true })

async function open(address: string) {
  await page.goto(address)
  await mapReady(page)
}

describe('the planner’s county', () => {
  test('sign in → county → filter → enterprise → plan, and back to it on the map', async () => {
    await page.goto('/county')
    await page.waitForURL(/sign-in/)
    await expectAccessible(page)
    await signInAs(page, 'planner')
    await mapReady(page)
    expect(await figure('enterprises')).toBeGreaterThan(160)
    await takePicture(page, 'county')

    await conditions().getByRole('button', { name: '监管行业' }).click()
    await option('危险化学品').click()
    await page.waitForURL(/sector=WH/)
    await eventually(() => figure('enterprises')).toBe(65)
    await page.getByRole('heading', { name: /^企业 65/ }).waitFor()
    await takePicture(page, 'county-filtered')

    // The same popover takes another value, then Escape closes it and the keyboard is back where it was.
    await option('工贸').click()
    await page.waitForURL(/sector=GM,WH/)
    await closeCondition(page)
    await eventually(() => page.evaluate(() => document.activeElement?.textContent.trim())).toBe(
      '监管行业',
    )

    // The rows of before are shown until those of both are there.
    await eventually(() => figure('enterprises')).toBeGreaterThan(65)
    const both = `企业 ${await figure('enterprises')}`
    await page.getByRole('heading', { name: both, exact: true }).waitFor()
    const row = rows().first()
    const name = await row.locator('td').nth(1).innerText()
    await row.click()
    const card = page.getByRole('article', { name: '企业卡片' })
    await card.getByRole('heading', { name }).waitFor()
    expect(await row.getAttribute('class')).toContain('selected')
    await card.getByRole('link', { name: /打开四色图/ }).click()
    await page.waitForURL(/\/plans\//)
    await mapReady(page)
    await page.goBack()
    await card.getByRole('heading', { name }).waitFor()
    expect(query()).toHaveProperty('selected')
  })

  test('each key of the filter reaches the address, and its chip takes it away by keyboard', async () => {
    // The list has the county's filter and no map, so that many changes take little time.
    await page.goto('/enterprises')
    const count = async () =>
      Number((await page.getByRole('heading', { level: 1 }).innerText()).replace(/\D/g, ''))
    await eventually(count).toBeGreaterThan(160)
    const all = await count()
    await conditions()
      .getByRole('button', { name: /更多条件/ })
      .click()
    for (const [key, value, parameter] of [
      ['乡镇', '高村镇', 'township'],
      ['风险等级', '红 重大风险', 'level'],
      ['逾期', '逾期', 'overdue'],
      ['隐患级别', '重大隐患', 'hazardLevel'],
      ['隐患状态', '整改中', 'status'],
      ['检查方式', '专家排查', 'checkMode'],
      ['规模', '小微', 'size'],
      ['专项', '有限空间', 'flag'],
    ] as const) {
      await conditions().getByRole('button', { name: key, exact: true }).click()
      await option(value).click()
      await eventually(() => Object.keys(query())).toEqual([parameter])
      await eventually(count).toBeLessThan(all)
      await closeCondition(page)
      await page.getByRole('button', { name: `移除条件：${key} ${value}` }).focus()
      await page.keyboard.press('Enter')
      await eventually(() => Object.keys(query())).toEqual([])
      await eventually(count).toBe(all)
    }
    await conditions().getByRole('button', { name: '国民经济行业' }).click()
    await page.getByRole('combobox', { name: '国民经济行业' }).fill('化学原料')
    await page
      .getByRole('option', { name: /化学原料/ })
      .first()
      .click()
    await eventually(() => Object.keys(query())).toEqual(['industry'])
    await closeCondition(page)
    await conditions().getByRole('button', { name: '时间' }).click()
    await page.getByRole('combobox', { name: '截至', exact: true }).fill(THEN)
    await page.keyboard.press('Enter')
    await eventually(query).toMatchObject({ asOf: THEN })
  })

  test('the filter in an address reaches every panel', async () => {
    await open('/county?township=410622101&overdue=true')
    await eventually(
      async () => (await figure('openHazards')) - (await figure('overdueHazards')),
    ).toBe(0)
    const townships = rows().locator('td:nth-child(3)')
    await eventually(async () => new Set(await townships.allInnerTexts())).toEqual(
      new Set(['高村镇']),
    )
  })

  test('an enterprise named in an address shows as a chip with its name', async () => {
    await page.goto('/enterprises')
    const first = rows().first().locator('td').nth(1)
    const name = await first.innerText()
    await first.click()
    await page.waitForURL(/\/enterprises\/.+/)
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    await page.goto(`/enterprises?enterprise=${id}`)
    await page.getByRole('button', { name: `移除条件：企业 ${name}` }).waitFor()
    await page.getByRole('heading', { level: 1, name: '企业 1' }).waitFor()
  })

  test('an earlier day shows the county of that day', async () => {
    await open('/county')
    const now = await figure('openHazards')
    await open(`/county?asOf=${THEN}`)
    expect(await figure('openHazards')).not.toBe(now)
    await page.getByText(`截至 ${THEN.replaceAll('-', '/')}`).waitFor()
    const then = await figure('openHazards')

    // Set against an earlier day: its figures stand beside, and the map shows what changed.
    await conditions().getByRole('button', { name: '时间' }).click()
    await page.getByRole('combobox', { name: '对比', exact: true }).fill(EARLIER)
    await page.keyboard.press('Enter')
    await eventually(query).toEqual({ asOf: THEN, since: EARLIER })
    await closeCondition(page)
    const change = page.locator('[data-change=openHazards]')
    const [, sign, by, was] = /^([+−])?(\d+)\s+原 (\d+)$/.exec(await change.innerText()) ?? []
    expect(then - Number(was)).toBe(sign === '−' ? -Number(by) : Number(by))
    const ticks = page.locator('[data-difference-ticks] span')
    await ticks.first().waitFor()
    const [least = '', , middle, , most = ''] = await ticks.allInnerTexts()
    expect([least, middle]).toEqual([`−${most.slice(1)}`, '0'])
    await page.getByText(`${THEN} 减去 ${EARLIER} 日终`).waitFor()
    await page.mouse.move(930, 330)
    await page.locator('[data-difference-value]').waitFor()
    await page.getByText(/由 [\d.]+ 变为 [\d.]+/).waitFor()
    await expectAccessible(page)

    await open(page.url())
    await ticks.first().waitFor()
    await page.getByRole('button', { name: `移除条件：对比 ${EARLIER}` }).click()
    await eventually(query).toEqual({ asOf: THEN })
    await page.locator('[data-density-ticks]').waitFor()
    await eventually(() => change.count()).toBe(0)
  })

  test('the density has a numeric legend, and the value at the pointer in numbers and words', async () => {
    await open('/county')
    // The map may stand before the field's scale is known.
    const legend = page.locator('[data-density-ticks] span')
    await eventually(() => legend.count()).toBe(5)
    const ticks = await legend.allInnerTexts()
    expect(Number(ticks[0])).toBe(0)
    expect(Number(ticks[4])).toBeGreaterThan(0)
    await page.mouse.move(930, 330)
    await page.locator('[data-density-value]').waitFor()
    // While the pointer moves on, a reading is replaced and never taken away.
    await page.evaluate(() => {
      const reading = document.querySelector('.reading')
      const told: string[] = []
      Reflect.set(window, 'told', told)
      if (reading !== null)
        new MutationObserver(() => told.push(reading.textContent)).observe(reading, {
          childList: true,
          subtree: true,
          characterData: true,
        })
    })
    for (let step = 0; step < 12; step += 1) {
      await page.mouse.move(930 + step * 4, 330 + step * 4)
      await page.waitForTimeout(60)
    }
    const toldSoFar = () => page.evaluate(() => Reflect.get(window, 'told') as string[])
    await eventually(async () => (await toldSoFar()).length).toBeGreaterThan(0)
    await eventually(() => page.getByText(/此处 1 km 内：\d+ 条未闭环/).count()).toBe(1)
    const told = await toldSoFar()
    expect(told.filter((text) => !text.includes('1 km'))).toEqual([])
  })

  test('township rates stand in for the density; a township is pointed at and chosen', async () => {
    await open('/county?map=rates')
    await page.getByText('未闭环隐患 / 百家企业').waitFor()
    await page.getByText(/每平方公里：--/).waitFor()
    // A township can be pointed at once its rate is drawn; a pointer that rests finds nothing new.
    const rate = page.locator('[data-rate-value]')
    await eventually(async () => {
      await page.mouse.move(700, 225)
      return rate.count()
    }).toBe(1)
    const [, open_, enterprises] =
      /(\d+) 条未闭环 \/ (\d+) 家企业/.exec(await page.locator('.reading').innerText()) ?? []
    expect(Number(await rate.innerText())).toBe(
      Math.round((Number(open_) / Number(enterprises)) * 100),
    )
    await page.mouse.click(700, 225)
    await eventually(() => Object.keys(query()).sort()).toEqual(['map', 'township'])
  })

  test('a bar picks a filter, a figure opens its rows', async () => {
    await open('/county')
    const bars = page.getByRole('img', { name: /^按风险等级/ })
    await bars.waitFor()
    // The name of the worst level, beside its bar.
    await bars.click({ position: { x: 40, y: 16 } })
    await eventually(query).toEqual({ level: '1' })
    await page.locator('[data-kpi=riskPoints]').click()
    await eventually(() =>
      page.getByRole('columnheader', { name: '风险点' }).getAttribute('aria-sort'),
    ).toBe('descending')
    await page.locator('[data-kpi=enterprises]').click()
    await page.waitForURL(/\/enterprises\?level=1$/)
    await expectAccessible(page)
    await rows().first().click()
    await page.waitForURL(/\/enterprises\/[\da-f-]+/)
    await page.getByRole('link', { name: '在县域图上查看' }).waitFor()
    await expectAccessible(page)
  })

  test('nothing found says what to do; a server that does not answer can be asked again', async () => {
    await open('/county?q=没有这样的企业')
    await page.getByText('没有符合条件的企业').waitFor()
    await page.route(/\/api\/(?:situation|events)/, (route) => route.abort())
    await open('/county')
    const panel = page.getByRole('region', { name: '情况' })
    await panel.getByRole('button', { name: '重试' }).waitFor()
    // With neither events nor a server that is there, the page does not ask again by itself meanwhile.
    await page.route('**/api/health**', (route) => route.abort())
    await page.unroute(/\/api\/(?:situation|events)/)
    await panel.getByRole('button', { name: '重试' }).click()
    await eventually(() => figure('enterprises')).toBeGreaterThan(160)
    await page.unrouteAll()
    await open('/county')
    // The broken answers above are in the console, and nothing else is.
    expect(journey.faults.splice(0).filter((fault) => !fault.includes('ERR_FAILED'))).toEqual([])
  })

  test('in English, nothing of the page stays Chinese but names; nothing serious for assistive technology', async () => {
    await expectAccessible(page)
    const map = page.getByRole('region', { name: '县域地图' })
    expect(await map.locator('canvas').getAttribute('tabindex')).toBe('0')
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { name: 'Situation' }).waitFor()
    const words = page.locator('.panels button, .panels dt, .panels p, .list header, .list th')
    await eventually(async () =>
      (await words.allInnerTexts()).filter((text) => /\p{Script=Han}/u.test(text)),
    ).toEqual([])
    await page.getByRole('button', { name: '中文' }).click()
    expect(journey.faults).toEqual([])
  })
})
