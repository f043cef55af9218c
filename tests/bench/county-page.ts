import { gzipSync } from 'node:zlib'
import type { Browser, Page, Request } from 'playwright-core'
import { freshVisit } from './browser-page.ts'
import type { Report } from './report.ts'
import type { ServerProcess } from './server-process.ts'
import { quantile } from './timing.ts'

const VISITS = 5

interface Visited {
  /** Seconds from the start of the navigation. */
  readonly enterprisesAnswered: number
  readonly mapReady: number
  readonly densityLoaded: number
  readonly scriptKilobytes: number
  readonly workerKilobytes: number
}

/** The county page in a real browser with an empty cache: when it is there, and what it weighs. */
export async function benchCountyPage(
  browser: Browser,
  server: ServerProcess,
  report: Report,
): Promise<void> {
  const visits: Visited[] = []
  for (let visit = 0; visit < VISITS; visit += 1) visits.push(await visitCounty(browser, server))
  const middle = (of: (visit: Visited) => number) => quantile(visits.map(of), 0.5)
  const best = (of: (visit: Visited) => number) => Math.min(...visits.map(of))
  const times = (of: (visit: Visited) => number) => ({ p50: middle(of), best: best(of) })
  report({
    name: 'county page, last tile of enterprises answered',
    value: times((visit) => visit.enterprisesAnswered),
    unit: 's',
    goal: null,
  })
  report({
    name: 'county page, boundary and enterprises drawn (map ready)',
    value: times((visit) => visit.mapReady),
    unit: 's',
    goal: { atMost: { p50: 3 } },
  })
  report({
    name: 'county page, density tiles and labels loaded',
    value: times((visit) => visit.densityLoaded),
    unit: 's',
    goal: { atMost: { p50: 5 } },
  })
  report({
    name: "county page, main-thread script before the map's first idle, gzip",
    value: middle((visit) => visit.scriptKilobytes),
    unit: 'kB',
    goal: { atMost: 520 },
  })
  report({
    name: "county page, MapLibre's worker, gzip",
    value: middle((visit) => visit.workerKilobytes),
    unit: 'kB',
    goal: null,
  })
}

async function visitCounty(browser: Browser, server: ServerProcess): Promise<Visited> {
  const { context, page } = await freshVisit(browser, server)
  try {
    const requests: Request[] = []
    page.on('requestfinished', (request) => requests.push(request))
    await noteReadiness(page)
    await page.goto('/county')
    await page.waitForSelector('[data-map-ready]', { timeout: 120_000 })
    await page.waitForLoadState('networkidle')
    const { origin, mapReady } = await page.evaluate(() => ({
      origin: performance.timeOrigin,
      mapReady: performance.getEntriesByName('map-ready')[0]?.startTime,
    }))
    if (mapReady === undefined) throw new Error('the map never said that it was ready')
    const answeredAt = (part: string) =>
      requests
        .filter((request) => request.url().includes(part))
        .map((request) => request.timing().startTime + request.timing().responseEnd - origin)
        .reduce((last, end) => Math.max(last, end), 0)
    const early = requests.filter((request) => request.timing().startTime - origin < mapReady)
    const [own, worker] = await Promise.all([
      gzippedKilobytes(early.filter((request) => isScript(request) && !isWorker(request))),
      gzippedKilobytes(early.filter((request) => isScript(request) && isWorker(request))),
    ])
    return {
      enterprisesAnswered: answeredAt('/api/tiles/enterprises/') / 1000,
      mapReady: mapReady / 1000,
      densityLoaded: Math.max(mapReady, answeredAt('/api/tiles/density/')) / 1000,
      scriptKilobytes: own,
      workerKilobytes: worker,
    }
  } finally {
    await context.close()
  }
}

function isScript(request: Request): boolean {
  return /\.m?js$/.test(new URL(request.url()).pathname)
}

function isWorker(request: Request): boolean {
  return request.url().includes('worker')
}

/** What files weigh when they are packed as a proxy would, however they were sent. */
async function gzippedKilobytes(requests: readonly Request[]): Promise<number> {
  let bytes = 0
  for (const request of requests) {
    const response = await request.response()
    if (response !== null) bytes += gzipSync(await response.body()).byteLength
  }
  return bytes / 1000
}

/** Mark the instant at which the page says that its map was drawn. */
async function noteReadiness(page: Page): Promise<void> {
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.querySelector('[data-map-ready]') === null) return
      observer.disconnect()
      performance.mark('map-ready')
    }).observe(document, { attributes: true, childList: true, subtree: true })
  })
}
