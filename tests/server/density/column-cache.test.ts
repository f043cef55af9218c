import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, endOfShanghaiDay } from '#domain/day.ts'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { selectFacts } from '#domain/select.ts'
import { figurePlan } from '#domain/situation-figures.ts'
import { summarize } from '#domain/situation.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import { prepareHazardSums } from '#server/density/columns/hazard-sums.ts'
import { createPace } from '#server/density/pace.ts'
import { prepareSegment } from '#server/density/preparation.ts'
import { columnSituation } from '#server/density/situation.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

const FIRST_DAY = '2026-01-01'
const ENTERPRISES = 6

const instant = (day: number) => new Date(`${addDays(FIRST_DAY, day)}T06:00:00Z`)
const days = fc.integer({ min: 0, max: 120 })
const facts = fc
  .record({
    points: fc.array(fc.record({ owner: fc.nat(ENTERPRISES - 1), level: fc.constantFrom(1, 4) }), {
      minLength: 1,
      maxLength: 20,
    }),
    hazards: fc.array(
      fc.record({
        owner: fc.nat(ENTERPRISES - 1),
        found: days,
        due: days,
        closed: fc.option(days),
        handedIn: fc.option(days),
        point: fc.option(fc.nat(19)),
      }),
      { minLength: 5, maxLength: 30 },
    ),
  })
  .map(({ points, hazards }) => ({
    enterprises: Array.from({ length: ENTERPRISES }, (_, number) =>
      enterpriseRecord({
        id: `e${number}`,
        sector: number % 2 === 0 ? 'HC' : 'GM',
        township: number < 3 ? '410622101' : '410622102',
        createdAt: instant(0),
      }),
    ),
    riskPoints: points.map(({ owner, level }, number) =>
      riskPointRecord({
        id: `p${number}`,
        enterpriseId: `e${owner}`,
        createdAt: instant(0),
        levels: [{ at: instant(1), level: { inherent: 1, current: level } }],
      }),
    ),
    hazards: hazards.map(({ owner, found, due, closed, handedIn, point }, number) =>
      hazardRecord({
        id: `h${number}`,
        enterpriseId: `e${owner}`,
        riskPointId: point !== null && points[point]?.owner === owner ? `p${point}` : null,
        hazardLevel: number % 3 === 0 ? 'major' : 'general',
        foundAt: instant(found),
        deadlines: [{ at: instant(found), day: addDays(FIRST_DAY, found + due) }],
        states: [
          ...(handedIn === null
            ? []
            : [{ at: instant(found + handedIn), state: 'PENDING_ACCEPT' as const }]),
          ...(closed === null
            ? []
            : [{ at: instant(found + (handedIn ?? 0) + closed), state: 'CLOSED' as const }]),
        ],
      }),
    ),
  }))

const FILTERS: readonly Filter[] = [
  EMPTY_FILTER,
  { ...EMPTY_FILTER, level: ['1'] },
  { ...EMPTY_FILTER, sector: ['HC'], level: ['4', 'none'] },
  { ...EMPTY_FILTER, township: ['410622101'], level: ['1'], basis: 'inherent' },
  { ...EMPTY_FILTER, overdue: ['true'] },
  { ...EMPTY_FILTER, sector: ['HC'], from: '2026-02-01', to: '2026-03-15' },
  { ...EMPTY_FILTER, q: '示例' },
]
/** Few, so that one is asked about again and again. */
const askedDays = fc.nat(5).map((number) => number * 60)
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ ask: fc.nat(FILTERS.length - 1), day: askedDays }) },
    { weight: 1, arbitrary: fc.record({ replaced: fc.nat(ENTERPRISES - 1) }) },
    { weight: 1, arbitrary: fc.record({ prepared: askedDays }) },
  ),
  { minLength: 3, maxLength: 12 },
)

const momentAt = (day: number) => momentOf(endOfShanghaiDay(addDays(FIRST_DAY, day)))

describe('what is remembered of a segment', () => {
  it('is on any day, prepared or not, before and after enterprises went elsewhere, what its rows say', async () => {
    await fc.assert(
      fc.asyncProperty(facts, steps, fc.boolean(), async (records, sequence, listsPoints) => {
        const segment = segmentOf(records)
        const cache = createColumnCache(1_000_000)
        const scope = scopeFor()
        const gone = new Set<string>()
        for (const step of sequence) {
          if ('replaced' in step) {
            segment.live[step.replaced] = 0
            gone.add(`e${step.replaced}`)
            continue
          }
          if ('prepared' in step) {
            await prepareSegment(cache.at(segment, momentAt(step.prepared)), createPace())
            continue
          }
          const filter = FILTERS[step.ask] ?? EMPTY_FILTER
          const moment = momentAt(step.day)
          const is = ({ enterpriseId }: { enterpriseId: string }) => !gone.has(enterpriseId)
          const left = {
            enterprises: records.enterprises.filter(({ id }) => !gone.has(id)),
            riskPoints: records.riskPoints.filter(is),
            hazards: records.hazards.filter(is),
          }
          const expected = selectFacts(left, filter, scope, moment)
          const actual = columnSelection([cache.select(segment, filter, scope, moment)], filter)
          const options = { moment, filter, suppressSingles: false }
          expect(await columnSituation(actual, options)).toEqual(summarize(expected, options))
          expect(actual.riskPoints.length).toBe(expected.riskPoints.length)
          if (listsPoints)
            expect([...actual.riskPoints].map(({ id }) => id).sort()).toEqual(
              [...expected.riskPoints].map(({ id }) => id).sort(),
            )
        }
      }),
      { numRuns: 150 },
    )
  })
})

it('keeps the sums of many hazards no longer than they are true', async () => {
  const owners = ['a', 'b', 'c', 'd']
  const enterprises = owners.map((id) => enterpriseRecord({ id, createdAt: instant(0) }))
  const riskPoints = owners.map((id) =>
    riskPointRecord({
      id: `p-${id}`,
      enterpriseId: id,
      createdAt: instant(0),
      levels: [{ at: instant(1), level: { inherent: 1, current: 4 } }],
    }),
  )
  const hazards = Array.from({ length: 14_000 }, (_, number) =>
    hazardRecord({
      id: `h${number}`,
      enterpriseId: owners[number % 4] ?? '',
      hazardLevel: number % 7 === 0 ? 'major' : 'general',
      foundAt: instant(number % 90),
      deadlines: [{ at: instant(number % 90), day: addDays(FIRST_DAY, 60 + (number % 50)) }],
      states: number % 3 === 0 ? [{ at: instant(95), state: 'CLOSED' as const }] : [],
    }),
  )
  const segment = segmentOf({ enterprises, riskPoints, hazards })
  const cache = createColumnCache(10_000_000)
  const scope = scopeFor()
  const says = async (day: number, basis: Filter['basis'], ...gone: readonly string[]) => {
    const filter = { ...EMPTY_FILTER, basis }
    const moment = momentOf(endOfShanghaiDay(addDays(FIRST_DAY, day)))
    const isLeft = ({ enterpriseId }: { enterpriseId: string }) => !gone.includes(enterpriseId)
    const left = {
      enterprises: enterprises.filter(({ id }) => !gone.includes(id)),
      riskPoints: riskPoints.filter(isLeft),
      hazards: hazards.filter(isLeft),
    }
    const selection = columnSelection([cache.select(segment, filter, scope, moment)], filter)
    const options = { moment, filter, suppressSingles: false }
    const expected = summarize(selectFacts(left, filter, scope, moment), options)
    expect(await columnSituation(selection, options)).toEqual(expected)
    for (const { at } of selection.parts)
      await prepareHazardSums(at, figurePlan(filter, moment), createPace())
    expect(await columnSituation(selection, options)).toEqual(expected)
  }
  await says(100, 'current')
  await says(101, 'current')
  await says(100, 'inherent')
  segment.live[0] = 0
  await says(101, 'current', 'a')
  await says(130, 'current', 'a')
})

it('lists points late as they were when they were selected', () => {
  const records = {
    enterprises: ['a', 'b'].map((id) => enterpriseRecord({ id, createdAt: instant(0) })),
    riskPoints: ['a', 'b'].map((id) =>
      riskPointRecord({ id: `p-${id}`, enterpriseId: id, createdAt: instant(0) }),
    ),
    hazards: [],
  }
  const segment = segmentOf(records)
  const moment = momentOf(instant(10))
  const part = createColumnCache(1_000_000).select(segment, EMPTY_FILTER, scopeFor(), moment)
  const { riskPoints } = columnSelection([part], EMPTY_FILTER)
  expect(part.arePointsListed).toBe(false)
  segment.live[0] = 0
  expect([...riskPoints].map(({ id }) => id).sort()).toEqual(['p-a', 'p-b'])
  expect(part.arePointsListed).toBe(true)
})
