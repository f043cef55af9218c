import { describe, expect, test } from 'vitest'
import { draftOf } from '#web/plan/draft.ts'
import { planFindings } from '#web/plan/findings.ts'
import { planLevel, pointLevelsOf, zoneLevels } from '#web/plan/levels.ts'
import type { PlanDocument } from '#domain/plan.ts'
import { box, level, plan, point, structure, zone } from './plan-builders.ts'

const laid = {
  frame: {
    unit: 'meter',
    metersPerUnit: 1,
    georeference: { kind: 'similarity', controlPoints: [], rmsMeters: 0 },
  },
} as const

function found(document: PlanDocument) {
  return planFindings(draftOf(document), pointLevelsOf(document)).map(({ code, item, names }) =>
    [code, item?.id ?? '', names.area ?? ''].filter((part) => part !== '').join(' '),
  )
}

describe('check of a plan', () => {
  test('a complete plan has nothing to mend', () => {
    const document = plan({
      ...laid,
      structures: [structure('f', { kind: 'fence', geometry: box(-5, -5, 100, 100) })],
      zones: [zone('a', box(0, 0, 10, 10))],
      riskPoints: [point('1', [5, 5], 'a', level(2, 3))],
    })
    expect(found(document)).toEqual([])
  })

  test('overlap is told in square metres, also on a pixel plan with a scale', () => {
    const zones = [zone('a', box(0, 0, 10, 10)), zone('b', box(8, 0, 10, 10))]
    const points = [point('1', [1, 1], 'a', level(4)), point('2', [15, 5], 'b', level(4))]
    expect(found(plan({ ...laid, zones, riskPoints: points }))).toEqual(['zones-overlap a 20.0 m²'])
    const frame = { ...laid.frame, unit: 'pixel', metersPerUnit: 0.5 } as const
    expect(found(plan({ frame, zones, riskPoints: points }))).toEqual(['zones-overlap a 5.0 m²'])
  })

  test('zones that only share a wall do not overlap', () => {
    const zones = [zone('a', box(0, 0, 10, 10)), zone('b', box(10, 0, 10, 10))]
    expect(found(plan({ ...laid, zones }))).toEqual(['zone-empty a', 'zone-empty b'])
  })

  test('points outside the fence, outside every zone, and not graded', () => {
    const document = plan({
      ...laid,
      structures: [structure('f', { kind: 'fence', geometry: box(0, 0, 50, 50) })],
      riskPoints: [point('1', [60, 5], null, level(1)), point('2', [5, 5])],
    })
    expect(found(document)).toEqual([
      'point-outside-fence 1',
      'point-outside-zones 2',
      'point-ungraded 2',
    ])
  })

  test('a fence drawn as a closed line encloses; an open one says nothing', () => {
    const ring = box(0, 0, 50, 50).coordinates[0] ?? []
    const fenced = (coordinates: number[][]) =>
      found(
        plan({
          ...laid,
          structures: [
            structure('f', { kind: 'fence', geometry: { type: 'LineString', coordinates } }),
          ],
          riskPoints: [point('1', [60, 5], null, level(1))],
        }),
      )
    expect(fenced(ring)).toEqual(['point-outside-fence 1'])
    expect(fenced(ring.slice(0, 3))).toEqual(['point-outside-zones 1'])
  })

  test('errors come before reminders', () => {
    const document = plan({
      frame: { unit: 'pixel', metersPerUnit: null, georeference: null },
      zones: [zone('a', box(0, 0, 10, 10), { name: ' ', personId: null })],
    })
    expect(found(document)).toEqual([
      'scale-missing',
      'zone-unnamed a',
      'zone-empty a',
      'zone-unowned a',
      'georeference-missing',
    ])
  })
})

describe('levels of a draft', () => {
  const document = plan({
    zones: [zone('a', box(0, 0, 10, 10)), zone('b', box(20, 0, 10, 10))],
    riskPoints: [
      point('1', [5, 5], 'a', level(1, 3)),
      point('2', [6, 5], 'a', level(2, null)),
      point('3', [50, 50], null, level(3, 4)),
    ],
  })

  test('a zone has the worst of its points, inherent and current apart', () => {
    const levels = zoneLevels(draftOf(document), pointLevelsOf(document))
    expect(levels.get('a')).toEqual({ inherent: 1, current: 2 })
    expect(levels.get('b')).toEqual({ inherent: null, current: null })
  })

  test('points in no zone count for the plan', () => {
    const loose = plan({ riskPoints: [point('3', [50, 50], null, level(3, 4))] })
    expect(planLevel(draftOf(loose), pointLevelsOf(loose))).toEqual({ inherent: 3, current: 4 })
  })
})
