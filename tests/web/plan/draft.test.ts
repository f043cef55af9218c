import { describe, expect, test } from 'vitest'
import {
  draftOf,
  nextPointNumber,
  planInputOf,
  putRiskPoint,
  putZone,
  removeItem,
  shortPointNumber,
} from '#web/plan/draft.ts'
import { box, plan, point, zone } from './plan-builders.ts'

const twoZones = plan({
  zones: [zone('a', box(0, 0, 10, 10)), zone('b', box(20, 0, 10, 10))],
  riskPoints: [point('1', [5, 5], 'a'), point('2', [15, 5])],
})

describe('draft of a plan', () => {
  test('a saved draft is the document without what is computed', () => {
    const input = planInputOf(draftOf(twoZones))
    expect(input.zones[0]).not.toHaveProperty('level')
    expect(input.riskPoints).toEqual([
      { id: '1', position: [5, 5], zoneId: 'a' },
      { id: '2', position: [15, 5], zoneId: null },
    ])
  })

  test('a point the server does not know yet is not in the body of a save', () => {
    const draft = putRiskPoint(draftOf(twoZones), {
      id: 'new',
      number: '3',
      name: '',
      position: [25, 5],
      isNew: true,
    })
    expect(draft.riskPoints.at(-1)).toMatchObject({ id: 'new', zoneId: 'b' })
    expect(planInputOf(draft).riskPoints.map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('points follow the shape of their zone, loose ones inside are taken up', () => {
    const draft = draftOf(twoZones)
    const [a] = draft.zones
    if (a === undefined) throw new Error('no zone')
    const moved = putZone(draft, { ...a, geometry: box(12, 0, 6, 10) })
    expect(moved.riskPoints.map(({ zoneId }) => zoneId)).toEqual([null, 'a'])
  })

  test('a name changes no membership, even of a point bound to a zone it lies outside', () => {
    const bound = draftOf(plan({ ...twoZones, riskPoints: [point('1', [50, 50], 'a')] }))
    const [a] = bound.zones
    if (a === undefined) throw new Error('no zone')
    expect(putZone(bound, { ...a, name: '新名' }).riskPoints[0]?.zoneId).toBe('a')
  })

  test('a removed zone leaves its points to the zone beneath', () => {
    const nested = plan({
      zones: [zone('site', box(0, 0, 100, 100)), zone('a', box(0, 0, 10, 10))],
      riskPoints: [point('1', [5, 5], 'a')],
    })
    const draft = removeItem(draftOf(nested), { kind: 'zone', id: 'a' })
    expect(draft.riskPoints[0]?.zoneId).toBe('site')
  })

  test('of two zones around a point the smaller one takes it', () => {
    const nested = plan({
      zones: [zone('site', box(0, 0, 100, 100)), zone('a', box(0, 0, 10, 10))],
    })
    const draft = putRiskPoint(draftOf(nested), {
      id: 'x',
      number: '1',
      name: '',
      position: [5, 5],
      isNew: true,
    })
    expect(draft.riskPoints[0]?.zoneId).toBe('a')
  })

  test.each([
    [[], '1'],
    [['1', '2', '9'], '10'],
    [['FX-007', 'FX-012'], 'FX-013'],
    [['未编号'], '1'],
  ])('after numbers %j comes %s', (numbers, next) => {
    expect(nextPointNumber(numbers.map((number) => ({ number })))).toBe(next)
  })

  test('the mark of a point holds the short form of its number', () => {
    expect(shortPointNumber('FX-012')).toBe('12')
    expect(shortPointNumber('7')).toBe('7')
  })
})
