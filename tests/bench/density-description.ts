import { densityField } from '#server/density/field/density-field.ts'
import { densityTileJson } from '#server/density/field/density-tilejson.ts'
import type { IndexedCounty } from './county.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { freshMoment } from './county-filters.ts'
import type { Report } from './report.ts'
import { spreadOf, timeOf } from './timing.ts'

const FILTERS = 8

/** The description of a density, whose maximum is what the map waits for before its first tile. */
export async function benchDensityDescription(
  { index, scope }: IndexedCounty,
  report: Report,
): Promise<void> {
  for (const subject of ['hazards', 'risk-points'] as const) {
    const times: number[] = []
    for (let filter = 0; filter < FILTERS; filter += 1) {
      const moment = freshMoment()
      const { selection } = await index.select(EMPTY_FILTER, scope, moment)
      const options = {
        subject,
        basis: 'current',
        kernel: 'gaussian',
        bandwidthMeters: 1000,
      } as const
      await densityField(selection, options)
      times.push(await timeOf(() => densityTileJson(selection, EMPTY_FILTER, options, moment)))
    }
    const name = `density description of ${subject}, with its maximum`
    report({ name, value: spreadOf(times), unit: 'ms', goal: null })
  }
}
