import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  assessMajorHazardSource,
  exposureFactor,
  substanceThreshold,
  type MajorHazardSource,
  type StoredSubstance,
} from '#domain/major-hazard-source.ts'

function assessed(
  substances: readonly StoredSubstance[],
  exposedPersons: number | null,
): MajorHazardSource {
  const result = assessMajorHazardSource({ substances, exposedPersons })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

function stored(quantityTons: number | null, thresholdTons: number, beta: number): StoredSubstance {
  return { name: '示例物质', quantityTons, thresholdTons, beta }
}

describe('assessMajorHazardSource', () => {
  it('grades three toxic gases near 102 persons: S = 2.6, R = 85.6, grade 2', () => {
    expect(assessed([stored(2, 5, 5), stored(2, 1, 20), stored(1, 5, 4)], 102)).toEqual({
      status: 'constituted',
      s: 2.6,
      alpha: 2,
      r: 85.6,
      grade: 2,
    })
  })

  it('grades 15 t of ammonia with nobody near: S = 1.5, R = 1.5, grade 4', () => {
    const ammonia = substanceThreshold('ammonia')
    if (!ammonia.ok) throw new Error('ammonia is in the table')
    const { thresholdTons, beta } = ammonia.value
    expect(assessed([stored(15, thresholdTons, beta)], 0)).toEqual({
      status: 'constituted',
      s: 1.5,
      alpha: 0.5,
      r: 1.5,
      grade: 4,
    })
  })

  it('is constituted from S = 1 on, ten tenths included', () => {
    const tenth = stored(1, 10, 2)
    expect(
      assessed(
        Array.from({ length: 10 }, () => tenth),
        0,
      ),
    ).toMatchObject({
      status: 'constituted',
      s: 1,
    })
    expect(assessed([stored(9.99, 10, 2)], 500)).toEqual({ status: 'not-constituted', s: 0.999 })
  })

  it.each([
    [100, 1],
    [99.9, 2],
    [50, 2],
    [49.9, 3],
    [10, 3],
    [9.9, 4],
  ])('R = %d is grade %d', (r, grade) => {
    expect(assessed([stored(r, 1, 1)], 1)).toMatchObject({ r, grade })
  })

  it('knows neither yes nor no while data is missing', () => {
    expect(assessed([], 0)).toEqual({ status: 'data-missing', missing: [] })
    expect(assessed([stored(20, 10, 2), stored(null, 5, 4)], 0)).toEqual({
      status: 'data-missing',
      missing: ['示例物质'],
    })
    expect(assessed([stored(20, 10, 2)], null)).toEqual({
      status: 'constituted',
      s: 2,
      alpha: null,
      r: null,
      grade: null,
    })
    expect(assessed([stored(2, 10, 2)], null).status).toBe('not-constituted')
  })

  it('refuses impossible numbers, naming field and remedy', () => {
    const result = assessMajorHazardSource({
      substances: [stored(-1, 5, 2), stored(1, 0, NaN)],
      exposedPersons: 1.5,
    })
    expect(result.ok ? [] : result.issues.map((issue) => issue.path)).toEqual([
      'substances.0.quantityTons',
      'substances.1.thresholdTons',
      'substances.1.beta',
      'exposedPersons',
    ])
    for (const issue of result.ok ? [] : result.issues) expect(issue.message).toMatch(/请/u)
  })

  it('never gets a better grade by more of a substance or more persons', () => {
    const quantity = fc.double({ min: 10, max: 1000, noNaN: true })
    fc.assert(
      fc.property(quantity, quantity, fc.nat(200), fc.nat(200), (q, more, p, others) => {
        const before = assessed([stored(q, 10, 2)], p)
        const after = assessed([stored(q + more, 10, 2)], p + others)
        if (before.status !== 'constituted' || after.status !== 'constituted') {
          throw new Error('10 t of a threshold of 10 t constitute a source')
        }
        expect(after.grade).toBeLessThanOrEqual(before.grade ?? 0)
      }),
    )
  })
})

describe('exposureFactor', () => {
  it.each([
    [0, 0.5],
    [1, 1],
    [29, 1],
    [30, 1.2],
    [49, 1.2],
    [50, 1.5],
    [99, 1.5],
    [100, 2],
    [101, 2],
  ])('%d persons: %d', (persons, alpha) => {
    expect(exposureFactor(persons)).toBe(alpha)
  })

  it('throws for fewer than none', () => {
    expect(() => exposureFactor(-1)).toThrow(RangeError)
    expect(() => exposureFactor(NaN)).toThrow(RangeError)
  })
})

describe('substanceThreshold', () => {
  it('takes what the name settles, and the rest by class', () => {
    expect(substanceThreshold('chlorine')).toEqual({
      ok: true,
      value: { thresholdTons: 5, beta: 4 },
    })
    expect(substanceThreshold('acetylene', 'W2')).toEqual({
      ok: true,
      value: { thresholdTons: 1, beta: 1.5 },
    })
    expect(substanceThreshold('carbon-monoxide', 'J5')).toEqual({
      ok: true,
      value: { thresholdTons: 500, beta: 2 },
    })
    expect(substanceThreshold('diesel')).toEqual({
      ok: true,
      value: { thresholdTons: 5000, beta: 1 },
    })
    expect(substanceThreshold(null, 'W5.1')).toEqual({
      ok: true,
      value: { thresholdTons: 10, beta: 1.5 },
    })
  })

  it.each([
    ['water', undefined, 'unknown_substance'],
    ['acetylene', undefined, 'hazard_class_needed'],
    ['acetylene', 'W12', 'unknown_hazard_class'],
    [null, undefined, 'hazard_class_needed'],
  ])('refuses %s of class %s with %s', (substance, hazardClass, code) => {
    expect(substanceThreshold(substance, hazardClass)).toMatchObject({
      ok: false,
      issues: [{ code }],
    })
  })
})
