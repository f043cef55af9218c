import { setImmediate as nextTurn } from 'node:timers/promises'
import { tileFromIndex } from '#server/density/tile-from-index.ts'
import type { IndexedCounty } from './county.ts'
import { countyFilters, freshMoment } from './county-filters.ts'
import { countyTiles } from './county-tiles.ts'
import type { Report } from './report.ts'
import { spreadOf, watchLoop } from './timing.ts'

const GOAL = { atMost: { p50: 1, p99: 4 } }

/** Vector tiles of aggregated cells, each computed: no tile is asked for twice, empty ones not counted. */
export async function benchVectorTile(county: IndexedCounty, report: Report): Promise<void> {
  const { index, scope } = county
  const moment = freshMoment()
  const tiles = countyTiles(8, 12)
  const first: number[] = []
  const further: number[] = []
  const { longestBlock } = await watchLoop(async () => {
    for (const filter of await countyFilters(county)) {
      let times = first
      for (const [z, x, y] of tiles) {
        const start = performance.now()
        const question = { filter, scope, moment }
        const bytes = await tileFromIndex(index, question, 'risk-points', [z, x, y])
        if (bytes !== null) times.push(performance.now() - start)
        times = further
        // Each tile is a request of its own: others get their turn between two.
        await nextTurn()
      }
    }
  })
  const name = 'vector tile of cells, computed'
  const unit = 'ms'
  report({ name: `${name}, first of a filter`, value: spreadOf(first), unit, goal: GOAL })
  report({ name: `${name}, further of a filter`, value: spreadOf(further), unit, goal: GOAL })
  report({
    name: `${name}, longest block of the event loop`,
    value: longestBlock,
    unit,
    goal: { atMost: 50 },
  })
}
