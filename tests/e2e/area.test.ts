import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseArea } from '#domain/drawn-area.ts'
import {
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  signInAs,
  visit,
  type Visit,
} from './journey.ts'

let browser: Browser
let journey: Visit
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  journey = await visit(browser)
  page = journey.page
  await signInAs(page, 'planner')
  await page.goto('/county')
  await mapReady(page)
})
afterAll(() => browser.close())

const panel = () => page.getByRole('region', { name: '区域统计' })
const button = (name: string) => panel().getByRole('button', { name, exact: true })
const areaText = () => new URL(page.url()).searchParams.get('area') ?? ''
const figure = async (id: string) =>
  Number((await page.locator(`[data-kpi=area-${id}]`).innerText()).replace(/[^\d.]/g, ''))
const shown = async () => ({
  enterprises: await figure('enterprises'),
  riskPoints: await figure('riskPoints'),
  open: await figure('open'),
  major: await figure('major'),
  overdue: await figure('overdue'),
})

const countsSchema = z.object({
  enterprises: z.number(),
  riskPoints: z.number(),
  open: z.number(),
  major: z.number(),
  overdue: z.number(),
})

/** What the server counts within the corners that stand in the address. */
async function counted(filter = '') {
  const read = parseArea(areaText())
  if (!read.ok || read.value.kind !== 'drawn') throw new Error(`no area in ${page.url()}`)
  const answer = await page.request.post(`/api/counts-within${filter}`, {
    data: { area: read.value.polygon },
  })
  expect(answer.status()).toBe(200)
  return countsSchema.parse(await answer.json())
}

/**
 * The panel comes to show what the server counts within the corners that then stand in the address.
 * Shape: → what both say
 */
async function countsAgree(filter = '') {
  let agreed = { enterprises: NaN, riskPoints: NaN, open: NaN, major: NaN, overdue: NaN }
  await eventually(async () => {
    const [figures, exact] = [await shown(), await counted(filter)]
    agreed = exact
    return isDeepStrictEqual(figures, exact)
  }).toBe(true)
  return agreed
}

async function click(...places: readonly (readonly [number, number])[]) {
  for (const [x, y] of places) {
    await page.mouse.move(x, y, { steps: 2 })
    await page.mouse.click(x, y)
  }
}

async function drag(from: readonly [number, number], to: readonly [number, number]) {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move(...to, { steps: 6 })
  await page.mouse.up()
}

describe('an area drawn on the county map', () => {
  test('click by click, a corner taken back, closed by Enter; the figures are the server’s', async () => {
    await page.getByRole('button', { name: '画区域' }).click()
    await panel().getByText('还没有区域').waitFor()
    await expectAccessible(page)
    await button('多边形').click()
    // A click before the tool is there would draw nothing, and the page says so.
    await panel().getByText('在地图上逐个点击角点').waitFor()
    const corners = panel().getByText(/已定 \d+ 个角点/)
    await click([760, 150], [1000, 160], [1010, 480], [800, 300])
    await eventually(() => corners.innerText()).toBe('已定 4 个角点')
    await page.keyboard.press('Backspace')
    await eventually(() => corners.innerText()).toBe('已定 3 个角点')
    await click([760, 470])
    await eventually(() => corners.innerText()).toBe('已定 4 个角点')
    await page.keyboard.press('Enter')
    await eventually(areaText).toMatch(/^(?:\d+\.\d{1,5},\d+\.\d{1,5}(?:_|$)){4}$/)
    const exact = await countsAgree()
    expect(exact.enterprises).toBeGreaterThan(10)
    const levels = await page.locator('[data-area-level] .count').allInnerTexts()
    expect(levels.reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0)).toBe(
      exact.riskPoints,
    )
    for (const word of ['重大风险', '较大风险', '一般风险', '低风险', '未评价'])
      await panel().locator('.name').getByText(word, { exact: true }).waitFor()
    await expectAccessible(page)
  })

  test('a corner that is dragged counts anew; undo brings the old one back', async () => {
    const [before, was] = [areaText(), await shown()]
    await drag([760, 470], [900, 300])
    await eventually(areaText).not.toBe(before)
    await eventually(async () => (await shown()).enterprises).toBeLessThan(was.enterprises)
    await countsAgree()
    await button('撤销').click()
    await eventually(areaText).toBe(before)
    expect((await countsAgree()).enterprises).toBe(was.enterprises)
  })

  test('a boundary that crosses itself is not counted, and the remedy is named', async () => {
    const before = areaText()
    await drag([1010, 480], [880, 90])
    await panel()
      .getByRole('alert')
      .getByText(/边界自相交：请拖动角点/)
      .waitFor()
    expect(await page.locator('[data-kpi=area-enterprises]').count()).toBe(0)
    await expectAccessible(page)
    // Dragged back, it is an area again.
    await drag([880, 90], [1010, 478])
    await eventually(() => panel().getByRole('alert').count()).toBe(0)
    await eventually(areaText).not.toBe(before)
    await button('撤销').click()
    await eventually(areaText).toBe(before)
  })

  test('follows the filter, stands in the address, and is taken away as a file', async () => {
    const everything = await countsAgree()
    await page.goto(`${page.url()}&sector=WH`)
    await mapReady(page)
    const chemical = await countsAgree('?sector=WH')
    expect(chemical.enterprises).toBeLessThan(everything.enterprises)

    const download = page.waitForEvent('download')
    await button('导出 CSV').click()
    const file = await download
    expect(file.suggestedFilename()).toBe('区域统计.csv')
    const text = readFileSync(await file.path(), 'utf8')
    expect(text.startsWith('\uFEFF指标,数值,单位,每平方公里\r\n')).toBe(true)
    expect(text).toContain(`企业,${chemical.enterprises},家,`)
    expect(text).toContain('筛选条件,sector=WH')

    const first = panel().locator('.nearest button').first()
    const name = await first.innerText()
    await first.click()
    await page.getByRole('article', { name: '企业卡片' }).getByRole('heading', { name }).waitFor()
    await page.getByRole('button', { name: /移除条件：监管行业/ }).click()
    expect((await countsAgree()).enterprises).toBe(everything.enterprises)
  })

  test('by a drag, from the view, and by a township’s name with the keyboard alone', async () => {
    await page.getByRole('button', { name: '关闭', exact: true }).click()
    await button('矩形').click()
    await panel().getByText('在地图上按住拖出一个矩形').waitFor()
    const drawn = areaText()
    await drag([800, 200], [960, 420])
    await eventually(areaText).not.toBe(drawn)
    expect(areaText().split('_').length).toBe(4)
    await countsAgree()
    const box = areaText()
    await button('当前视野').focus()
    await page.keyboard.press('Enter')
    await eventually(areaText).not.toBe(box)
    await countsAgree()

    await panel().getByRole('combobox', { name: '乡镇' }).focus()
    await page.keyboard.type('高村')
    // It alone: while all are offered, the next key would choose another.
    await eventually(() =>
      page.getByRole('option').filter({ visible: true }).allInnerTexts(),
    ).toEqual(['高村镇'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await eventually(areaText).toBe('410622101')
    await panel()
      .getByText(/高村镇为示意边界/)
      .waitFor()
    await eventually(async () => (await shown()).enterprises).toBeGreaterThan(0)
    await page.keyboard.press('Escape')
    await page.reload()
    await mapReady(page)
    await panel()
      .getByText(/高村镇为示意边界/)
      .waitFor()
  })

  test('what cannot be read or counted says what to do, and can be asked again', async () => {
    // Without news of the server the page does not ask again by itself.
    await page.route('**/api/events**', (route) => route.abort())
    await page.goto('/county?area=nonsense')
    await mapReady(page)
    await panel()
      .getByRole('alert')
      .getByText(/无法识别：请清除/)
      .waitFor()
    await button('清除').click()
    await eventually(areaText).toBe('')
    await panel().getByText('还没有区域').waitFor()

    await page.route('**/api/counts-within**', (route) => route.abort())
    await button('当前视野').click()
    await panel().getByText('没有统计出来').waitFor()
    // Nor does it when it takes the server for gone.
    await page.route('**/api/health**', (route) => route.abort())
    await page.unroute('**/api/counts-within**')
    await button('重试').click()
    await countsAgree()
    await page.unroute('**/api/health**')

    await page.goto('/county?area=100,10_100.1,10_100.1,10.1')
    await mapReady(page)
    await panel()
      .getByText(/没有企业、风险点和未闭环隐患/)
      .waitFor()
    await panel().getByText('放宽筛选条件，或把区域画大一些。').waitFor()
    await page.unrouteAll()
  })

  test('in English nothing of it stays Chinese but names', async () => {
    await page.getByRole('button', { name: 'English' }).click()
    const english = page.getByRole('region', { name: 'Figures of an area' })
    await english.getByText('Risk points by level').waitFor()
    const words = english.locator('button, p, dt, h2, h3, .name')
    await eventually(async () =>
      (await words.allInnerTexts()).filter(
        (text) => /\p{Script=Han}/u.test(text) && !text.includes('示例'),
      ),
    ).toEqual([])
    await expectAccessible(page)
    expect(journey.faults.filter((fault) => !fault.includes('ERR_FAILED'))).toEqual([])
  })
})
