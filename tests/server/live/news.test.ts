import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HazardRecord } from '#domain/facts.ts'
import { holdingsOf } from '#server/density/holding.ts'
import type { Holding } from '#server/density/holding.ts'
import { createTouched, newsFor } from '#server/live/news.ts'
import type { Touched } from '#server/live/news.ts'
import type { Change } from '#server/store/transact.ts'
import { enterpriseRecord, hazardRecord } from '#tests/domain/fact-builders.ts'
import { segmentOf } from '#tests/server/density/column-records.ts'

const SEEING = { personalData: true, suppressSingles: false }
const SCREEN = { personalData: false, suppressSingles: true }
const NOTHING: Touched = { named: new Map(), regions: false }

function holding(
  id: string,
  hazards: readonly HazardRecord[] = [],
  name = id,
  township: string | null = '410622101',
  archivedAt: Date | null = null,
): Holding {
  const record = enterpriseRecord({ id, name, township, archivedAt })
  const segment = segmentOf({ enterprises: [record], riskPoints: [], hazards })
  const [held] = holdingsOf(segment, Uint8Array.of(1))
  if (held === undefined) throw new Error('nothing is held')
  return held
}

const touchedBy = (changes: readonly Change[]) => {
  const touched = createTouched()
  touched.add(changes)
  return touched.take()
}

describe('news of a scope', () => {
  it('is nothing while its rows are the same, whatever was committed elsewhere', () => {
    const rows = [holding('a')]
    const foreign = touchedBy([
      { kind: 'everything', id: '*', enterpriseId: null },
      { kind: 'hazard', id: 'x', enterpriseId: 'foreign' },
      { kind: 'user', id: 'x', enterpriseId: null },
    ])
    // Read again, they are other objects of the same content.
    expect(newsFor(SEEING, rows, [holding('a')], foreign)).toEqual({
      subjects: new Set(),
      hazards: [],
    })
  })

  it('names what differs of an enterprise whose change was named', () => {
    const touched = touchedBy([{ kind: 'hazard', id: 'h', enterpriseId: 'a' }])
    const now = [holding('a', [hazardRecord({ id: 'h', enterpriseId: 'a' })])]
    const { subjects, hazards } = newsFor(SEEING, [holding('a')], now, touched)
    expect([...subjects]).toEqual(['hazards'])
    expect(hazards).toEqual([{ id: 'h', hazardLevel: 'general', township: '410622101' }])
  })

  it('names everything of one that nobody named, and persons only to whom they may be told', () => {
    const before = [holding('a')]
    const now = [holding('a', [], '另一个名字')]
    expect(newsFor(SEEING, before, now, NOTHING).subjects.size).toBe(8)
    const screen = newsFor(SCREEN, before, now, NOTHING)
    expect(screen.subjects.has('persons')).toBe(false)
    expect(screen.subjects.size).toBe(7)
  })

  it('names what rows alone do not show', () => {
    const touched = touchedBy([
      { kind: 'plan', id: 'p', enterpriseId: 'a' },
      { kind: 'person', id: 'p', enterpriseId: 'foreign' },
      { kind: 'region', id: '410622', enterpriseId: null },
    ])
    const rows = [holding('a')]
    expect([...newsFor(SEEING, rows, rows, touched).subjects]).toEqual(['plans', 'regions'])
  })

  it('tells of an enterprise that comes or goes, without its old hazards', () => {
    const whole = holding('a', [hazardRecord({ id: 'h', enterpriseId: 'a' })])
    expect(newsFor(SEEING, [], [whole], NOTHING).hazards).toEqual([])
    expect(newsFor(SEEING, [], [whole], NOTHING).subjects).toContain('enterprises')
    expect(newsFor(SEEING, [whole], [], NOTHING).subjects).toContain('hazards')
  })

  it('tells of hazards that are open only', () => {
    const at = new Date('2026-05-01T00:00:00.000Z')
    const closed = hazardRecord({ id: 'h', enterpriseId: 'a', states: [{ at, state: 'CLOSED' }] })
    const archived = hazardRecord({ id: 'i', enterpriseId: 'a', archivedAt: at })
    const now = [holding('a', [closed, archived])]
    expect(newsFor(SEEING, [holding('a')], now, NOTHING).hazards).toEqual([])
  })

  it('names to a screen no township that so few enterprises stand in that it names one of them', () => {
    const many = ['b', 'c', 'd'].map((id) => holding(id))
    const others = ['e', 'f', 'g'].map((id) => holding(id, [], id, '410622103'))
    const hazard = hazardRecord({ id: 'h', enterpriseId: 'a' })
    const townshipTold = (scope: typeof SCREEN, township: string | null, rest: Holding[]) => {
      const before = [holding('a', [], 'a', township), ...rest]
      const now = [holding('a', [hazard], 'a', township), ...rest]
      return newsFor(scope, before, now, NOTHING).hazards.map((notice) => notice.township)
    }
    expect(townshipTold(SEEING, '410622102', many)).toEqual(['410622102'])
    expect(townshipTold(SCREEN, '410622102', many)).toEqual([null])
    expect(townshipTold(SCREEN, '410622101', many)).toEqual(['410622101'])
    expect(townshipTold(SCREEN, null, many)).toEqual([null])
    // One that is archived is not seen, and hides nobody.
    const archived = holding('i', [], 'i', '410622102', new Date('2026-05-01T00:00:00.000Z'))
    const few = [holding('k', [], 'k', '410622102'), archived, ...many, ...others]
    expect(townshipTold(SCREEN, '410622102', few)).toEqual([null])
    // Nor is the township that the total less the others would give away.
    const lone = [holding('k', [], 'k', '410622104'), ...many.slice(0, 2), ...others]
    expect(townshipTold(SCREEN, '410622101', lone)).toEqual([null])
  })

  it('can be put back when it could not be told', () => {
    const touched = createTouched()
    touched.add([{ kind: 'plan', id: 'p', enterpriseId: 'a' }])
    const taken = touched.take()
    expect(touched.take().named.size).toBe(0)
    touched.addRegions()
    touched.giveBack(taken)
    expect(touched.take()).toEqual({ named: new Map([['plans', new Set(['a'])]]), regions: true })
  })
})

const PLANTS = 90
/** Each plant as it may be at some time. */
const versions = Array.from({ length: PLANTS }, (_, plant) =>
  [0, 1, 2].map((version) =>
    holding(
      `e${plant}`,
      Array.from({ length: version }, (_, number) =>
        hazardRecord({
          id: `h${plant}-${number}`,
          enterpriseId: `e${plant}`,
          hazardLevel: version === 2 ? 'major' : 'general',
        }),
      ),
      version === 1 ? `改名 ${plant}` : `e${plant}`,
    ),
  ),
)
/** Where plants are put that changed: behind the others, or, with some that did not, before them. */
const changes = fc.record({
  from: fc.nat(PLANTS - 1),
  count: fc.integer({ min: 1, max: PLANTS }),
  version: fc.option(fc.nat(2)),
  toFront: fc.boolean(),
})

describe('news of two views that share most of what they hold', () => {
  it('is that of two views that share nothing', () => {
    const copyOf = (one: Holding): Holding => ({
      ...{ enterprise: one.enterprise, digests: one.digests },
      hazards: () => one.hazards(),
    })
    fc.assert(
      fc.property(
        fc.array(changes, { minLength: 1, maxLength: 5 }),
        fc.subarray(['e0', 'e40', 'e89', 'foreign']),
        (sequence, named) => {
          let before = versions.slice(0, 80).map(([first]) => first as Holding)
          const touched = touchedBy(
            named.map((enterpriseId) => ({ kind: 'hazard', id: 'h', enterpriseId })),
          )
          for (const { from, count, version, toFront } of sequence) {
            const ids = new Set(Array.from({ length: count }, (_, one) => `e${from + one}`))
            const rest = before.filter(({ enterprise }) => !ids.has(enterprise.id))
            const moved = versions
              .slice(from, from + count)
              .flatMap((plant) => (version === null ? [] : [plant[version] as Holding]))
            const after = toFront ? [...moved, ...rest] : [...rest, ...moved]
            for (const scope of [SEEING, SCREEN])
              expect(newsFor(scope, before, after, touched)).toEqual(
                newsFor(scope, before, after.map(copyOf), touched),
              )
            before = after
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})
