import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { tileFromIndex } from '#server/density/tile-from-index.ts'
import { reportBlock } from './block-report.ts'
import type { IndexedCounty } from './county.ts'
import { countyFilters, freshMoment } from './county-filters.ts'
import { countyTiles } from './county-tiles.ts'
import type { TileAddress } from './county-tiles.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { spreadOf, watchLoop } from './timing.ts'

/** Days of which the first tile is timed, beside the one of the filters. */
const DAYS = 12

/**
 * Vector tiles of aggregated cells, each computed: no tile is asked for twice, empty ones not counted.
 * Filters were not asked before, on a day that was; the first tile of a day is a figure of its own.
 */
export async function benchVectorTile(county: IndexedCounty, report: Report): Promise<void> {
  const { index, scope, size } = county
  const tiles = countyTiles(8, 12)
  const [wholeCounty = [0, 0, 0]] = tiles
  const filters = await countyFilters(county)
  const today = freshMoment()
  const first: number[] = []
  const further: number[] = []
  const ofDay: number[] = []
  const time = async (filter: Filter, moment: Moment, tile: TileAddress, times: number[]) => {
    const start = performance.now()
    const question = { filter, scope, moment }
    const bytes = await tileFromIndex(index, question, 'risk-points', tile)
    if (bytes !== null) times.push(performance.now() - start)
    // Each tile is a request of its own: others get their turn between two.
    await nextTurn()
  }
  const { longestBlock } = await watchLoop(async () => {
    for (const moment of [...Array.from({ length: DAYS }, freshMoment), today])
      await time(EMPTY_FILTER, moment, wholeCounty, ofDay)
    for (const filter of filters) {
      let times = first
      for (const tile of tiles) {
        await time(filter, today, tile, times)
        times = further
      }
    }
  })
  const name = 'vector tile of cells, computed'
  const unit = 'ms'
  const { cellTile: goal } = goalsOf(size)
  report({ name: `${name}, first of a filter`, value: spreadOf(first), unit, goal })
  report({ name: `${name}, further of a filter`, value: spreadOf(further), unit, goal })
  report({ name: `${name}, first of a day`, value: spreadOf(ofDay), unit, goal: null })
  reportBlock(name, longestBlock, report)
}
