import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assessMes } from '#domain/assess/mes.ts'
import type { Assessed, AssessmentParams } from '#domain/assess/why.ts'
import { cutoffSet } from '#domain/norms/cutoff-sets.ts'
import { factorsOf } from '#domain/norms/factors.ts'

function values(parameter: string): number[] {
  return factorsOf('MES', parameter).map((factor) => factor.value)
}

function assessed(params: AssessmentParams, set = 'MES4'): Assessed {
  const result = assessMes(params, cutoffSet(set))
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

const point = fc.record({
  M: fc.constantFrom(...values('M')),
  E: fc.constantFrom(...values('E')),
  S: fc.constantFrom(...values('S')),
})

describe('assessMes', () => {
  it('makes R = 180 red, and orange under the railway set', () => {
    const params = { M: 3, E: 6, S: 10 }
    expect(assessed(params)).toMatchObject({ value: 180, level: 1 })
    expect(assessed(params, 'MES4_RW')).toMatchObject({ value: 180, level: 2 })
    expect(assessed(params, 'MES4_RW').why.comparison).toBe('90 ≤ 180 ≤ 180')
  })

  it.each([
    [{ M: 5, E: 10, S: 4 }, 200, 1],
    [{ M: 5, E: 3, S: 10 }, 150, 2],
    [{ M: 3, E: 3, S: 10 }, 90, 2],
    [{ M: 1, E: 10, S: 8 }, 80, 3],
    [{ M: 5, E: 1, S: 10 }, 50, 3],
    [{ M: 1, E: 6, S: 8 }, 48, 4],
    [{ M: 1, E: 0.5, S: 1 }, 0.5, 4],
  ])('grades %o: R = %d, level %d', (params, value, level) => {
    expect(assessed(params)).toMatchObject({ value, level })
  })

  it('differs from the railway set only at 180 and between 40 and 50', () => {
    const different = values('M').flatMap((M) =>
      values('E').flatMap((E) =>
        values('S')
          .map((S) => ({ M, E, S }))
          .filter((params) => assessed(params).level !== assessed(params, 'MES4_RW').level)
          .map((params) => assessed(params).value),
      ),
    )
    expect(new Set(different)).toEqual(new Set([180, 48, 40]))
  })

  it('takes the larger of E1 and E2 for E', () => {
    const both = assessed({ M: 5, E1: 3, E2: 6, S: 8 })
    expect(both).toMatchObject({ value: 240, level: 1 })
    expect(both.why.formula).toBe('R = 5 × max(3, 6) × 8 = 240')
    expect(both.why.inputs.map(({ symbol }) => symbol)).toEqual(['M', 'E1', 'E2', 'S'])
    expect(assessed({ M: 5, E1: 3, S: 8 }).why.formula).toBe('R = 5 × 3 × 8 = 120')
    expect(assessed({ M: 5, E: 6, E1: 3, E2: 6, S: 8 }).value).toBe(240)
  })

  it('refuses an E that contradicts E1 and E2, and E1 outside the table', () => {
    expect(assessMes({ M: 5, E: 3, E1: 3, E2: 6, S: 8 }, cutoffSet('MES4'))).toMatchObject({
      ok: false,
      issues: [{ path: 'params.E', code: 'conflicting_params' }],
    })
    expect(assessMes({ M: 5, E1: 4, E2: 6, S: 8 }, cutoffSet('MES4'))).toMatchObject({
      ok: false,
      issues: [{ path: 'params.E1', code: 'not_in_table' }],
    })
    expect(assessMes({ M: 2, L: 1, S: 8 }, cutoffSet('MES4'))).toMatchObject({
      ok: false,
      issues: [
        { path: 'params.L', code: 'unknown_param' },
        { path: 'params.M', code: 'not_in_table' },
        { path: 'params.E', code: 'missing_param' },
      ],
    })
  })

  it('never gives a better level when a factor is raised', () => {
    fc.assert(
      fc.property(point, point, fc.constantFrom('MES4', 'MES4_RW'), (one, other, set) => {
        const raised = {
          M: Math.max(one.M, other.M),
          E: Math.max(one.E, other.E),
          S: Math.max(one.S, other.S),
        }
        expect(assessed(raised, set).level).toBeLessThanOrEqual(assessed(one, set).level)
      }),
    )
  })
})
