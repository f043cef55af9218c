import type { Moment } from '#domain/facts.ts'
import { densityField } from '#server/density/field/density-field.ts'
import type { DensitySubject } from '#server/density/lattice/subject-rows.ts'
import { densityTile } from '#server/density/field/density-tile.ts'
import type { IndexedCounty } from './county.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { freshMoment, nearlyAllFilters } from './county-filters.ts'
import { countyTiles } from './county-tiles.ts'
import type { TileAddress } from './county-tiles.ts'
import { reportDensity } from './density-report.ts'
import type { Report } from './report.ts'
import { spreadOf, timeOf, watchLoop } from './timing.ts'

/** Days of which the first tile is timed. */
const DAYS = 12

/**
 * Density tiles, each computed: the first of a filter that leaves nearly all rows, after the map was seen
 * without one, then the others; and the first of the whole county on a day.
 */
export async function benchDensityTile(county: IndexedCounty, report: Report): Promise<void> {
  for (const subject of ['hazards', 'risk-points'] as const)
    await benchSubject(county, subject, report)
}

async function benchSubject(
  county: IndexedCounty,
  subject: DensitySubject,
  report: Report,
): Promise<void> {
  const { index, scope } = county
  // To the zoom that TileJSON names as the finest at 1 km; the client enlarges from there.
  const tiles = countyTiles(8, 11)
  const [wholeCounty = [0, 0, 0]] = tiles
  const filters = await nearlyAllFilters(county)
  const kernel = { kernel: 'gaussian', bandwidthMeters: 1000 } as const
  const first: number[] = []
  const further: number[] = []
  const ofDay: number[] = []
  const today = freshMoment()
  const time = async (filter: Filter, moment: Moment, tile: TileAddress, times: number[]) => {
    const make = async () => {
      const { selection } = await index.select(filter, scope, moment, 'hazards')
      const options = { subject, basis: 'current', ...kernel } as const
      await densityTile((await densityField(selection, options)).field, ...tile)
    }
    times.push(await timeOf(make))
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
  reportDensity(`density tile of ${subject}, 256 px`, { first, further, longestBlock }, report)
  const name = `density tile of ${subject}, 256 px, first of a day`
  report({ name, value: spreadOf(ofDay), unit: 'ms', goal: { atMost: { max: 80 } } })
}
