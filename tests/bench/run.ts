/**
 * `npm run bench [-- --long]`: measures what the product promises and prints one JSON line a figure.
 *
 * Nothing here passes or fails: how fast a machine is, and what else runs on it, is no property of
 * the code. `--long` goes on with a county of a million risk points.
 */
import { buildPages, isBuildFresh } from '#server/build-pages.ts'
import { openBrowser } from './browser-page.ts'
import { benchCountyPage } from './county-page.ts'
import { makeCounty } from './county.ts'
import type { IndexedCounty } from './county.ts'
import { benchDensityDescription } from './density-description.ts'
import { benchDensityTile } from './density-tile.ts'
import { benchIndexBuild } from './index-build.ts'
import { benchMemory } from './memory.ts'
import { benchPanning } from './panning.ts'
import { benchRepeatedTile } from './repeated-tile.ts'
import { createReport } from './report.ts'
import type { CountySize, Report } from './report.ts'
import { benchSample } from './sample.ts'
import { startServerOn } from './server-process.ts'
import { benchSituation } from './situation.ts'
import { benchStart } from './start.ts'
import { benchVectorTile } from './vector-tile.ts'
import { benchWrite } from './write.ts'

const LONG: CountySize = { enterprises: 10_000, riskPoints: 1_000_000, hazards: 200_000 }

const IN_PROCESS = [
  benchVectorTile,
  benchDensityTile,
  benchDensityDescription,
  benchSituation,
  benchWrite,
]

async function benchCounty(wanted: Partial<CountySize>): Promise<void> {
  const county = await makeCounty(wanted)
  try {
    const report = createReport(county.size)
    benchSample(county, report)
    const indexed = await benchIndexBuild(county, report)
    for (const bench of IN_PROCESS) await attempt(() => bench(indexed, report))
    await attempt(() => benchProduct(indexed, report))
    indexed.index.close()
  } finally {
    await county.remove()
  }
}

/** What takes a running server, and a browser before it. */
async function benchProduct(county: IndexedCounty, report: Report): Promise<void> {
  const server = await startServerOn(county)
  try {
    benchStart(server, report)
    benchMemory(server, 'after its start', report)
    await attempt(() => benchRepeatedTile(server, report))
    const browser = await openBrowser()
    try {
      await attempt(() => benchCountyPage(browser, server, report))
      await attempt(() => benchPanning(browser, server, county, report))
    } finally {
      await browser.close()
    }
    benchMemory(server, 'after visits', report)
  } finally {
    await server.product.stop()
  }
}

/** One that cannot be measured does not take the others with it. */
async function attempt(bench: () => Promise<void>): Promise<void> {
  try {
    await bench()
  } catch (error) {
    console.error(error)
    process.exitCode = 1
  }
}

if (!isBuildFresh()) await buildPages()
await benchCounty({})
if (process.argv.includes('--long')) await benchCounty(LONG)
