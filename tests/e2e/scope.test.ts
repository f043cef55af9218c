import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { eventually, mapReady, openBrowser, signInAs, visit } from './journey.ts'

const listSchema = z.object({
  total: z.number(),
  items: z.array(z.object({ id: z.string(), name: z.string() })),
})

const COUNTY_ZOOM = 12

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

/** Every feature of one noun in the county's tiles at the zoom where zones begin. */
async function featuresOfCounty(page: Page, noun: string): Promise<Record<string, unknown>[]> {
  const features: Record<string, unknown>[] = []
  const [west, north] = lngLatToTileFraction([113.99, 35.81], COUNTY_ZOOM).map(Math.floor)
  const [east, south] = lngLatToTileFraction([114.3, 35.5], COUNTY_ZOOM).map(Math.floor)
  for (let x = west ?? 0; x <= (east ?? 0); x += 1) {
    for (let y = north ?? 0; y <= (south ?? 0); y += 1) {
      const answer = await page.request.get(`/api/tiles/${noun}/${COUNTY_ZOOM}/${x}/${y}.mvt`)
      if (answer.status() === 204) continue
      expect(answer.status()).toBe(200)
      const layer = new VectorTile(new PbfReader(await answer.body())).layers[noun]
      for (let index = 0; index < (layer?.length ?? 0); index += 1) {
        features.push(layer?.feature(index).properties ?? {})
      }
    }
  }
  return features
}

describe('an enterprise user', () => {
  test('sees its own plant and no other: on the page, in tiles, in counts', async () => {
    const { page, context, faults } = await visit(browser)
    await signInAs(page, 'enterprise')
    await page.goto('/county')
    await mapReady(page)

    await eventually(() => page.locator('[data-kpi=enterprises]').innerText()).toBe('1')
    const list = listSchema.parse(await (await page.request.get('/api/enterprises')).json())
    expect(list.total).toBe(1)
    const own = list.items[0]?.id
    await eventually(() => page.locator('table tbody tr').count()).toBe(1)

    const enterprises = new Set<unknown>()
    for (const noun of ['enterprises', 'zones', 'risk-points', 'hazards'] as const) {
      for (const feature of await featuresOfCounty(page, noun)) {
        if (noun === 'enterprises' && feature.id !== undefined) enterprises.add(feature.id)
        if (feature.enterprise !== undefined) enterprises.add(feature.enterprise)
        if (noun === 'enterprises' && feature.count !== undefined) expect(feature.count).toBe(1)
      }
    }
    expect([...enterprises]).toEqual([own])
    expect(faults).toEqual([])
    await context.close()
  })

  test('a foreign enterprise answers as one that is not there', async () => {
    const bureau = await visit(browser)
    await signInAs(bureau.page, 'bureau')
    const all = listSchema.parse(
      await (await bureau.page.request.get('/api/enterprises?limit=500')).json(),
    )
    await bureau.context.close()

    const { page, context } = await visit(browser)
    await signInAs(page, 'enterprise')
    const own = listSchema.parse(await (await page.request.get('/api/enterprises')).json()).items[0]
      ?.id
    const foreign = all.items.find((item) => item.id !== own)?.id ?? ''
    const answers = await Promise.all(
      [foreign, '01890000-0000-7000-8000-000000000000'].map((id) =>
        page.request.get(`/api/enterprises/${id}`),
      ),
    )
    const [one, missing] = await Promise.all(answers.map((answer) => answer.text()))
    expect(answers.map((answer) => answer.status())).toEqual([404, 404])
    expect(one).toBe(missing)
    await page.goto(`/enterprises/${foreign}`)
    await page.getByText('没有找到这个页面').waitFor()
    await context.close()
  })
})
