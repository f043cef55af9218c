import { expect, it, vi } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import type { Moment } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { figurePlan } from '#domain/situation-figures.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import { hazardSumColumns, prepareHazardSums } from '#server/density/columns/hazard-sums.ts'
import { createPace } from '#server/density/pace.ts'
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
  const at = (moment: Moment) => columns.at(segment, moment)
  const sums = (moment: Moment) => hazardSumColumns(at(moment))
  return { ask, at, sums }
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

it('adds up after all what failed to be added up', async () => {
  const { at, sums } = plant()
  const plan = figurePlan(EMPTY_FILTER, DAY)
  const failing = () => {
    throw new Error('no turn')
  }
  await expect(prepareHazardSums(at(DAY), plan, failing)).rejects.toThrow('no turn')
  expect(sums(DAY)).toEqual([])
  await prepareHazardSums(at(DAY), plan, createPace())
  expect(sums(DAY)).not.toEqual([])
})
