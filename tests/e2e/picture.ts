import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'

const DIRECTORY = path.join('web', 'help', 'pictures')
const WIDTH_PIXELS = 1280

/**
 * Take a picture of the manual where a journey has come to; only when they are to be taken anew:
 * `RISKMAP_PICTURES=1 npm test -- --project e2e`.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env.RISKMAP_PICTURES !== '1') return
  mkdirSync(DIRECTORY, { recursive: true })
  await page.evaluate(() => document.fonts.ready)
  const bytes = await page.screenshot({ animations: 'disabled' })
  await sharp(bytes)
    .resize({ width: WIDTH_PIXELS, withoutEnlargement: true })
    .webp({ quality: 80, effort: 6 })
    .toFile(path.join(DIRECTORY, `${name}.webp`))
}
