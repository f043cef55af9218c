import { densityField } from '#server/density/field/density-field.ts'
import type { DensitySubject } from '#server/density/lattice/subject-rows.ts'
import { densityTile } from '#server/density/field/density-tile.ts'
import type { IndexedCounty } from './county.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { freshMoment } from './county-filters.ts'
import { countyTiles } from './county-tiles.ts'
import { reportDensity } from './density-report.ts'
import type { Report } from './report.ts'
import { timeOf, watchLoop } from './timing.ts'

/** Whole counties, each new to the index: the most there is to draw. */
const FILTERS = 12

/** Density tiles of the whole county, each computed: the first of a filter, then the others. */
export async function benchDensityTile(county: IndexedCounty, report: Report): Promise<void> {
  for (const subject of ['hazards', 'risk-points'] as const)
    await benchSubject(county, subject, report)
}

async function benchSubject(
  { index, scope }: IndexedCounty,
  subject: DensitySubject,
  report: Report,
): Promise<void> {
  // To the zoom that TileJSON names as the finest at 1 km; the client enlarges from there.
  const tiles = countyTiles(8, 11)
  const first: number[] = []
  const further: number[] = []
  const kernel = { kernel: 'gaussian', bandwidthMeters: 1000 } as const
  const { longestBlock } = await watchLoop(async () => {
    for (let filter = 0; filter < FILTERS; filter += 1) {
      const moment = freshMoment()
      let times = first
      for (const [z, x, y] of tiles) {
        const make = async () => {
          const { selection } = await index.select(EMPTY_FILTER, scope, moment)
          const options = { subject, basis: 'current', ...kernel } as const
          await densityTile((await densityField(selection, options)).field, z, x, y)
        }
        times.push(await timeOf(make))
        times = further
      }
    }
  })
  reportDensity(`density tile of ${subject}, 256 px`, { first, further, longestBlock }, report)
}
