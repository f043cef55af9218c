import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { usccCheckDigit } from '#domain/uscc.ts'
import { encodeText } from '#tests/server/intake/encode.ts'
import { mapReady, openBrowser, signInAs, visit } from './journey.ts'
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

function uscc(serial: string): string {
  const first = `91410622MA${serial}`
  return first + usccCheckDigit(first)
}

function riskmap(...args: string[]) {
  return riskmapAt(product, ...args)
}

function riskmapAt({ home }: Product, ...args: string[]) {
  return spawnSync(process.execPath, ['server/run.mjs', 'node', 'server/cli/riskmap.ts', ...args], {
    encoding: 'utf8',
    env: { ...process.env, RISKMAP_HOME: home },
  })
}

describe('an administrator brings in a ledger', () => {
  test('a GB18030 file from a spreadsheet, found on the map of the running server', async () => {
    const rows = [
      ['企业名称', '统一社会信用代码', '所属乡镇', '监管行业', '国民经济行业', '经度', '纬度'],
      [
        '淇县沬水滹垱测试化工有限公司',
        uscc('9E2E001'),
        '高村镇',
        '危险化学品',
        '2614',
        '114.236',
        '35.702',
      ],
      ['淇县导入测试食品有限公司', uscc('9E2E002'), '北阳镇', '工贸', '1353', '114.121', '35.551'],
    ]
    const file = path.join(product.home, 'ledger.csv')
    writeFileSync(file, encodeText(rows.map((row) => row.join(',')).join('\r\n'), 'gb18030'))

    const dry = riskmap('import', file, '--kind', 'enterprises', '--dry-run')
    expect([dry.status, dry.stderr + dry.stdout]).toEqual([0, expect.stringContaining('2')])
    const taken = riskmap('import', file, '--kind', 'enterprises')
    expect([taken.status, taken.stderr]).toEqual([0, expect.any(String)])

    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'planner')
    await page.goto('/county')
    await mapReady(page)
    const search = page.getByRole('textbox', { name: /按企业名称/ })
    await search.fill('沬水滹垱')
    await search.press('Enter')
    await page.waitForURL(/q=/)
    await page.getByRole('heading', { name: '企业 1', exact: true }).waitFor()
    await page.locator('table tbody tr').first().click()
    const card = page.getByRole('article', { name: '企业卡片' })
    await card.getByText('淇县沬水滹垱测试化工有限公司').waitFor()
    await card.getByRole('button', { name: '在图上定位' }).click()
    const [x, y] = lngLatToTileFraction([114.236, 35.702], 14)
    const query = new URLSearchParams({ q: '沬水滹垱' }).toString()
    const tile = await page.request.get(
      `/api/tiles/enterprises/14/${Math.floor(x)}/${Math.floor(y)}.mvt?${query}`,
    )
    expect(tile.status()).toBe(200)
    expect(faults).toEqual([])
    await context.close()
  })

  test('a bad row is named with its remedy, and nothing is taken', () => {
    const file = path.join(product.home, 'swapped.csv')
    writeFileSync(
      file,
      `企业名称,统一社会信用代码,所属乡镇,监管行业,经度,纬度\n颠倒示例厂,${uscc('9E2E003')},高村镇,工贸,35.70,114.23\n`,
    )
    const outcome = riskmap('import', file, '--kind', 'enterprises')
    expect(outcome.status).toBe(1)
    expect(outcome.stdout + outcome.stderr).toMatch(/row 2: .*颠倒/)
  })
})

describe('an installation without the sample', () => {
  test('the printed code signs in once; real plants from all over are shown on the map', async () => {
    const empty = await startProduct({ RISKMAP_SAMPLE: '0' })
    try {
      const file = 'tests/fixtures/intake/china-power-plants-200.csv'
      const taken = riskmapAt(
        empty,
        'import',
        file,
        '--kind',
        'enterprises',
        '--region',
        'none',
        '--skip-bad',
      )
      expect(taken.status).toBe(0)
      const count = Number(/已导入 (\d+) 行/.exec(taken.stdout + taken.stderr)?.[1])
      expect(count).toBeGreaterThan(100)

      const { page, context, faults } = await visit(browser, empty.url)
      await page.goto(empty.signInUrl)
      await page.waitForURL(/\/county/)
      await mapReady(page)
      await page.getByRole('heading', { name: `企业 ${count}`, exact: true }).waitFor()
      await page.getByRole('button', { name: '全部企业' }).click()
      await page.getByText('还没有行政区划').waitFor()
      expect(await page.getByText(/示例数据/).count()).toBe(0)

      const again = await visit(browser, empty.url)
      await again.page.goto(empty.signInUrl)
      await again.page.getByText(/登录码无效或已使用/).waitFor()
      await again.context.close()
      expect(faults).toEqual([])
      await context.close()
    } finally {
      await empty.stop()
    }
  })
})
