import type { TileAddress } from '../county-tiles.ts'
import type { CountySize, Report } from '../report.ts'
import { SIZES } from '../sizes.ts'
import { quantile } from '../timing.ts'
import { reportRatio } from './beside.ts'
import { cellsTile } from './cell-tiles.ts'
import type { AskedTiles } from './cell-tiles.ts'
import { clusterInput, clusterTile, countInTile, levelClusters, plainClusters } from './clusters.ts'
import type { BuiltIndex } from './index-build.ts'
import type { MemoryIndex } from './memory-index.ts'
import { assertSameCount } from './same-count.ts'
import { rowsAsked } from './point-rows.ts'
import type { PointRows } from './point-rows.ts'
import { changedFilters, filterOf, scopeFor } from './questions.ts'
import { spreadOverZooms, timesOf } from './zoom-spread.ts'

/** A ratio to supercluster is a goal with so many, and told with fewer. */
export const COMPARED_RISK_POINTS = SIZES.long.riskPoints

/**
 * supercluster over the same rows and the same tiles, twice: as it comes, which counts points and no
 * levels and hands over objects that no map can be sent; and counting by level, its tiles encoded as
 * ours are. Only the second does the same work, and ratios are to that one.
 */
export async function benchSupercluster(
  { index, seconds }: BuiltIndex,
  rows: PointRows,
  questions: readonly AskedTiles[],
  size: CountySize,
  report: Report,
): Promise<void> {
  const goal = size.riskPoints === COMPARED_RISK_POINTS ? 1 : null
  for (const { question, asked, tiles, times } of questions) {
    const input = clusterInput(rows, asked)
    const isAll = asked.length === rows.count
    const plain = secondsOf(() => plainClusters(input))
    const byLevel = secondsOf(() => levelClusters(input))
    await assertSameCount(rows, asked, (tile) => countInTile(byLevel.made, tile))
    if (isAll) {
      reportBuild('as it comes', plain.seconds, report)
      reportBuild('counting by level', byLevel.seconds, report)
      const build = { ours: seconds, theirs: byLevel.seconds }
      // It is handed less, and that ready made: a figure, not a comparison.
      const what = 'index build from rows in memory, batch by batch, beside ready features'
      reportRatio(what, 'supercluster', build, null, report)
    }
    const name = `vector tile of cells, ${question.name}`
    const bare = spreadOverZooms(timesOf(tiles, ([z, x, y]) => plain.made.getTile(z, x, y)))
    report({ name: `supercluster as it comes, ${name}`, value: bare, unit: 'ms', goal: null })
    const equal = spreadOverZooms(timesOf(tiles, (tile) => clusterTile(byLevel.made, tile)))
    report({
      name: `supercluster counting by level, ${name}`,
      value: equal,
      unit: 'ms',
      goal: null,
    })
    const own = spreadOverZooms(times)
    for (const part of ['p50', 'p99'] as const) {
      const pair = { ours: own[part], theirs: equal[part] }
      reportRatio(`${name}, ${part}`, 'supercluster', pair, goal, report)
    }
  }
  benchChanges(index, rows, goal, report)
}

function reportBuild(how: string, seconds: number, report: Report): void {
  const name = `supercluster ${how}, build from ready features of risk points`
  report({ name, value: seconds, unit: 's', goal: null })
}

/** A filter that was not asked before, until its first tile: a selection for us, a rebuild for it. */
function benchChanges(
  index: MemoryIndex,
  rows: PointRows,
  goal: number | null,
  report: Report,
): void {
  const own: number[] = []
  const others: number[] = []
  for (const question of changedFilters(rows.sectors)) {
    const tile = tileAround(rows, rowsAsked(rows, question))
    own.push(
      secondsOf(() => cellsTile(index.select(filterOf(question), scopeFor(question)), tile))
        .seconds,
    )
    others.push(
      secondsOf(() => {
        const clusters = levelClusters(clusterInput(rows, rowsAsked(rows, question)))
        return clusterTile(clusters, tile)
      }).seconds,
    )
  }
  const middle = { ours: quantile(own, 0.5) * 1000, theirs: quantile(others, 0.5) * 1000 }
  const name = 'filter changed, until its first vector tile'
  report({ name, value: middle.ours, unit: 'ms', goal: null })
  report({ name: `supercluster, ${name}`, value: middle.theirs, unit: 'ms', goal: null })
  reportRatio(name, 'supercluster', middle, goal, report)
}

/** The tile of the county's own zoom that the first of some rows lies in. */
function tileAround(rows: PointRows, asked: Uint32Array): TileAddress {
  const row = asked[0] ?? 0
  const zoom = 10
  return [zoom, (rows.worldX[row] as number) >>> 22, (rows.worldY[row] as number) >>> 22]
}

function secondsOf<T>(work: () => T): { made: T; seconds: number } {
  const start = performance.now()
  const made = work()
  return { made, seconds: (performance.now() - start) / 1000 }
}
