import { VectorTile } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { mapReady, openBrowser, signInAs, visit } from './journey.ts'

const listSchema = z.object({
  total: z.number(),
  items: z.array(z.object({ id: z.string(), name: z.string() })),
})

let browser: Browser
beforeAll(async () => {
  browser = await openBrowser()
})
afterAll(() => browser.close())

describe('an enterprise user', () => {
  test('sees its own plant and no other: on the page, in tiles, in counts', async () => {
    const { page, context, faults } = await visit(browser)
    await signInAs(page, 'enterprise')
    await page.goto('/county')
    await mapReady(page)

    expect(await page.locator('[data-kpi=enterprises]').innerText()).toBe('1')
    const list = listSchema.parse(await (await page.request.get('/api/enterprises')).json())
    expect(list.total).toBe(1)
    const own = list.items[0]?.id
    expect(await page.locator('table tbody tr').count()).toBe(1)

    // The whole county in one tile of single enterprises, and every zone of a tile around the town.
    const enterprises = new Set<unknown>()
    for (const noun of ['enterprises', 'zones', 'risk-points', 'hazards'] as const) {
      for (const [zoom, columns, rows] of [
        [11, [1672, 1675], [804, 809]],
        [14, [13383, 13393], [6440, 6462]],
      ] as const) {
        for (let x = columns[0]; x <= columns[1]; x += zoom === 14 ? 3 : 1) {
          for (let y = rows[0]; y <= rows[1]; y += zoom === 14 ? 3 : 1) {
            const answer = await page.request.get(`/api/tiles/${noun}/${zoom}/${x}/${y}.mvt`)
            if (answer.status() === 204) continue
            expect(answer.status()).toBe(200)
            const layer = new VectorTile(new PbfReader(await answer.body())).layers[noun]
            if (layer === undefined) continue
            for (let index = 0; index < layer.length; index += 1) {
              const { properties } = layer.feature(index)
              if (noun === 'enterprises' && properties.id !== undefined)
                enterprises.add(properties.id)
              if (properties.enterprise !== undefined) enterprises.add(properties.enterprise)
              if (noun === 'enterprises' && properties.count !== undefined)
                expect(properties.count).toBe(1)
            }
          }
        }
      }
    }
    expect([...enterprises].filter((id) => id !== own)).toEqual([])
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
