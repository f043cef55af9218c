import type { Browser } from 'playwright-core'
import { freshVisit } from './browser-page.ts'
import type { IndexedCounty } from './county.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { countFrames, framesWhilePanning } from './frame-count.ts'
import { serveHeatmap } from './heatmap-page.ts'
import type { HeatmapPage } from './heatmap-page.ts'
import type { Report } from './report.ts'
import type { ServerProcess } from './server-process.ts'
import { quantile } from './timing.ts'

const ROUNDS = 3
/** From so many places on the other is to be left behind: a few thousand are no burden to either. */
const MANY_PLACES = 1_000_000
/** Of so many places the other takes half a minute to draw the first frame: one round tells enough. */
const MANY_COORDINATES = 400_000

/**
 * Frames a second while the county map is dragged, with the density of all risk points, beside the
 * same points given to MapLibre's own heatmap layer.
 */
export async function benchPanning(
  browser: Browser,
  server: ServerProcess,
  county: IndexedCounty,
  report: Report,
): Promise<void> {
  const { selection } = await county.index.select(EMPTY_FILTER, county.scope, county.moment)
  const places = [...selection.riskPoints].flatMap(({ position }) => position ?? [])
  const page = await serveHeatmap(places)
  const own: number[] = []
  const heatmap: number[] = []
  const rounds = places.length > MANY_COORDINATES ? 1 : ROUNDS
  try {
    for (let round = 0; round < rounds; round += 1) {
      own.push(await panCounty(browser, server))
      heatmap.push(await panHeatmap(browser, server, page))
    }
  } finally {
    page.close()
  }
  const middle = (frames: number[]) => quantile(frames, 0.5)
  const isMany = county.size.riskPoints >= MANY_PLACES
  report({
    name: 'panning the county map',
    value: { ownDensity: middle(own), heatmapLayer: middle(heatmap) },
    unit: 'frames/s',
    goal: null,
  })
  report({
    name: "panning the county map, beside MapLibre's heatmap layer",
    value: middle(own) / middle(heatmap),
    unit: 'ratio',
    goal: isMany ? { atLeast: 5 } : null,
  })
}

async function panCounty(browser: Browser, server: ServerProcess): Promise<number> {
  const { context, page } = await freshVisit(browser, server)
  try {
    await countFrames(page)
    await page.goto('/county?subject=risk-points')
    await page.waitForSelector('[data-map-ready]', { timeout: 120_000 })
    await page.waitForLoadState('networkidle')
    return await framesWhilePanning(page)
  } finally {
    await context.close()
  }
}

async function panHeatmap(
  browser: Browser,
  server: ServerProcess,
  heatmap: HeatmapPage,
): Promise<number> {
  const { context, page } = await freshVisit(browser, server)
  try {
    await countFrames(page)
    await heatmap.show(page)
    return await framesWhilePanning(page)
  } finally {
    await context.close()
  }
}
