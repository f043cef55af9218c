import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import { figurePlan } from '#domain/situation-figures.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import type { ColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import { codeColumns, prepareCodes } from '#server/density/columns/hazard-codes.ts'
import { hazardSumColumns } from '#server/density/columns/hazard-sums.ts'
import { createPace } from '#server/density/pace.ts'
import { createPreparation } from '#server/density/preparation.ts'
import { createQuiet } from '#server/density/quiet.ts'
import { columnSituation } from '#server/density/situation.ts'
import { pointCellBytes } from '#server/density/tiles/point-cells.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

const EVENING = new Date('2026-06-30T15:00:00Z')
const HOUR = 3_600_000
const MINUTE = 60_000

/** So many points at one place that they are counted by cell. */
const plant = () =>
  segmentOf({
    enterprises: [enterpriseRecord({ id: 'e' })],
    riskPoints: Array.from({ length: 500 }, (_, number) =>
      riskPointRecord({ id: `p${number}`, enterpriseId: 'e' }),
    ),
    hazards: [hazardRecord({ id: 'h', enterpriseId: 'e' })],
  })

/** A cache that tells of which days it was asked. */
function toldCache(): { readonly columns: ColumnCache; readonly days: string[] } {
  const columns = createColumnCache(1_000_000)
  const days: string[] = []
  const at: ColumnCache['at'] = (segment, moment) => {
    days.push(moment.day)
    return columns.at(segment, moment)
  }
  return { columns: { ...columns, at }, days }
}

describe('what is prepared', () => {
  beforeEach(() =>
    vi.useFakeTimers({ now: EVENING, toFake: ['setTimeout', 'clearTimeout', 'Date'] }),
  )
  afterEach(() => vi.useRealTimers())

  it('is there before anybody asks, and again when a day begins, until it is closed', async () => {
    const segment = plant()
    const { columns, days } = toldCache()
    const rehearse = vi.fn(() => Promise.resolve())
    const preparation = createPreparation(
      { segments: [segment], rehearse },
      columns,
      createQuiet(),
      () => new Date(),
    )
    expect(pointCellBytes([segment])).toBe(0)
    await preparation.begin()
    const bytes = pointCellBytes([segment])
    expect(bytes).toBeGreaterThan(0)
    expect(rehearse).toHaveBeenCalledOnce()
    expect(days).toEqual(['2026-06-30'])
    columns.select(segment, EMPTY_FILTER, scopeFor(), momentOf(EVENING))
    expect(pointCellBytes([segment])).toBe(bytes)
    await vi.advanceTimersByTimeAsync(HOUR)
    // Ahead of it, and once more when it is there.
    await vi.waitFor(() => expect(days).toEqual(['2026-06-30', '2026-07-01', '2026-07-01']))
    preparation.close()
    await vi.advanceTimersByTimeAsync(48 * HOUR)
    expect(days).toHaveLength(3)
  })

  it('has the next day before it begins, a new month too, and this one still', async () => {
    const segment = plant()
    const columns = createColumnCache(1_000_000)
    const holdings = { segments: [segment], rehearse: () => Promise.resolve() }
    const preparation = createPreparation(holdings, columns, createQuiet(), () => new Date())
    await preparation.begin()
    const today = columns.at(segment, momentOf(EVENING))
    const [codesOfToday] = codeColumns(today)
    const july = momentOf(new Date('2026-06-30T16:00:00.500Z'))
    const sumsOfTomorrow = () => hazardSumColumns(columns.at(segment, july))
    expect(sumsOfTomorrow()).toEqual([])
    await vi.advanceTimersByTimeAsync(HOUR - MINUTE)
    await vi.waitFor(() => expect(sumsOfTomorrow()).not.toEqual([]))
    expect(new Date() < july.at).toBe(true)
    // Both months are kept: whoever asks until midnight finds what there was.
    const plan = figurePlan(EMPTY_FILTER, momentOf(new Date()))
    expect(await prepareCodes(today, plan, createPace())).toBe(codesOfToday)
    const [sums] = sumsOfTomorrow()
    preparation.close()
    const ask = (own: ColumnCache) => {
      const part = own.select(segment, EMPTY_FILTER, scopeFor(), july)
      const options = { moment: july, filter: EMPTY_FILTER, suppressSingles: false }
      return columnSituation(columnSelection([part], EMPTY_FILTER), options)
    }
    const prepared = await ask(columns)
    expect(sumsOfTomorrow()[0]).toBe(sums)
    expect(prepared).toEqual(await ask(createColumnCache(1_000_000)))
    expect(prepared.trend.at(-1)?.month).toBe('2026-07')
  })

  it('begins anew on the next day although reading failed', async () => {
    const { columns, days } = toldCache()
    const rehearse = vi.fn<() => Promise<void>>(() => Promise.reject(new Error('no store')))
    const holdings = { segments: [plant()], rehearse }
    const preparation = createPreparation(holdings, columns, createQuiet(), () => new Date())
    await preparation.begin()
    expect(days).toEqual([])
    rehearse.mockResolvedValueOnce(undefined)
    await vi.advanceTimersByTimeAsync(HOUR)
    await vi.waitFor(() => expect(days).toEqual(['2026-07-01']))
    preparation.close()
  })

  it('does not go on and on where the clock stands still', async () => {
    const { columns, days } = toldCache()
    const midnight = new Date('2026-06-30T15:59:59.999Z')
    const holdings = { segments: [plant()], rehearse: () => Promise.resolve() }
    const preparation = createPreparation(holdings, columns, createQuiet(), () => midnight)
    await preparation.begin()
    await vi.advanceTimersByTimeAsync(900)
    expect(days).toHaveLength(1)
    preparation.close()
  })
})
