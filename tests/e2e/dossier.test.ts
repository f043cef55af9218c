import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  openChoices,
  signInAs,
  visit,
} from './journey.ts'
import { startProduct, type Product } from './product.ts'

let product: Product
let browser: Browser
let file: string

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

/** The demo enterprise's own file, found as its account finds it. */
async function openFile(username: string): Promise<{ page: Page; faults: string[] }> {
  const { page, faults } = await visit(browser, product.url)
  await signInAs(page, username)
  if (username === 'enterprise') {
    const listed = await page.request.get('/api/enterprises?limit=1')
    const { items } = (await listed.json()) as { items: { id: string }[] }
    file = `/enterprises/${items[0]?.id ?? ''}`
  }
  await page.goto(file)
  await page.getByRole('navigation', { name: '档案内容' }).waitFor()
  return { page, faults }
}

const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: '档案内容' }).getByRole('link', { name, exact: true })

describe('an enterprise’s file', () => {
  test('opens tab by tab, each under its own address', async () => {
    const { page, faults } = await openFile('enterprise')
    await page.getByRole('heading', { name: '三有五化自查' }).waitFor()
    await page.getByRole('button', { name: '为什么' }).click()
    await page.getByText('评价方法').waitFor()
    await expectAccessible(page)
    for (const [name, key, seen] of [
      ['人员', 'people', '安全负责人'],
      ['四色图', 'plans', '打印图'],
      ['风险点', 'points', '现有'],
      ['隐患', 'hazards', '逾期的在前，最多列出 20 条。'],
      ['历史', 'history', '等级变化'],
    ] as const) {
      await tab(page, name).click()
      await page.waitForURL(new RegExp(`tab=${key}`))
      await page.locator('.body').getByText(seen).first().waitFor()
      await expectAccessible(page)
    }
    await tab(page, '风险点').click()
    await page.getByRole('button', { name: /^展开/ }).first().click()
    await page.getByRole('heading', { name: '管控措施' }).waitFor()
    await page.reload()
    await page.getByRole('button', { name: /^展开/ }).first().click()
    await page.getByRole('link', { name: '在图上查看' }).click()
    await page.waitForURL(/\/plans\/.*riskPoint=/)
    await page.locator('.point-panel').waitFor()
    expect(faults).toEqual([])
  })

  test('takes the plant’s place from a click on the map', async () => {
    const { page, faults } = await openFile('enterprise')
    await page.getByRole('button', { name: '编辑', exact: true }).click()
    const map = page.locator('.map.place')
    await mapReady(page)
    const shown = page.getByText(/^在地图上点选新位置/)
    const line = await shown.innerText()
    await map.scrollIntoViewIfNeeded()
    await map.locator('canvas').click({ position: { x: 200, y: 60 } })
    await eventually(() => shown.innerText()).not.toBe(line)
    const [lng = '', lat = ''] = /([\d.]+), ([\d.]+)/.exec(await shown.innerText())?.slice(1) ?? []
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('button', { name: '编辑', exact: true }).waitFor()
    const answer = await page.request.get(`/api${file}`)
    const { position } = (await answer.json()) as { position: [number, number] }
    expect(position).toEqual([Number(lng), Number(lat)])
    expect(faults).toEqual([])
  })

  test('is edited by two at once, and nobody loses what was typed', async () => {
    const mine = await openFile('enterprise')
    await mine.page.getByRole('button', { name: '编辑', exact: true }).click()
    await mine.page.getByLabel('地址').fill('我填写的地址')
    await mine.page.getByLabel('电话').fill('call me')
    await mine.page.getByText('电话应为 3 至 30 位数字').waitFor()
    await mine.page.getByLabel('电话').fill('000-1234567')
    // What was typed is still there after the page was left.
    mine.page.once('dialog', (dialog) => void dialog.accept())
    await mine.page.reload()
    await mine.page.getByRole('button', { name: '编辑', exact: true }).click()
    await eventually(() => mine.page.getByLabel('地址').inputValue()).toBe('我填写的地址')

    const theirs = await openFile('township')
    await theirs.page.getByRole('button', { name: '编辑', exact: true }).click()
    const code = theirs.page.getByLabel('统一社会信用代码')
    const known = await code.inputValue()
    await code.fill(`${known.slice(0, 17)}${known.endsWith('0') ? '1' : '0'}`)
    await theirs.page.getByText('校验位不符').waitFor()
    await code.fill(known)
    await theirs.page.getByLabel('地址').fill('乡镇填写的地址')
    await theirs.page.getByRole('button', { name: '保存' }).click()
    await theirs.page.locator('[data-fact=address]').getByText('乡镇填写的地址').waitFor()

    await mine.page.getByRole('button', { name: '保存' }).click()
    const conflict = mine.page.getByRole('alert', { name: '内容已被他人更新' })
    await conflict.getByText('我填写的地址').waitFor()
    await conflict.getByText('乡镇填写的地址').waitFor()
    await expectAccessible(mine.page)
    await conflict.getByRole('button', { name: /^地址：用现在的/ }).click()
    await conflict.getByRole('button', { name: '按所选继续保存' }).click()
    await mine.page.locator('[data-fact=phone]').getByText('000-1234567').waitFor()
    await mine.page.locator('[data-fact=address]').getByText('乡镇填写的地址').waitFor()
    expect([...mine.faults, ...theirs.faults]).toEqual([])
  })

  test('keeps a roster: who answers for something stays on it', async () => {
    const { page, faults } = await openFile('enterprise')
    await tab(page, '人员').click()
    await page.getByRole('button', { name: '添加人员' }).click()
    await page.getByRole('form', { name: '添加人员' }).getByLabel('姓名').fill('示例孙某')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('button', { name: '编辑 示例孙某' }).click()
    await page.getByRole('form', { name: '编辑' }).getByLabel('岗位').fill('巡检员')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('cell', { name: '巡检员' }).waitFor()

    const rows = page.getByRole('button', { name: /^移出 / })
    const before = await rows.count()
    const named = page
      .getByRole('row')
      .filter({ hasText: '部门负责人' })
      .getByRole('button', { name: /^移出/ })
    await named.first().click()
    const sure = page.getByRole('dialog')
    await sure.getByRole('button', { name: '移出' }).click()
    await page
      .getByRole('alert')
      .getByText(/责任人|验收人/)
      .first()
      .waitFor()
    expect(await rows.count()).toBe(before)

    // Who takes over is chosen right there: all of it goes at once, and the person leaves.
    await page.getByRole('button', { name: '移交并移出' }).click()
    await page.getByText('请选择接手的人').waitFor()
    const people = await openChoices(page, '以上各处交给谁')
    await page.getByRole('combobox', { name: '以上各处交给谁' }).fill('示例孙某')
    await people.getByText(/示例孙某/).click()
    await page.getByRole('button', { name: '移交并移出' }).click()
    await eventually(() => rows.count()).toBe(before - 1)
    await page.getByRole('button', { name: '移出 示例孙某' }).click()
    await sure.getByRole('button', { name: '移出' }).click()
    await page.getByText('示例孙某 还不能移出').waitFor()
    expect(faults).toEqual([])
  })

  test('is read by a planner, who is offered no change; and fits a phone', async () => {
    const { page, faults } = await openFile('planner')
    expect(await page.getByRole('button', { name: '编辑', exact: true }).count()).toBe(0)
    await tab(page, '人员').click()
    await page.getByText('部门负责人').first().waitFor()
    expect(await page.getByRole('button', { name: '添加人员' }).count()).toBe(0)
    await page.setViewportSize({ width: 390, height: 844 })
    for (const name of ['基本信息', '四色图', '风险点', '隐患', '历史']) {
      await tab(page, name).click()
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide, name).toBeLessThanOrEqual(390)
    }
    await page.goto('/enterprises/no-such-enterprise')
    await page.getByText('没有找到这个页面').waitFor()
    expect(faults).toEqual([])
  })
})
