import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { HAZARD_STATES, isOpenState } from '#domain/hazard.ts'
import { hazardCounts, matchHazard } from '#domain/match.ts'
import { ColumnHazard } from '#server/density/columns/column-rows.ts'
import { segmentAt } from '#server/density/columns/segment-at.ts'
import { selectSegment } from '#server/density/columns/select-segment.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, hazardRecord, scopeFor } from './records.ts'

/** Hazards that count are the same rows whether or not the closed ones beside them are listed before. */

const NOW = momentOf(new Date('2026-06-01T04:00:00Z'))
const FOUND = new Date('2026-01-01T00:00:00Z')
const ENTERPRISES = Array.from({ length: 40 }, (_, number) => `e${number}`)

const hazards = fc.array(
  fc.record({
    owner: fc.constantFrom(...ENTERPRISES),
    state: fc.constantFrom(...HAZARD_STATES),
    hazardLevel: fc.constantFrom('general' as const, 'major' as const),
    description: fc.constantFrom('法兰渗漏', '护栏缺失'),
    due: fc.constantFrom('2026-02-01', '2026-12-31', null),
    foundAt: fc.constantFrom(FOUND, FOUND, new Date('2026-07-01T00:00:00Z')),
  }),
  { maxLength: 80 },
)
const filters = fc
  .record({
    // All of them, or so few that only their rows are looked at.
    enterprise: fc.oneof(fc.constant<string[]>([]), fc.subarray(ENTERPRISES, { maxLength: 2 })),
    status: fc.oneof(fc.constant<Filter['status']>([]), fc.subarray([...HAZARD_STATES])),
    hazardLevel: fc.constantFrom<Filter['hazardLevel']>([], ['major']),
    overdue: fc.constantFrom<Filter['overdue']>([], ['true'], ['false']),
    level: fc.constantFrom<Filter['level']>([], ['none'], ['1']),
    q: fc.constantFrom(null, null, '渗漏'),
    from: fc.constantFrom(null, '2026-01-02'),
  })
  .map((given): Filter => ({ ...EMPTY_FILTER, ...given }))

describe('hazards that a filter lets through', () => {
  it('are the same rows in whatever order their lists are asked for', () => {
    fc.assert(
      fc.property(hazards, filters, fc.boolean(), (given, filter, isReplaced) => {
        const segment = segmentOf({
          enterprises: ENTERPRISES.map((id) => enterpriseRecord({ id })),
          riskPoints: [],
          hazards: given.map(({ owner, state, due, ...rest }, number) =>
            hazardRecord({
              ...rest,
              id: `h${number}`,
              enterpriseId: owner,
              states: [{ at: FOUND, state }],
              deadlines: [{ at: FOUND, day: due }],
            }),
          ),
        })
        const at = segmentAt(segment, NOW)
        const select = () => selectSegment(at, filter, scopeFor())
        const [ofAll, ofCounted] = [select(), select()]
        const all = ofAll.allHazards
        const counted = ofCounted.hazards
        expect(ofAll.hazards).toEqual(counted)
        expect(ofCounted.allHazards).toEqual(all)
        expect(ofAll.mostBytes).toBe(ofCounted.mostBytes)
        const rowsThat = (passes: (hazard: ColumnHazard) => boolean) =>
          Uint32Array.from(at.state.keys()).filter(
            (row) =>
              HAZARD_STATES[at.state[row] as number] !== undefined &&
              passes(new ColumnHazard(at, row)),
          )
        const matching = rowsThat((hazard) => matchHazard(filter, hazard))
        expect(all).toEqual(matching)
        expect(counted).toEqual(
          rowsThat((hazard) => matchHazard(filter, hazard) && hazardCounts(filter, hazard)),
        )
        if (!isReplaced) return
        const halfListed = select()
        expect(halfListed.hazards).toEqual(counted)
        segment.live.fill(0, 0, 20)
        const left = halfListed.hazardList.ofLive()
        const anew = select().hazardList
        expect(left.counted()).toEqual(anew.counted())
        expect(left.all()).toEqual(anew.all())
      }),
    )
  })

  it('count while they are open, where no status is asked for', () => {
    const segment = segmentOf({
      enterprises: [enterpriseRecord({ id: 'e' })],
      riskPoints: [],
      hazards: HAZARD_STATES.map((state, number) =>
        hazardRecord({ id: `h${number}`, enterpriseId: 'e', states: [{ at: FOUND, state }] }),
      ),
    })
    const { hazards: counted } = selectSegment(segmentAt(segment, NOW), EMPTY_FILTER, scopeFor())
    expect(counted).toHaveLength(HAZARD_STATES.filter(isOpenState).length)
  })
})
