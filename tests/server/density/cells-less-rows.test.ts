import fc from 'fast-check'
import { expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { segmentAt } from '#server/density/columns/segment-at.ts'
import { selectSegment, withoutDead } from '#server/density/columns/select-segment.ts'
import { FINEST_CELL_ZOOM } from '#server/density/tiles/cell-layer.ts'
import { cellsOfZoom } from '#server/density/tiles/cell-pyramid.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, riskPointRecord, scopeFor } from './records.ts'

const NOON = momentOf(new Date('2026-06-01T04:00:00Z'))
const LONG_AGO = new Date('2026-01-05T02:00:00Z')
const ENTERPRISES = 8

const owners = fc.nat(ENTERPRISES - 1)
/** Some stand in one cell, some lie nowhere. */
const places = fc.option(
  fc.tuple(fc.constantFrom(114.1, 114.1001, 114.2), fc.constantFrom(35.5, 35.5001, 35.6)),
)
const levels = fc.constantFrom(1, 2, 3, 4, null)
const rows = fc.record({ owner: owners, position: places, level: levels, major: fc.boolean() })
const counties = fc.array(rows, { maxLength: 40 }).map((all) => ({
  enterprises: Array.from({ length: ENTERPRISES }, (_, number) =>
    enterpriseRecord({
      id: `e${number}`,
      position: null,
      township: number % 2 === 0 ? '410622101' : '410622102',
    }),
  ),
  riskPoints: all.map(({ owner, position, level }, number) =>
    riskPointRecord({
      ...{ id: `p${number}`, enterpriseId: `e${owner}`, position },
      levels: [{ at: LONG_AGO, level: { inherent: 1, current: level } }],
    }),
  ),
  hazards: all.map(({ owner, position, major }, number) =>
    hazardRecord({
      ...{ id: `h${number}`, enterpriseId: `e${owner}`, riskPointId: `p${number}`, position },
      hazardLevel: major ? 'major' : 'general',
      deadlines: [{ at: LONG_AGO, day: number % 3 === 0 ? '2026-02-01' : '2026-12-31' }],
    }),
  ),
}))
const FILTERS: readonly Filter[] = [
  EMPTY_FILTER,
  { ...EMPTY_FILTER, level: ['1', '2'], township: ['410622101'] },
  { ...EMPTY_FILTER, basis: 'inherent', level: ['1'] },
  { ...EMPTY_FILTER, overdue: ['true'] },
  { ...EMPTY_FILTER, hazardLevel: ['major'] },
  { ...EMPTY_FILTER, q: '示例' },
]
/** Enterprises that a newer segment takes over, and the zooms that are asked for then. */
const steps = fc.array(
  fc.record({
    gone: fc.array(owners, { maxLength: 3 }),
    zooms: fc.array(fc.constantFrom(0, 9, 15, 16, 17, FINEST_CELL_ZOOM), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
)

it('gives, after any sequence of losses, the cells of what is left counted anew', () => {
  fc.assert(
    fc.property(counties, steps, fc.constantFrom(...FILTERS), (records, sequence, filter) => {
      const segment = segmentOf(records)
      const at = segmentAt(segment, NOON)
      let part = selectSegment(at, filter, scopeFor())
      for (const noun of ['risk-points', 'hazards'] as const)
        cellsOfZoom(part, noun, filter.basis, 15)
      for (const { gone, zooms } of sequence) {
        for (const number of gone) segment.live[number] = 0
        part = withoutDead(part)
        const anew = selectSegment(at, filter, scopeFor())
        for (const noun of ['risk-points', 'hazards'] as const)
          for (const zoom of zooms)
            expect(cellsOfZoom(part, noun, filter.basis, zoom)).toEqual(
              cellsOfZoom(anew, noun, filter.basis, zoom),
            )
      }
    }),
    { numRuns: 300 },
  )
})
