import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { eventually, mapReady, openBrowser, signInAs, visit } from './journey.ts'

/** A host that has Latin fonts at most: what is read in Chinese then came with the page. */
function latinOnly(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-fonts-'))
  const file = path.join(directory, 'fonts.conf')
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir><dir>/usr/share/fonts/truetype/liberation</dir>
<cachedir>${directory}</cachedir></fontconfig>`,
  )
  return file
}

describe('a host without Chinese fonts', () => {
  test('the map fetches the slices its labels need from the bundle, 沬 滹 垱 among them', async () => {
    const browser = await openBrowser({ FONTCONFIG_FILE: latinOnly() })
    const { page, context, faults } = await visit(browser)
    const fonts = new Set<string>()
    page.on('response', (response) => {
      if (response.url().endsWith('.woff2')) fonts.add(new URL(response.url()).pathname)
    })
    await signInAs(page, 'planner')
    await page.goto('/county')
    await mapReady(page)
    await eventually(() => fonts.size).toBeGreaterThan(3)

    // Each rare character is drawn by a slice of the bundle: with a font of its own it is not a box.
    const drawn = await page.evaluate(async () => {
      await document.fonts.load('20px "Noto Sans SC Variable"', '沬滹垱')
      const canvas = document.createElement('canvas')
      canvas.width = 40
      canvas.height = 40
      const pen = canvas.getContext('2d', { willReadFrequently: true })
      if (pen === null) return []
      const pixels = (text: string) => {
        pen.clearRect(0, 0, 40, 40)
        pen.font = '30px "Noto Sans SC Variable", "DejaVu Sans"'
        pen.fillText(text, 4, 32)
        return pen.getImageData(0, 0, 40, 40).data.join()
      }
      const box = pixels('\u{10FFFE}')
      return ['沬', '滹', '垱'].map((text) => pixels(text) !== box && pixels(text) !== pixels(' '))
    })
    expect(drawn).toEqual([true, true, true])
    expect(faults).toEqual([])
    await context.close()
    await browser.close()
  })

  test('what is written in a field, and its hint, is in the font that came with the page', async () => {
    const browser = await openBrowser({ FONTCONFIG_FILE: latinOnly() })
    const { page, context, faults } = await visit(browser)
    const fontsOfFields = () =>
      page.$$eval('input, textarea, select', (fields) =>
        fields.map((field) => getComputedStyle(field).fontFamily.split(',')[0]),
      )
    const own = ['"Noto Sans SC Variable"']
    await page.goto('/sign-in')
    await eventually(async () => (await fontsOfFields()).length).toBe(2)
    expect([...new Set(await fontsOfFields())]).toEqual(own)
    await signInAs(page, 'enterprise')
    for (const address of ['/county', '/enterprises', '/hazards', '/hazards/report']) {
      await page.goto(address)
      await page.locator('input').first().waitFor()
      expect([...new Set(await fontsOfFields())]).toEqual(own)
    }
    expect(faults).toEqual([])
    await context.close()
    await browser.close()
  })
})
