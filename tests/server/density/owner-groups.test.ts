import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { enterpriseAt, momentOf } from '#domain/facts.ts'
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { Filter } from '#domain/filter.ts'
import { matchOwner } from '#domain/match.ts'
import { inScope } from '#domain/scope.ts'
import { chosenGroups, ownerGroups, visibleOwners } from '#server/density/columns/owner-groups.ts'
import { countOfGroups } from '#server/density/columns/point-counts.ts'
import { segmentAt } from '#server/density/columns/segment-at.ts'
import { pairsPassing } from '#server/density/columns/select-points.ts'
import { selectSegment, withoutDead } from '#server/density/columns/select-segment.ts'
import { segmentOf } from './column-records.ts'
import { enterpriseRecord, riskPointRecord, scopeFor } from './records.ts'

/** What is asked once of a group must be what asking each enterprise and each point comes to. */

const NOW = momentOf(new Date('2026-06-01T04:00:00Z'))
const EARLIER = new Date('2026-01-01T00:00:00Z')
const LATER = new Date('2026-07-01T00:00:00Z')
const TOWNSHIPS = ['410622101', '410622102', '410622103']
const SECTORS = ['HC', 'GM']

const owners = fc.array(
  fc.record({
    township: fc.constantFrom(...TOWNSHIPS),
    sector: fc.constantFrom(...SECTORS),
    size: fc.constantFrom('above-scale' as const, 'small' as const),
    createdAt: fc.constantFrom(EARLIER, EARLIER, LATER),
    levels: fc.array(fc.constantFrom(1, 2, 3, 4, null), { maxLength: 6 }),
    dies: fc.boolean(),
  }),
  { minLength: 1, maxLength: 24 },
)
const scopes = fc.array(
  fc
    .record({
      regions: fc.option(fc.subarray(TOWNSHIPS, { minLength: 1 })),
      sectors: fc.option(fc.subarray(SECTORS, { minLength: 1 })),
      enterprises: fc.option(fc.subarray(['e0', 'e1', 'e2', 'e3']), { freq: 6 }),
    })
    .map(scopeFor),
  { minLength: 1, maxLength: 7 },
)
const filters = fc
  .record({
    township: fc.subarray(TOWNSHIPS),
    sector: fc.subarray(SECTORS),
    size: fc.constantFrom<Filter['size']>([], [], ['small']),
    level: fc.subarray(['1', '2', '3', '4', 'none'] as const),
    basis: fc.constantFrom('current' as const, 'inherent' as const),
  })
  .map((given): Filter => ({ ...EMPTY_FILTER, ...given }))

describe('what is asked of groups of enterprises', () => {
  it('is what asking each enterprise and each point comes to, before and after some are replaced', () => {
    fc.assert(
      fc.property(owners, scopes, filters, (given, asked, filter) => {
        const records = given.map(({ township, sector, size, createdAt }, number) =>
          enterpriseRecord({ id: `e${number}`, township, sector, size, createdAt }),
        )
        const segment = segmentOf({
          enterprises: records,
          riskPoints: given.flatMap(({ levels }, number) =>
            levels.map((current, item) =>
              riskPointRecord({
                id: `p${number}-${item}`,
                enterpriseId: `e${number}`,
                levels: [{ at: EARLIER, level: { inherent: 1, current } }],
              }),
            ),
          ),
          hazards: [],
        })
        const at = segmentAt(segment, NOW)
        const earlier = asked.map((scope) => selectSegment(at, filter, scope))
        for (const isAfter of [false, true]) {
          if (isAfter)
            for (const [number, { dies }] of given.entries()) if (dies) segment.live[number] = 0
          // More scopes than are remembered, in the same order, and the last of them once more.
          for (const scope of [...asked, ...asked.slice(-1)]) {
            const isVisible = records.map(
              (one, number) =>
                enterpriseAt(one, NOW) !== null &&
                segment.live[number] === 1 &&
                inScope(scope, one),
            )
            expect(Array.from(visibleOwners(at, scope), Boolean)).toEqual(isVisible)
            const part = selectSegment(at, filter, scope)
            const passes = records.map(
              (one, number) => isVisible[number] === true && matchOwner(filter, one),
            )
            expect(Array.from(part.groups?.enterprises ?? [], Boolean)).toEqual(passes)
            expect(part.pointCount).toBe(part.points.length)
            expectGroups(segment, part.groups?.enterprises ?? new Uint8Array(given.length))
          }
        }
        for (const part of earlier) {
          const left = withoutDead(part)
          expect(left.pointCount).toBe(left.points.length)
        }
      }),
    )
  })

  it('leaves the table of a filter as it is, whoever asks', () => {
    const filter: Filter = { ...EMPTY_FILTER, level: ['none'], status: ['REPORTED'] }
    const before = pairsPassing(filter).slice()
    const segment = segmentOf({
      enterprises: [enterpriseRecord({ id: 'e' })],
      riskPoints: [riskPointRecord({ id: 'p', enterpriseId: 'e', levels: [] })],
      hazards: [],
    })
    const at = segmentAt(segment, NOW)
    expect(selectSegment(at, filter, scopeFor()).hazards).toHaveLength(0)
    expect(pairsPassing(filter)).toEqual(before)
    expect(countOfGroups(at, { enterprises: Uint8Array.of(1), pairs: before })).toBe(1)
  })
})

function expectGroups(segment: ReturnType<typeof segmentOf>, enterprises: Uint8Array): void {
  const { groups, groupOf } = ownerGroups(segment)
  const { whole, inParts, hasParts } = chosenGroups(segment, enterprises)
  for (const group of groups.keys()) {
    const own = Array.from(enterprises).filter((_, number) => groupOf[number] === group)
    const [some, all] = [own.includes(1), !own.includes(0)]
    expect([whole[group], inParts[group]]).toEqual([all ? 1 : 0, some && !all ? 1 : 0])
  }
  expect(hasParts).toBe(inParts.includes(1))
}
