import { spawnSync } from 'node:child_process'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { isPrivateAddress } from '#server/http/client-address.ts'
import {
  eventually,
  expectAccessible,
  mapReady,
  openBrowser,
  openNewPlan,
  signInAs,
  visit,
} from './journey.ts'
import { startProduct, type Product } from './product.ts'

const OWN_ADDRESS = '10.213.7.1'

/** An address by which another computer of the office could reach this one; made where there is none. */
function lanAddress(): string {
  const addresses = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .filter(({ internal, address }) => !internal && isPrivateAddress(address))
    .filter(({ address }) => !address.startsWith('fe80'))
    .sort((one, other) => (one.family < other.family ? -1 : 1))
  const [first] = addresses
  if (first !== undefined) return first.address
  const added = spawnSync('ip', ['addr', 'add', `${OWN_ADDRESS}/32`, 'dev', 'lo'])
  if (added.status !== 0)
    throw new Error(
      'This machine has no private address: connect it to a network, or as root run ' +
        `"ip addr add ${OWN_ADDRESS}/32 dev lo".`,
    )
  return OWN_ADDRESS
}

let browser: Browser
let product: Product
let url: string
beforeAll(async () => {
  browser = await openBrowser()
  const address = lanAddress()
  // As an administrator sets it who knows of nothing but HOST.
  product = await startProduct({ HOST: isIPv6(address) ? '::' : '0.0.0.0', PUBLIC_URL: '' })
  url = `http://${isIPv6(address) ? `[${address}]` : address}:${new URL(product.url).port}`
})
afterAll(async () => {
  await browser.close()
  await product.stop()
})

describe('over plain HTTP from another computer of the office', () => {
  test('signing in, the county, a plant’s map drawn and kept; the administrator is warned', async () => {
    const { page, context, faults } = await visit(browser, url)
    await signInAs(page, 'admin')
    expect(await page.evaluate(() => isSecureContext)).toBe(false)
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ name: 'riskmap', httpOnly: true, secure: false })
    await page.getByText('明文 HTTP').waitFor()
    await page.goto('/county')
    await mapReady(page)
    await expectAccessible(page)

    const list = z.object({ items: z.array(z.object({ id: z.string() })) })
    const answer = await page.request.get('/api/enterprises?level=3&limit=1')
    const id = list.parse(await answer.json()).items[0]?.id ?? ''
    await openNewPlan(page, id)
    const box = await page.locator('[data-map-ready] canvas').first().boundingBox()
    if (box === null) throw new Error('the plan has no canvas')
    const [x, y] = [box.x + box.width * 0.42, box.y + box.height * 0.45]
    await page.keyboard.press('r')
    await page.mouse.move(x - 120, y - 80)
    await page.mouse.click(x - 120, y - 80)
    await page.mouse.move(x + 60, y + 30, { steps: 4 })
    await page.mouse.move(x + 120, y + 90, { steps: 4 })
    await page.mouse.click(x + 120, y + 90)
    const field = page.locator('[data-field="zone-name"]')
    await field.fill('局域网分区')
    await field.press('Enter')
    const plan = page.url().split('/').at(-1) ?? ''
    const saved = z.object({ zones: z.array(z.object({ name: z.string() })) })
    await page.keyboard.press('Control+s')
    await eventually(
      async () =>
        saved.parse(await (await page.request.get(`/api/plans/${plan}`)).json()).zones.length,
    ).toBe(1)
    await page.reload()
    await mapReady(page)
    expect(faults).toEqual([])
    await context.close()
  })
})
