import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, endOfShanghaiDay } from '#domain/day.ts'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import type { Kernel } from '#domain/kernel.ts'
import type { RiskLevel } from '#domain/risk-level.ts'
import type { Scope } from '#domain/scope.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { createColumnCache } from '#server/density/column-cache.ts'
import { columnSelection } from '#server/density/columns/column-selection.ts'
import { rowsOfIds } from '#server/density/columns/id-rows.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { densityField } from '#server/density/field/density-field.ts'
import type { DensityOptions, SubjectField } from '#server/density/field/density-field.ts'
import { prepareOwnerNodes } from '#server/density/lattice/owner-nodes.ts'
import { DENSITY_SUBJECTS } from '#server/density/lattice/subject-rows.ts'
import { createPace } from '#server/density/pace.ts'
import { createLatticeCache, questionOf } from '#server/density/question.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

const FIRST_DAY = '2026-03-01'
const LONG_AGO = new Date('2026-01-05T02:00:00Z')
const OWNERS = 6
const TOWNSHIPS = ['410622101', '410622102']
const SECTORS = ['HC', 'GM', 'industry-trade']

const OPTIONS: DensityOptions = {
  subject: 'risk-points',
  basis: 'current',
  kernel: 'gaussian',
  bandwidthMeters: 1500,
}

const owner = fc.nat(OWNERS - 1)
const days = fc.nat(20)
const level = fc.constantFrom<RiskLevel | null>(null, 1, 2, 3, 4)
const position = fc.option(
  fc.tuple(
    fc.double({ min: 114.1, max: 114.3, noNaN: true }),
    fc.double({ min: 35.5, max: 35.7, noNaN: true }),
  ),
  { freq: 6 },
)
const row = fc.record({ owner, position, level, other: level, day: days, isMajor: fc.boolean() })
const plants = fc.array(row, { minLength: 5, maxLength: 40 }).map((rows) => ({
  enterprises: Array.from({ length: OWNERS }, (_, number) =>
    enterpriseRecord({
      id: `e${number}`,
      township: TOWNSHIPS[number % 2] ?? null,
      sector: SECTORS[number % 3] ?? '',
    }),
  ),
  riskPoints: rows.map((own, number) =>
    riskPointRecord({
      ...{ id: `p${number}`, enterpriseId: `e${own.owner}`, position: own.position },
      levels: [
        { at: LONG_AGO, level: { inherent: own.level, current: own.other } },
        // Some change on a day that is asked about.
        {
          at: new Date(`${addDays(FIRST_DAY, own.day)}T04:00:00Z`),
          level: { inherent: 1, current: own.level },
        },
      ],
    }),
  ),
  hazards: rows.map((own, number) =>
    hazardRecord({
      ...{ id: `h${number}`, enterpriseId: `e${own.owner}`, position: own.position },
      hazardLevel: own.isMajor ? 'major' : 'general',
      deadlines: [{ at: LONG_AGO, day: addDays(FIRST_DAY, own.day) }],
    }),
  ),
}))

const filter = fc.record(
  {
    township: fc.subarray(TOWNSHIPS),
    sector: fc.subarray(SECTORS),
    level: fc.subarray(['1', '2', '3', '4', 'none'] as const),
    basis: fc.constantFrom('current' as const, 'inherent' as const),
    overdue: fc.constantFrom([], ['true' as const]),
    q: fc.constantFrom(null, '1'),
  },
  { requiredKeys: [] },
)
const question = fc.record({
  filter: fc.oneof(fc.constant({}), filter),
  day: fc.constantFrom(5, 12, 30, 30, 31),
  subject: fc.constantFrom(...DENSITY_SUBJECTS),
  scope: fc.constantFrom(
    scopeFor(),
    scopeFor({ regions: ['410622101'] }),
    scopeFor({ sectors: ['HC', 'GM'] }),
  ),
})
const basis = fc.constantFrom('current' as const, 'inherent' as const)
/** Questions, enterprises that a newer segment takes over, and points shared out ahead. */
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: question },
    { weight: 1, arbitrary: fc.record({ replaced: owner, by: plants }) },
    { weight: 1, arbitrary: fc.record({ preparedBy: basis, day: fc.constantFrom(30, 31) }) },
  ),
  { minLength: 2, maxLength: 14 },
)

async function told({ field, lattice, unplaced }: SubjectField) {
  const [x = 0, y = 0] = lngLatToTileFraction([114.2, 35.6], 9).map(Math.floor)
  const tile = await field.tile(9, x, y, 32)
  return {
    ...{ unplaced, weight: field.totalWeight, bounds: field.bounds, peak: await field.peak() },
    ...{ count: lattice.count, bytes: lattice.bytes, tile: tile && [...tile] },
  }
}

describe('a lattice made from the nearest one', () => {
  it('is, to the bit, the one made anew, whatever was asked and written before', async () => {
    const kernels = fc.constantFrom<Kernel>('gaussian', 'quartic')
    await fc.assert(
      fc.asyncProperty(plants, steps, kernels, async (records, sequence, kernel) => {
        const columns = createColumnCache(10_000_000)
        /** Of the same rows, but nothing is ever shared out ahead of them. */
        const plain = createColumnCache(10_000_000)
        const lattices = createLatticeCache(10_000_000)
        const segments: Segment[] = [segmentOf(records)]
        for (const step of sequence) {
          if ('replaced' in step) {
            replace(segments, `e${step.replaced}`, segmentOf(step.by))
            continue
          }
          const moment = momentOf(endOfShanghaiDay(addDays(FIRST_DAY, step.day)))
          if ('preparedBy' in step) {
            const sharing = { ...OPTIONS, kernel, basis: step.preparedBy }
            for (const own of segments)
              await prepareOwnerNodes(columns.at(own, moment), sharing, createPace())
            continue
          }
          const asked: Filter = { ...EMPTY_FILTER, ...step.filter }
          const parts = segments.map((own) => columns.select(own, asked, step.scope, moment))
          const known = questionOf(asked, step.scope, moment, lattices)
          const options = { ...OPTIONS, subject: step.subject, basis: asked.basis, kernel }
          const near = await densityField(columnSelection(parts, asked, known), options)
          const others = segments.map((own) => plain.select(own, asked, step.scope, moment))
          const anew = await densityField(columnSelection(others, asked), options)
          expect(await told(near)).toEqual(await told(anew))
        }
      }),
      { numRuns: 120 },
    )
  })

  it('makes nothing that lasts of a choice that was not prepared, however often it is asked', async () => {
    const segment = segmentOf({
      enterprises: [enterpriseRecord({ id: 'e0', sector: 'HC' })],
      riskPoints: [riskPointRecord({ id: 'p0', enterpriseId: 'e0', position: [114.2, 35.6] })],
      hazards: [],
    })
    const columns = createColumnCache(10_000_000)
    const today = momentOf(endOfShanghaiDay(FIRST_DAY))
    const ask = async (sector: string[], kernel: Kernel) => {
      const asked = { ...EMPTY_FILTER, sector }
      const parts = [columns.select(segment, asked, scopeFor(), today)]
      await densityField(columnSelection(parts, asked), { ...OPTIONS, kernel })
      return columns.momentBytes([segment])
    }
    const unprepared = await ask(['HC'], 'gaussian')
    await prepareOwnerNodes(columns.at(segment, today), OPTIONS, createPace())
    const prepared = await ask(['HC', 'GM'], 'gaussian')
    expect(prepared).toBeGreaterThan(unprepared)
    for (const sector of [['HC'], ['HC', 'GM'], ['HC', 'industry-trade']])
      expect(await ask(sector, 'quartic')).toBe(prepared)
  })

  it('is sought among those of its own scope', async () => {
    const lattices = createLatticeCache(10_000_000)
    const today = momentOf(endOfShanghaiDay(FIRST_DAY))
    const ask = (asked: Filter, scope: Scope) => questionOf(asked, scope, today, lattices)
    const [mine, theirs] = [scopeFor(), scopeFor({ sectors: ['HC'] })]
    const whole = ask(EMPTY_FILTER, mine)
    await densityField(columnSelection([], EMPTY_FILTER, whole), OPTIONS)
    const choice = 'risk-points,current,gaussian,1500,false'
    const filtered = { ...EMPTY_FILTER, sector: ['GM'] }
    expect(lattices.near(ask(filtered, mine), choice)).toHaveLength(1)
    expect(lattices.near(ask(filtered, theirs), choice)).toHaveLength(0)
    expect(lattices.near(ask(EMPTY_FILTER, theirs), choice)).toHaveLength(0)
  })
})

function replace(segments: Segment[], id: string, made: Segment): void {
  for (const { enterprises, live } of segments)
    for (const number of rowsOfIds(enterprises.ids, [id])) live[number] = 0
  const own = rowsOfIds(made.enterprises.ids, [id])
  for (const number of made.live.keys()) if (!own.includes(number)) made.live[number] = 0
  segments.push(made)
}
