import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { createPace } from '#server/density/pace.ts'
import { prepareSegment } from '#server/density/preparation.ts'
import { columnSituation } from '#server/density/situation.ts'
import { reportBlock } from './block-report.ts'
import type { IndexedCounty } from './county.ts'
import { countyFilters, freshMoment, wholeCountyFilters } from './county-filters.ts'
import type { Report } from './report.ts'
import { goalsOf } from './size-goals.ts'
import { spreadOf, timesInTurns, watchLoop } from './timing.ts'

/** Days of which the first question is timed: a new month begins within them. */
const DAYS = 40
/** Days of which the whole county is asked in all its words: enough values for a hundredth worst. */
const DAYS_OF_ALL = 8
/** What is asked first of a day: the first question looks at what the day changes. */
const FIRST_OF_A_DAY: readonly Filter[] = [EMPTY_FILTER, { ...EMPTY_FILTER, basis: 'inherent' }]

/**
 * Every panel's figures (态势), each under a filter that was not asked before, on a day that the product
 * prepared before it began. Of days that nobody prepared, such as past ones, the first are figures of
 * their own.
 */
export async function benchSituation(county: IndexedCounty, report: Report): Promise<void> {
  const filters = {
    narrow: await countyFilters(county),
    wholeCounty: await wholeCountyFilters(county),
  }
  const { longestBlock } = await watchLoop(() => benchAnswers(county, filters, report))
  reportBlock('situation', longestBlock, report)
}

async function benchAnswers(
  county: IndexedCounty,
  { narrow, wholeCounty }: Record<'narrow' | 'wholeCounty', readonly Filter[]>,
  report: Report,
): Promise<void> {
  const { index, scope } = county
  const ask = async (filter: Filter, moment: Moment) => {
    const { selection } = await index.select(filter, scope, moment, 'figures')
    return columnSituation(selection, { moment, filter, suppressSingles: scope.suppressSingles })
  }
  const preparedMoment = async () => {
    const moment = freshMoment()
    const { selection } = await index.select(EMPTY_FILTER, scope, moment, 'figures')
    for (const { at } of selection.parts) await prepareSegment(at, createPace())
    return moment
  }
  const today = await preparedMoment()
  const rowsOf = async (filter: Filter) =>
    (await ask(filter, today)).byLevel.reduce((sum, { riskPoints }) => sum + riskPoints, 0)
  const all = await rowsOf(EMPTY_FILTER)
  const { situation: goal, situationOfNewDay } = goalsOf(county.size)
  const underFilter = await timesInTurns(narrow, (filter) => ask(filter, today))
  report({ name: 'situation under a filter', value: spreadOf(underFilter), unit: 'ms', goal })

  const ofAll: number[] = []
  for (let day = 0; day < DAYS_OF_ALL; day += 1) {
    const moment = await preparedMoment()
    ofAll.push(...(await timesInTurns(wholeCounty, (filter) => ask(filter, moment))))
  }
  report({ name: 'situation of the whole county', value: spreadOf(ofAll), unit: 'ms', goal })
  await timesInTurns(wholeCounty, async (filter) => {
    if ((await rowsOf(filter)) !== all) throw new Error('a filter of all rows left some out')
  })

  const firsts: number[] = []
  const seconds: number[] = []
  for (let day = 0; day < DAYS; day += 1) {
    const moment = freshMoment()
    const [first = 0, second = 0] = await timesInTurns(FIRST_OF_A_DAY, (filter) =>
      ask(filter, moment),
    )
    firsts.push(first)
    seconds.push(second)
  }
  for (const [place, times] of [
    ['first', firsts],
    ['second', seconds],
  ] as const)
    report({
      name: `situation of the whole county, ${place} of a day that was not prepared`,
      value: spreadOf(times),
      unit: 'ms',
      goal: situationOfNewDay,
    })
}
