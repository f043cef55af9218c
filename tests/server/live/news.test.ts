import { describe, expect, it } from 'vitest'
import type { HazardRecord } from '#domain/facts.ts'
import { sealHolding } from '#server/density/holding.ts'
import type { Holding } from '#server/density/holding.ts'
import { createTouched, newsFor } from '#server/live/news.ts'
import type { Touched } from '#server/live/news.ts'
import type { Change } from '#server/store/transact.ts'
import { enterpriseRecord, hazardRecord } from '#tests/domain/fact-builders.ts'

const SEEING = { personalData: true }
const NOTHING: Touched = { named: new Map(), regions: false }

function holding(id: string, hazards: readonly HazardRecord[] = [], name = id): Holding {
  const record = enterpriseRecord({ id, name, township: '410622101' })
  return sealHolding({ enterprise: record, riskPoints: [], hazards: [...hazards], zones: [] })
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
    const screen = newsFor({ personalData: false }, before, now, NOTHING)
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
