/**
 * `npm run bench [-- --long | --huge]`: measures what the product promises and prints one JSON line a
 * figure.
 *
 * Nothing here passes or fails: how fast a machine is, and what else runs on it, is no property of
 * the code. Two things are measured: the index over rows made in memory, beside what others offer for
 * the same rows (in a process of its own, `rows/`); and the product on a database, with its pages.
 *
 * - by itself: 100,000 risk points in memory and in a database, and the sample county as a product;
 * - `--long` also: a million of each. RISKMAP_BENCH_HOME names a home that keeps the county of a million:
 *   it is copied and not written to, and made first where it is missing. Without it, one is written for
 *   each run, which takes minutes, and how fast that went is a figure too;
 * - `--huge` also: ten million risk points in memory, which takes minutes and some GB; nothing is beside
 *   it. With RISKMAP_BENCH_HUGE_HOME, a home that holds a county of ten million, also on its database:
 *   that one is too large to be copied, so 200 assessments are written to it, and rows it kept are removed.
 *
 * Tiles are those of zoom 6 to 16 that hold what is asked for, at most 100 of each zoom and 6 for
 * PostGIS, whose statements are ended after 15 seconds; p50 and p99 count each zoom alike. The room for
 * young objects is the server's own, see `start` in package.json.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildPages, isBuildFresh } from '#server/build-pages.ts'
import { attempt } from './attempt.ts'
import { openBrowser } from './browser-page.ts'
import { benchCountyPage } from './county-page.ts'
import { makeCounty } from './county.ts'
import type { BenchCounty, IndexedCounty } from './county.ts'
import { benchDensityDescription } from './density-description.ts'
import { benchDensityTile } from './density-tile.ts'
import { benchIndexLoad } from './index-load.ts'
import { benchKeptRows } from './kept-rows.ts'
import { copyKeptCounty, openKeptCounty } from './kept-county.ts'
import { benchMachine } from './machine.ts'
import { benchMemory } from './memory.ts'
import { benchPanning } from './panning.ts'
import { benchRepeatedTile } from './repeated-tile.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { benchSample } from './sample.ts'
import { startServerOn } from './server-process.ts'
import { benchSituation } from './situation.ts'
import { SIZES } from './sizes.ts'
import type { SizeName } from './sizes.ts'
import { benchStart } from './start.ts'
import { benchVectorTile } from './vector-tile.ts'
import { benchWrite } from './write.ts'

type IndexBench = (county: IndexedCounty, report: Report) => Promise<void>

/** What is asked of the index of the sample county, and of a large one's, whose density is in `rows/`. */
const OF_SAMPLE: readonly IndexBench[] = [
  benchVectorTile,
  benchDensityTile,
  benchDensityDescription,
  benchSituation,
  benchWrite,
]
const OF_DATABASE: readonly IndexBench[] = [benchVectorTile, benchSituation, benchWrite]
const OF_LARGE: readonly IndexBench[] = [benchKeptRows, ...OF_DATABASE]

async function benchCounty(
  county: BenchCounty,
  benches: readonly IndexBench[],
  benchRunning: IndexBench | null = benchProduct,
): Promise<void> {
  try {
    const report = createReport(county.size)
    benchSample(county, report)
    await benchMachine(report)
    const indexed = await benchIndexLoad(county, report)
    for (const bench of benches) await attempt(() => bench(indexed, report))
    if (benchRunning !== null) await attempt(() => benchRunning(indexed, report))
    indexed.index.close()
  } finally {
    await county.remove()
  }
}

/** What takes a running server and no browser. */
async function benchServer(county: IndexedCounty, report: Report): Promise<void> {
  const server = await startServerOn(county)
  try {
    benchStart(server, report)
    benchMemory(server, county.size, 'all rows loaded', report)
  } finally {
    await server.product.stop()
  }
}

/** What takes a running server, and a browser before it. */
async function benchProduct(county: IndexedCounty, report: Report): Promise<void> {
  const server = await startServerOn(county)
  try {
    benchStart(server, report)
    benchMemory(server, county.size, 'all rows loaded', report)
    await attempt(() => benchRepeatedTile(server, report))
    const browser = await openBrowser()
    try {
      await attempt(() => benchCountyPage(browser, server, report))
      await attempt(() => benchPanning(browser, server, county, report))
    } finally {
      await browser.close()
    }
    benchMemory(server, county.size, 'after visits', report)
  } finally {
    await server.product.stop()
  }
}

/** The index over rows in memory, in a process whose memory is nothing else's. */
async function benchRows(name: SizeName): Promise<void> {
  const file = fileURLToPath(new URL('./rows/main.ts', import.meta.url))
  const options = [...process.execArgv, '--expose-gc', '--max-old-space-size=12000']
  const child = spawn(process.execPath, [...options, file, name], { stdio: 'inherit' })
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', resolve)
  })
  if (code !== 0) process.exitCode = 1
}

async function largeCounty(): Promise<BenchCounty> {
  const kept = process.env.RISKMAP_BENCH_HOME ?? ''
  return kept === '' ? makeCounty(SIZES.long) : copyKeptCounty(kept, SIZES.long)
}

const isHuge = process.argv.includes('--huge')
const isLong = isHuge || process.argv.includes('--long')
if (!isBuildFresh()) await buildPages()
await attempt(() => benchRows('plain'))
await attempt(async () => benchCounty(await makeCounty(SIZES.plain), OF_DATABASE, null))
await attempt(async () => benchCounty(await makeCounty(), OF_SAMPLE))
if (isLong) {
  await attempt(() => benchRows('long'))
  await attempt(async () => benchCounty(await largeCounty(), OF_LARGE))
}
if (isHuge) await attempt(() => benchRows('huge'))
const hugeHome = process.env.RISKMAP_BENCH_HUGE_HOME ?? ''
if (isHuge && hugeHome !== '')
  await attempt(async () => benchCounty(await openKeptCounty(hugeHome), OF_LARGE, benchServer))
