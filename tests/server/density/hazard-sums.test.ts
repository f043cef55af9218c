import { expect, it, vi } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import { hazardSumColumns } from '#server/density/columns/hazard-sums.ts'
import { columnSituation } from '#server/density/situation.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, scopeFor } from './records.ts'

const MOMENT = momentOf(new Date('2026-06-30T04:00:00Z'))

it('adds up the hazards of a day that is asked about again, after the answer', async () => {
  const segment = segmentOf({
    enterprises: [enterpriseRecord({ id: 'e' })],
    riskPoints: [],
    hazards: [hazardRecord({ id: 'h', enterpriseId: 'e' })],
  })
  const columns = createColumnCache(1_000_000)
  const ask = async (filter: Filter) => {
    const part = columns.select(segment, filter, scopeFor(), MOMENT)
    const options = { moment: MOMENT, filter, suppressSingles: false }
    await columnSituation(columnSelection([part], filter), options)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const sums = () => hazardSumColumns(columns.at(segment, MOMENT))
  await ask(EMPTY_FILTER)
  expect(sums()).toEqual([])
  await ask({ ...EMPTY_FILTER, basis: 'inherent' })
  await vi.waitFor(() => expect(sums()).not.toEqual([]))
})
