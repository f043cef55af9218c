/**
 * The index over rows made in memory, in a process of its own: `node main.ts plain|long|huge`.
 *
 * First what the index takes, while nothing else is there; then its answers; then the same rows and the
 * same tiles with what others offer.
 */
import { attempt } from '../attempt.ts'
import { createReport } from '../report.ts'
import { isSizeName, SIZES } from '../sizes.ts'
import { timeOf } from '../timing.ts'
import { benchBuildBeside } from './build-beside.ts'
import { benchCellTiles } from './cell-tiles.ts'
import { benchDensity } from './density.ts'
import { benchIndexBuild } from './index-build.ts'
import { pointRows } from './point-rows.ts'
import { benchPostgis } from './postgis.ts'
import { benchSituation } from './situation.ts'
import { benchSupercluster } from './supercluster.ts'

/** What others are given too. */
const MOST_COMPARED = 2_000_000

const name = process.argv[2]
if (!isSizeName(name)) throw new Error(`expected a size, got ${name ?? 'none'}`)
const size = SIZES[name]
const report = createReport(size)
const built = await benchIndexBuild(size, report)
// The product does it while nobody waits, so that whoever asks first finds it done.
const prepared = await timeOf(() => built.index.prepare())
report({ name: 'prepared before anybody asks', value: prepared, unit: 'ms', goal: null })
if (size.riskPoints <= MOST_COMPARED) await attempt(() => benchBuildBeside(size, report))
const rows = pointRows(built.index)
const questions = await benchCellTiles(built.index, rows, report)
await attempt(() => benchDensity(built.index, rows, report))
await attempt(() => benchSituation(built.index, rows, report))
// Ten million features are more than the other's input may take of a heap.
if (size.riskPoints <= MOST_COMPARED) {
  await attempt(() => benchSupercluster(built, rows, questions, size, report))
  await attempt(() => benchPostgis(rows, questions, report))
}
