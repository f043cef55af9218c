import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import exceljs from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fromWgs84 } from '#domain/crs.ts'
import type { Position } from '#domain/position.ts'
import { encodeText } from '#tests/server/intake/encode.ts'
import { csv } from '#tests/server/intake/county-store.ts'
import {
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  openChoices,
  signInAs,
  visit,
} from './journey.ts'
import { takePicture } from './picture.ts'
import { startProduct, type Product } from './product.ts'

let browser: Browser
let product: Product
beforeAll(async () => {
  browser = await openBrowser()
  product = await startProduct()
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

const HEADER = ['企业名称', '所属乡镇', '监管行业', '国民经济行业', '经度', '纬度']

/** A place as a map of Amap would give it. */
function shifted(place: Position): string[] {
  const source = fromWgs84(place, 'gcj02')
  if (!source.ok) throw new Error('expected a place in China')
  return source.value.map((degrees) => degrees.toFixed(7))
}

function write(name: string, content: string | Uint8Array): string {
  const directory = path.join(product.home, 'files')
  mkdirSync(directory, { recursive: true })
  const file = path.join(directory, name)
  writeFileSync(file, content)
  return file
}

async function choose(page: Page, file: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(file)
}

async function found(page: Page, name: string): Promise<number> {
  const query = new URLSearchParams({ q: name }).toString()
  const answer = await page.request.get(`${product.url}/api/enterprises?${query}`)
  return ((await answer.json()) as { total: number }).total
}

describe('a clerk brings in a ledger', () => {
  test('from another map, with three bad rows: seen, mended, taken, taken back', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'bureau')
    const known = (await (await page.request.get('/api/enterprises?limit=6')).json()) as {
      items: { name: string; township: string; sector: string; position: [number, number] }[]
    }
    const rows = [
      ...known.items.map((one) => [
        one.name,
        one.township,
        one.sector,
        '',
        ...shifted(one.position),
      ]),
      ['导入旅程机械厂', '高村镇', '工贸', '3311', ...shifted([114.23, 35.7])],
      ['导入旅程食品厂', '北阳镇', '工贸', '1353', ...shifted([114.12, 35.55])],
      ['坏乡镇厂', '没有镇', '工贸', '', ...shifted([114.2, 35.6])],
      ['颠倒厂', '高村镇', '工贸', '', '35.7', '114.23'],
      ['缺行业厂', '高村镇', '', '', ...shifted([114.21, 35.69])],
    ]
    const file = write('台账.csv', encodeText(csv(HEADER, ...rows), 'gb18030'))

    await page.getByRole('link', { name: '导入' }).click()
    await page.getByRole('heading', { name: '导入台账' }).waitFor()
    await page.getByText('还没有导入过').waitFor()
    await expectAccessible(page)
    await choose(page, file)

    // The columns were found by their names, the encoding by its bytes.
    await page.getByText('必填的列都找到了').waitFor()
    await page.getByText('已识别为 GB18030（GBK）').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: '下一步' }).click()

    // As if they were of a GPS, the places stand half a kilometre from where these plants are known to be.
    await page.waitForSelector('[data-map-ready]', { timeout: 60_000 })
    await page.getByText(/与已有企业只差 0\sm；现在选的差 5\d\d\sm/).waitFor()
    await page.getByText('高德、腾讯地图（GCJ-02）').click()
    await page.getByText(/空心圈：换坐标系之前的位置，移动约 5\d\d\sm/).waitFor()
    await eventually(() => page.getByText(/与已有企业只差/).count()).toBe(0)
    await page.getByText(/疑似经纬度颠倒/).waitFor()
    await eventually(() => page.getByRole('button', { name: '开始检查' }).isEnabled()).toBe(true)
    await takePicture(page, 'imports')
    await expectAccessible(page)
    await page.getByRole('button', { name: '开始检查' }).click()

    // 9 rows of the header on: the bad ones are named with what to do.
    await page.locator('.summary').getByText('有问题 3 行').waitFor()
    await page.getByText('可以导入 8 行').first().waitFor()
    await page.getByText(/"没有镇" 不是淇县的乡镇/).waitFor()
    await expectAccessible(page)
    await page.getByLabel('第 10 行 乡镇 (街道)').fill('高村镇')
    await page.getByLabel('第 10 行 乡镇 (街道)').blur()
    await page.getByRole('button', { name: '重新检查（已改 1 行）' }).click()
    await page.locator('.summary').getByText('有问题 2 行').waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载有问题的行' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('台账-问题行.csv')

    // Leaving is asked about; staying keeps everything.
    await page.getByRole('link', { name: '县域' }).click()
    await page.getByText('离开导入？').waitFor()
    await page.getByRole('button', { name: '留下' }).click()

    await page.getByText('略过有问题的 2 行，只导入其余的').click()
    await page.getByRole('button', { name: '导入 9 行' }).click()
    await page.getByRole('heading', { name: '导入完成' }).waitFor()
    await page.getByText(/导入 9 行（新增 3，更新 6，不变 0）/).waitFor()
    expect(await found(page, '导入旅程')).toBe(2)
    expect(await found(page, '颠倒厂')).toBe(0)
    await expectAccessible(page)

    // They are on the county map, and gone once the run is taken back.
    await page.getByRole('link', { name: '到县域图上看' }).click()
    await mapReady(page)
    const search = page.getByRole('textbox', { name: /按企业名称/ })
    await search.fill('导入旅程')
    await search.press('Enter')
    await page.getByRole('heading', { name: '企业 2', exact: true }).waitFor()
    await page.goto('/imports')
    await page.getByRole('button', { name: '撤销' }).click()
    await page.getByText(/将删除新增的 3 条，恢复 6 条/).waitFor()
    await page.getByRole('button', { name: '撤销导入' }).click()
    await page.getByRole('cell', { name: '已撤销' }).waitFor()
    expect(await found(page, '导入旅程')).toBe(0)

    // The same header again: what was chosen for it is remembered.
    await choose(page, file)
    await page.getByText('已按上次导入同样表头时的对应关系填好').waitFor()
    await page.getByRole('button', { name: '下一步' }).click()
    await eventually(() => page.getByRole('radio', { name: /GCJ-02/ }).isChecked()).toBe(true)
    expect(faults).toEqual([])
    await context.close()
  })

  test('from the second sheet of a workbook, with a title above the header', async () => {
    const book = new exceljs.Workbook()
    book.addWorksheet('说明').addRows([['填表说明'], ['请认真填写']])
    const sheet = book.addWorksheet('企业')
    sheet.addRows([
      ['淇县企业台账'],
      HEADER,
      ['工作簿旅程厂', '高村镇', '工贸', '3311', 114.23, 35.7],
    ])
    sheet.mergeCells('A1:F1')
    const file = write('工作簿.xlsx', new Uint8Array(await book.xlsx.writeBuffer()))
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'township', '/sign-in?next=/imports')
    await choose(page, file)
    // The sheet whose columns are known is the one that is meant; another can be chosen.
    await page.getByText('必填的列都找到了').waitFor()
    await page.locator('.el-select', { hasText: '企业（3 行）' }).waitFor()
    await openChoices(page, '工作表')
    await page.getByRole('option', { name: '说明（2 行）' }).click()
    await page.getByText(/还缺：/).waitFor()
    await openChoices(page, '工作表')
    await page.getByRole('option', { name: '企业（3 行）' }).click()
    await page.getByText('必填的列都找到了').waitFor()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '开始检查' }).click()
    await page.getByRole('button', { name: '导入 1 行' }).click()
    await page.getByRole('heading', { name: '导入完成' }).waitFor()
    expect(await found(page, '工作簿旅程厂')).toBe(1)
    expect(faults).toEqual([])
    await context.close()
  })

  test('and calls a long one off: nothing of it stays', async () => {
    // So many that no hand, however slow, comes after the end.
    const rows = Array.from({ length: 60_000 }, (_, index) => [
      `取消旅程${index}`,
      '高村镇',
      '工贸',
      '',
      (114.2 + (index % 200) / 20_000).toFixed(6),
      (35.68 + Math.floor(index / 200) / 20_000).toFixed(6),
    ])
    const file = write('长.csv', csv(HEADER, ...rows))
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'bureau', '/sign-in?next=/imports')
    await choose(page, file)
    await page.getByText('必填的列都找到了').waitFor()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '开始检查' }).click()
    await page.getByRole('button', { name: '取消' }).click()
    await page.getByText('已取消，没有改动任何数据').waitFor()
    expect(await found(page, '取消旅程')).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })
})

test('a planner is not offered it, and gets nothing of it by its address', async () => {
  const { page, context } = await visit(browser, product.url)
  await signInAs(page, 'planner')
  await page.waitForURL(/county/)
  expect(await page.getByRole('link', { name: '导入' }).count()).toBe(0)
  await page.goto('/imports')
  await page.getByText('当前账号无权查看此内容').waitFor()
  expect((await page.request.get('/api/imports')).status()).toBe(403)
  await context.close()
})
