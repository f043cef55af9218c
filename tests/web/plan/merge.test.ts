import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { draftOf, putRiskPoint, putZone, removeItem, type PlanDraft } from '#web/plan/draft.ts'
import { mergePlans, planChanges } from '#web/plan/merge.ts'
import { box, plan, point, structure, zone } from './plan-builders.ts'

const base = draftOf(
  plan({
    zones: [zone('a', box(0, 0, 10, 10)), zone('b', box(20, 0, 10, 10))],
    structures: [structure('s')],
    riskPoints: [point('1', [5, 5], 'a')],
  }),
)

function renamed(draft: PlanDraft, id: string, name: string): PlanDraft {
  const found = draft.zones.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no zone ${id}`)
  return putZone(draft, { ...found, name })
}

describe('what changed between two states', () => {
  test('nothing, when only the order of keys differs', () => {
    const [first, ...rest] = base.zones
    if (first === undefined) throw new Error('no zone')
    const { geometry, ...others } = first
    const shuffled = {
      ...base,
      zones: [{ geometry: structuredClone(geometry), ...others }, ...rest],
    }
    expect(planChanges(base, shuffled)).toEqual([])
  })

  test('added, changed and removed, by id', () => {
    const after = renamed(
      removeItem(putZone(base, zone('c', box(40, 0, 5, 5))), { kind: 'structure', id: 's' }),
      'b',
      '冷库',
    )
    expect(
      planChanges(base, after).map(({ item, change }) => [item.kind, item.id, change]),
    ).toEqual([
      ['zone', 'b', 'changed'],
      ['zone', 'c', 'added'],
      ['structure', 's', 'removed'],
    ])
  })
})

describe('bringing my changes onto what the other saved', () => {
  test('changes to different things both stand', () => {
    const { draft, contested } = mergePlans(
      base,
      renamed(base, 'a', '我的'),
      renamed(base, 'b', '对方'),
    )
    expect(draft.zones.map(({ name }) => name)).toEqual(['我的', '对方'])
    expect(contested).toEqual([])
  })

  test('of the same thing mine stands, and it is told', () => {
    const { draft, contested } = mergePlans(
      base,
      renamed(base, 'a', '我的'),
      renamed(base, 'a', '对方'),
    )
    expect(draft.zones[0]?.name).toBe('我的')
    expect(contested.map(({ item, name }) => [item.id, name])).toEqual([['a', '对方']])
  })

  test('the same change on both sides is no contest', () => {
    const { contested } = mergePlans(base, renamed(base, 'a', '同名'), renamed(base, 'a', '同名'))
    expect(contested).toEqual([])
  })

  test('what I removed stays removed, what the other removed and I changed comes back', () => {
    const gone = mergePlans(
      base,
      removeItem(base, { kind: 'zone', id: 'a' }),
      renamed(base, 'a', '对方'),
    )
    expect(gone.draft.zones.map(({ id }) => id)).toEqual(['b'])
    const back = mergePlans(
      base,
      renamed(base, 'a', '我的'),
      removeItem(base, { kind: 'zone', id: 'a' }),
    )
    expect(back.draft.zones.map(({ name }) => name).sort()).toContain('我的')
  })

  test('a point of mine is placed in a zone the other drew', () => {
    const theirs = putZone(base, zone('c', box(40, 0, 5, 5)))
    const mine = putRiskPoint(base, {
      id: 'new',
      number: '2',
      name: '',
      position: [42, 2],
      isNew: true,
    })
    const { draft } = mergePlans(base, mine, theirs)
    expect(draft.riskPoints.find(({ id }) => id === 'new')?.zoneId).toBe('c')
  })

  test('with nothing of mine the merge is theirs, with nothing of theirs it is mine', () => {
    const edit = fc.constantFrom<(draft: PlanDraft) => PlanDraft>(
      (draft) => renamed(draft, 'b', '改名'),
      (draft) => putZone(draft, zone('z', box(70, 0, 5, 5))),
      (draft) => removeItem(draft, { kind: 'structure', id: 's' }),
      (draft) => ({ ...draft, name: '一车间' }),
    )
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        const other = edits.reduce((draft, change) => change(draft), base)
        expect(planChanges(other, mergePlans(base, base, other).draft)).toEqual([])
        expect(planChanges(other, mergePlans(base, other, base).draft)).toEqual([])
      }),
    )
  })
})
