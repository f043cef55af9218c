import { columnSituation } from '#server/density/situation.ts'
import type { IndexedCounty } from './county.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { countyFilters, freshMoment } from './county-filters.ts'
import type { Report } from './report.ts'
import { spreadOf, timeOf } from './timing.ts'

/** Every panel's figures under a filter that was not asked for before. */
export async function benchSituation(county: IndexedCounty, report: Report): Promise<void> {
  const { index, scope } = county
  const cases = [
    ['situation under a filter', await countyFilters(county)],
    ['situation of the whole county', Array.from({ length: 30 }, () => EMPTY_FILTER)],
  ] as const
  for (const [name, filters] of cases) {
    const times: number[] = []
    for (const filter of filters) {
      const moment = freshMoment()
      const make = async () => {
        const { selection } = await index.select(filter, scope, moment, 'figures')
        await columnSituation(selection, { moment, filter, suppressSingles: scope.suppressSingles })
      }
      times.push(await timeOf(make))
    }
    report({ name, value: spreadOf(times), unit: 'ms', goal: { atMost: { p99: 20 } } })
  }
}
