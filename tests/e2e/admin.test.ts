import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  eventually,
  expectAccessible,
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
  ;[browser, product] = await Promise.all([openBrowser(), startProduct()])
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

const OWN_PASSWORD = 'Lingshan_Jie-7788'

async function tryToSignIn(page: Page, username: string, password: string) {
  await page.goto('/sign-in')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
}

async function changePassword(page: Page, from: string, to: string) {
  await page.getByLabel('当前口令').fill(from)
  await page.getByLabel('新口令', { exact: true }).fill(to)
  await page.getByLabel('再输一次新口令').fill(to)
  await page.getByRole('button', { name: '确定修改' }).click()
}

const slip = { username: '', password: '', enterprise: '' }

describe('accounts', () => {
  test('are made in bulk for a township’s enterprises, and printed as slips', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    await page.goto('/admin?tab=bulk&township=410622101')
    await page.getByRole('table').waitFor()
    await expectAccessible(page)
    const [firstName = ''] = await page
      .locator('.admin-table tbody tr td:nth-child(2)')
      .allInnerTexts()
    expect(firstName).not.toBe('')
    for (let row = 0; row < 9; row += 1)
      await page.locator('.admin-table tbody .el-checkbox').nth(row).click()
    await page.getByRole('button', { name: '为所选企业开户' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '为所选企业开户' }).click()
    await page.getByText('已开户 9 家').waitFor({ timeout: 60_000 })
    await expectAccessible(page)
    const preview = page.locator('#app [data-slip]')
    await eventually(() => preview.count()).toBe(9)
    slip.enterprise = firstName
    slip.username = await preview.first().locator('[data-username]').innerText()
    slip.password = await preview.first().locator('[data-password]').innerText()
    expect(slip.username).toBe('qy101-001')
    expect(await preview.first().innerText()).toContain(slip.enterprise)
    expect(await preview.first().innerText()).toContain('示例')

    await page.emulateMedia({ media: 'print' })
    await page.locator('#app').waitFor({ state: 'hidden' })
    await eventually(() => page.locator('.slip-print [data-slip]').count()).toBe(9)
    await takePicture(page, 'slips')
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2)
    const [box] = pdf.match(/\/MediaBox \[[^\]]+\]/) ?? []
    expect(box).toMatch(/\[0 0 59[45][.\d]* 84[12][.\d]*\]/)
    await page.emulateMedia({ media: 'screen' })

    // Slips that are not printed are not lost by a click beside them.
    await page.getByRole('link', { name: '审计' }).click()
    await page.getByText('通知单还没有打印').waitFor()
    await page.getByRole('button', { name: '取消' }).click()
    expect(await preview.count()).toBe(9)
    expect(faults).toEqual([])
    await context.close()
  })

  test('a slip opens nothing but the change of its password, and then the plant', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await tryToSignIn(page, slip.username, slip.password)
    await page.getByText('这是别人发给您的初始口令').waitFor()
    await page.goto('/county')
    await page.waitForURL(/\/sign-in/)
    await page.getByText('这是别人发给您的初始口令').waitFor()
    await page.getByLabel('新口令', { exact: true }).fill('Woaini#1314')
    await page.locator('li:not(.kept)', { hasText: '不是常见口令' }).waitFor()
    await eventually(() => page.getByRole('button', { name: '确定修改' }).isDisabled()).toBe(true)
    await expectAccessible(page)
    await changePassword(page, slip.password, OWN_PASSWORD)
    await page.waitForURL((address) => address.pathname !== '/sign-in')
    const list: unknown = await (await page.request.get('/api/enterprises')).json()
    expect(list).toMatchObject({ total: 1, items: [{ name: slip.enterprise }] })
    expect(faults).toEqual([])
    await context.close()
  })

  test('a township resets it: the open session ends, the old password is refused', async () => {
    const plant = await visit(browser, product.url)
    await tryToSignIn(plant.page, slip.username, OWN_PASSWORD)
    await plant.page.waitForURL((address) => address.pathname !== '/sign-in')

    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'township')
    await page.goto('/admin')
    await page.getByRole('button', { name: `重置口令 ${slip.username}` }).click()
    await page.getByRole('dialog').getByRole('button', { name: '重置', exact: true }).click()
    const secret = page.locator('[data-secret=password]')
    await secret.waitFor()
    await expectAccessible(page)
    const fresh = await secret.innerText()
    await page.getByRole('button', { name: '已交给本人，关闭' }).click()
    await eventually(() => page.getByText(fresh).count()).toBe(0)
    expect(await page.getByRole('button', { name: '新增账号' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: '审计' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^(编辑|停用)/ }).count()).toBe(0)

    expect((await plant.page.request.get('/api/session')).status()).toBe(401)
    await tryToSignIn(plant.page, slip.username, OWN_PASSWORD)
    await plant.page.getByText('用户名或密码不正确').waitFor()
    await tryToSignIn(plant.page, slip.username, fresh)
    await plant.page.getByText('这是别人发给您的初始口令').waitFor()
    expect(faults).toEqual([])
    await context.close()
    await plant.context.close()
  })

  test('a planner has no such page, a bureau only resets', async () => {
    const planner = await visit(browser, product.url)
    await signInAs(planner.page, 'planner')
    await planner.page.goto('/admin')
    await planner.page.getByText('当前账号无权查看此内容').waitFor()
    expect((await planner.page.request.get('/api/users')).status()).toBe(403)
    await planner.context.close()
    const { page, context } = await visit(browser, product.url)
    await signInAs(page, 'bureau')
    await page.goto('/admin')
    await page.getByRole('button', { name: '重置口令 township' }).waitFor()
    expect(await page.getByRole('button', { name: '重置口令 admin' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^编辑/ }).count()).toBe(0)
    await context.close()
  })
})

describe('the administrator', () => {
  test('makes one account, told field by field what is missing', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    await page.goto('/admin')
    await page.getByRole('button', { name: '新增账号' }).click()
    await page.getByRole('button', { name: '保存' }).click()
    for (const text of ['用户名应为 2 到 40 个', '请填写姓名或单位', '请选择乡镇（街道）'])
      await page.locator('.el-form-item__error', { hasText: text }).waitFor()
    await expectAccessible(page)
    await page.getByLabel('用户名', { exact: true }).fill('admin')
    await page.getByLabel('姓名或单位').fill('北阳镇应急办')
    await openChoices(page, '区划')
    await page.getByRole('option', { name: '北阳镇' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('用户名 admin 已被使用').first().waitFor()
    await page.getByLabel('用户名', { exact: true }).fill('beiyang')
    await page.getByRole('button', { name: '保存' }).click()
    await page.locator('[data-secret=password]').waitFor()
    await page.getByRole('button', { name: '已交给本人，关闭' }).click()
    await page.getByRole('cell', { name: '北阳镇应急办' }).waitFor()
    await takePicture(page, 'admin')
    expect(faults).toEqual([])
    await context.close()
  })

  test('makes a token that is shown once, and revokes it', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    await page.goto('/admin?tab=tokens')
    await page.getByRole('button', { name: '新增令牌' }).click()
    await page.getByLabel('名称').fill('县局值班大厅')
    await page.getByRole('button', { name: '保存' }).click()
    const shown = page.locator('[data-secret=address]')
    await shown.waitFor()
    const token = (await shown.innerText()).split('#token=')[1] ?? ''
    expect(token).toMatch(/^[\w-]{43}$/)
    await expectAccessible(page)
    await page.getByRole('button', { name: '已在大屏上打开，关闭' }).click()
    await page.reload()
    await page.getByRole('cell', { name: '县局值班大厅', exact: true }).waitFor()
    expect(await page.content()).not.toContain(token)
    const headers = { cookie: `riskmap=${token}` }
    const screen = await fetch(`${product.url}/api/situation`, { headers })
    expect(screen.status).toBe(200)
    await page.getByRole('button', { name: '吊销 县局值班大厅' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '吊销', exact: true }).click()
    await page.getByRole('cell', { name: /已吊销/ }).waitFor()
    expect((await fetch(`${product.url}/api/situation`, { headers })).status).toBe(401)
    expect(faults).toEqual([])
    await context.close()
  })

  test('looks through the audit, verifies and takes it out', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    await page.goto('/admin?tab=audit')
    await openChoices(page, '动作')
    await page.getByRole('option', { name: '账号', exact: true }).click()
    await page.waitForURL(/action=user/)
    const actions = page.locator('.admin-table tbody td:nth-child(4)')
    // Some, and none of another kind: there are none at all before the first answer.
    await eventually(() => actions.allInnerTexts()).toSatisfy(
      (texts: string[]) => texts.length > 2 && texts.every((text) => text.startsWith('账号 · ')),
    )
    await page.getByRole('button', { name: '校验完整性' }).click()
    await page.getByText(/审计日志完整/).waitFor()
    await expectAccessible(page)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^审计日志-\d{4}-\d\d-\d\d\.csv$/)
    await page.goto('/admin?tab=audit&action=export')
    await page.getByRole('cell', { name: '导出 · 取出' }).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('keeps what is being typed when settings arrive meanwhile, and takes what others changed', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    await page.goto('/admin?tab=accounts')
    await page.getByRole('link', { name: '设置', exact: true }).waitFor()
    // Asked for again with the tab; the answer comes after the first words were typed, and with a change.
    let answerNow = (): void => undefined
    const held = new Promise<void>((resolve) => (answerNow = resolve))
    await page.route('**/api/settings', async (route) => {
      const response = await route.fetch()
      await held
      const body = (await response.json()) as { version: number }
      const json = { ...body, organisation: '别人写的单位', version: body.version + 1 }
      await route.fulfill({ response, json })
    })
    await page.getByRole('link', { name: '设置', exact: true }).click()
    await page.getByLabel('系统名称').fill('正在输入')
    const answered = page.waitForResponse('**/api/settings')
    answerNow()
    await answered
    await page.getByText('您写的还在').waitFor()
    expect(await page.getByLabel('系统名称').inputValue()).toBe('正在输入')
    expect(await page.getByLabel('单位名称').inputValue()).toBe('别人写的单位')
    // Not so on the server: it is the answer that says so.
    await page.unrouteAll({ behavior: 'wait' })
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('您写的还在').waitFor()
    expect(await page.getByLabel('系统名称').inputValue()).toBe('正在输入')
    expect(faults.filter((fault) => !fault.includes('412'))).toEqual([])
    await context.close()
  })

  test('names the system, and everybody sees the name', async () => {
    const { page, context, faults } = await visit(browser, product.url)
    await signInAs(page, 'admin')
    await page.goto('/admin?tab=settings')
    await page.getByLabel('系统名称').fill('淇县安全风险一张图')
    await page.getByLabel('本县').fill('41')
    await page.getByText('应为 6 位县级区划代码').waitFor()
    await page.getByLabel('本县').fill('410622')
    await expectAccessible(page)
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存').waitFor()
    await page.getByRole('banner').getByText('淇县安全风险一张图').waitFor()
    await context.close()
    const other = await visit(browser, product.url)
    await signInAs(other.page, 'planner')
    await other.page.goto('/enterprises')
    await other.page.getByRole('banner').getByText('淇县安全风险一张图').waitFor()
    expect([...faults, ...other.faults]).toEqual([])
    await other.context.close()
  })
})
