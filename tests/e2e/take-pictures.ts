/** Takes the README's picture anew: the county's density and a plant's four-colour map, side by side. */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { z } from 'zod'
import { BROWSER_ARGUMENTS, ensureBrowser } from '../browser.ts'
import { DEMO_PASSWORD, startProduct } from './product.ts'

const OUT = 'tests/e2e/pictures'
const SIZE = { width: 1280, height: 800 }
const listSchema = z.object({ items: z.array(z.object({ id: z.string() })) })
const oneSchema = z.object({ plans: z.array(z.object({ id: z.string() })) })

const product = await startProduct()
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: BROWSER_ARGUMENTS })
try {
  const context = await browser.newContext({
    viewport: SIZE,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: product.url,
  })
  const page = await context.newPage()
  const shot = async (username: string, address: string): Promise<Buffer> => {
    await page.request.post('/api/session', { data: { username, password: DEMO_PASSWORD } })
    await page.goto(address)
    await page.waitForSelector('[data-map-ready]', { timeout: 60_000 })
    await page.waitForTimeout(3_000)
    return page.screenshot()
  }
  const county = await shot('planner', '/county')
  await page.request.post('/api/session', {
    data: { username: 'enterprise', password: DEMO_PASSWORD },
  })
  const [own] = listSchema.parse(await (await page.request.get('/api/enterprises')).json()).items
  const { plans } = oneSchema.parse(
    await (await page.request.get(`/api/enterprises/${own?.id ?? ''}`)).json(),
  )
  const plan = await shot('enterprise', `/plans/${plans[0]?.id ?? ''}`)
  mkdirSync(OUT, { recursive: true })
  await sharp({
    create: { ...SIZE, width: SIZE.width * 2 + 16, channels: 3, background: '#ffffff' },
  })
    .composite([
      { input: county, left: 0, top: 0 },
      { input: plan, left: SIZE.width + 16, top: 0 },
    ])
    .png({ palette: true, quality: 90, compressionLevel: 9 })
    .toFile(`${OUT}/both-maps.png`)
} finally {
  await browser.close()
  await product.stop()
}
