import { expect, it, vi } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import { hazardSumColumns } from '#server/density/columns/hazard-sums.ts'
import { columnSituation } from '#server/density/situation.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, scopeFor } from './records.ts'

const DAY = momentOf(new Date('2026-06-30T04:00:00Z'))
const DAY_BEFORE = momentOf(new Date('2026-06-29T04:00:00Z'))

/** A plant with a hazard: what is asked of it, and what was added up of its hazards so far. */
function plant() {
  const segment = segmentOf({
    enterprises: [enterpriseRecord({ id: 'e' })],
    riskPoints: [],
    hazards: [hazardRecord({ id: 'h', enterpriseId: 'e' })],
  })
  const columns = createColumnCache(1_000_000)
  const ask = async (moment: Moment, basis: Filter['basis']) => {
    const filter = { ...EMPTY_FILTER, basis }
    const part = columns.select(segment, filter, scopeFor(), moment)
    const options = { moment, filter, suppressSingles: false }
    await columnSituation(columnSelection([part], filter), options)
  }
  const sums = (moment: Moment) => hazardSumColumns(columns.at(segment, moment))
  return { ask, sums }
}

it('adds up the hazards of a day that is asked about again, after the answer', async () => {
  const { ask, sums } = plant()
  await ask(DAY, 'current')
  await ask(DAY, 'inherent')
  expect(sums(DAY)).toEqual([])
  await vi.waitFor(() => expect(sums(DAY)).not.toEqual([]))
})

it('leaves no work behind for days that were only leafed through', async () => {
  const { ask, sums } = plant()
  for (const moment of [DAY_BEFORE, DAY])
    for (const basis of ['current', 'inherent'] as const) await ask(moment, basis)
  await vi.waitFor(() => expect(sums(DAY)).not.toEqual([]))
  expect(sums(DAY_BEFORE)).toEqual([])
})
