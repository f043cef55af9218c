import { readFileSync } from 'node:fs'
import excel from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, expectAccessible, openBrowser, signInAs, visit } from './journey.ts'
import { startProduct, type Product } from './product.ts'

let browser: Browser
let product: Product
beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
}, 300_000)
afterAll(async () => {
  await browser.close()
  await product.stop()
})

async function openLists(page: Page): Promise<string> {
  await signInAs(page, 'enterprise')
  const response = await page.request.get('/api/enterprises')
  const { items } = (await response.json()) as { items: { id: string }[] }
  const id = items[0]?.id ?? ''
  await page.goto(`/enterprises/${id}/lists`)
  await page.locator('tbody tr').first().waitFor()
  return id
}

describe('the three lists', () => {
  test('are read, filtered, taken out as a workbook and printed', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await openLists(page)
    await page.getByRole('heading', { name: '安全风险分级管控清单' }).waitFor()
    const all = await page.locator('tbody tr').count()
    expect(all).toBeGreaterThan(3)
    await expectAccessible(page)

    const department = page.getByLabel('责任部门')
    await department.selectOption({ index: 1 })
    await page.waitForURL(/ownDepartment=/)
    await eventually(() => page.locator('tbody tr').count()).toBeLessThan(all)
    const rows = await page.locator('tbody tr').count()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载 Excel' }).click()
    const file = await download
    expect(file.suggestedFilename()).toMatch(/^安全风险分级管控清单-.*\.xlsx$/)
    const book = new excel.Workbook()
    await book.xlsx.load(new Uint8Array(readFileSync(await file.path())).buffer)
    expect(book.worksheets.map(({ name }) => name)).toEqual([
      '安全风险分级管控清单',
      '等级与管控层级汇总',
    ])
    expect(book.worksheets[0]?.rowCount).toBe(3 + rows)

    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 1512, height: 1050 })
    await page.locator('header').first().waitFor({ state: 'hidden' })
    await page.locator('thead').waitFor()
    await page.emulateMedia({ media: 'screen' })
    await page.setViewportSize({ width: 1440, height: 900 })

    await page.locator('tbody th a').first().click()
    await page.waitForURL(/\/plans\/.*riskPoint=/)
    await page.locator('.point-panel').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('lead from a hazard to its page', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await openLists(page)
    await page.getByRole('button', { name: '隐患排查治理清单' }).click()
    await page.waitForURL(/list=hazards/)
    await page.locator('tbody th a').first().waitFor()
    await eventually(() => page.locator('thead th').count()).toBe(22)
    await expectAccessible(page)
    await page.locator('tbody th a').first().click()
    await page.waitForURL(/\/hazards\//)
    expect(faults).toEqual([])
    await context.close()
  })

  test('give each post its page, whose duties the plant writes', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    const id = await openLists(page)
    await page.goto(`/enterprises/${id}/lists?list=post-duties`)
    const sheet = page.locator('[data-person]').first()
    await sheet.waitFor()
    await expectAccessible(page)
    await sheet.getByRole('button', { name: '编辑责任' }).click()
    const field = page.getByLabel('责任内容，一行一条')
    await field.fill('长'.repeat(201))
    await page.getByText('第 1 条有 201 字').waitFor()
    await field.fill('每天班前检查\n组织隐患排查\t每周一次\t排查记录')
    await page.getByRole('button', { name: '保存' }).click()
    await sheet.getByText('每周一次').waitFor()
    await page.reload()
    await sheet.getByText('排查记录').waitFor()

    await page.evaluate(() => {
      window.print = () => {
        document.body.dataset.printed = String(document.querySelectorAll('.chosen').length)
      }
    })
    await sheet.getByRole('button', { name: '打印本页' }).click()
    await eventually(() => page.locator('body').getAttribute('data-printed')).toBe('1')
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 680, height: 1000 })
    await page.emulateMedia({ media: 'print' })
    // A4 less its margins at 96 dots an inch: 680 wide, 1009 high; each person's sheet is one page.
    const heights = await page
      .locator('[data-person]')
      .evaluateAll((sheets) => sheets.map((one) => one.getBoundingClientRect().height))
    expect(Math.max(...heights)).toBeLessThan(1009)
    const pdf = await page.pdf({ preferCSSPageSize: true })
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []
    expect(pages).toHaveLength(heights.length)
    expect(faults).toEqual([])
    await context.close()
  })
})
