import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assessLec } from '#domain/assess/lec.ts'
import type { Assessed } from '#domain/assess/why.ts'
import { cutoffSet, cutoffSetsOf } from '#domain/norms/cutoff-sets.ts'
import { factorsOf } from '#domain/norms/factors.ts'

function values(parameter: string): number[] {
  return factorsOf('LEC', parameter).map((factor) => factor.value)
}
const grid = values('L').flatMap((L) =>
  values('E').flatMap((E) => values('C').map((C) => ({ L, E, C }))),
)

function assessed(params: { L: number; E: number; C: number }, set = 'LEC4_LO'): Assessed {
  const result = assessLec(params, cutoffSet(set))
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

/** The values of D at which two sets of cut-offs give another level. */
function differences(one: string, other: string, by: (of: Assessed) => unknown): unknown[] {
  const found = grid
    .filter((params) => by(assessed(params, one)) !== by(assessed(params, other)))
    .map((params) => assessed(params, one).value)
  return [...new Set(found)]
}

describe('assessLec', () => {
  it('reaches 103 distinct products up to 10000, never 320 nor 160', () => {
    const products = new Set(grid.map((params) => assessed(params).value))
    expect(grid).toHaveLength(7 * 6 * 6)
    expect(products.size).toBe(103)
    expect(Math.max(...[...products].map(Number))).toBe(10000)
    expect(products.has(320)).toBe(false)
    expect(products.has(160)).toBe(false)
  })

  it('gives clean decimals', () => {
    for (const params of grid) {
      const { value } = assessed(params)
      const decimal = (params.L * params.E * params.C).toFixed(6)
      expect(String(value)).toBe(String(Number(decimal)))
    }
  })

  it.each([
    [10, 1, 7],
    [1, 10, 7],
  ])('D = 70 from (%d, %d, %d) goes up with LO and down with HI', (L, E, C) => {
    expect(assessed({ L, E, C }).value).toBe(70)
    expect(assessed({ L, E, C }, 'LEC4_LO').level).toBe(3)
    expect(assessed({ L, E, C }, 'LEC4_HI').level).toBe(4)
  })

  it.each([
    [10, 2, 1],
    [1, 0.5, 40],
    [0.5, 1, 40],
    [0.2, 1, 100],
    [0.1, 2, 100],
  ])('D = 20 from (%d, %d, %d) goes up with LO and down with HI', (L, E, C) => {
    expect(assessed({ L, E, C }).value).toBe(20)
    expect(assessed({ L, E, C }, 'LEC5_LO').band).toBe('一般危险')
    expect(assessed({ L, E, C }, 'LEC5_HI').band).toBe('E级')
  })

  it('differs between LO and HI at 70 only, in bands also at 20', () => {
    const level = (of: Assessed): number => of.level
    const bandIndex = (of: Assessed): number =>
      cutoffSet(of.why.cutoffSet ?? '').bands.findIndex((band) => band.name === of.band)
    expect(differences('LEC4_LO', 'LEC4_HI', level)).toEqual([70])
    expect(differences('LEC5_LO', 'LEC5_HI', level)).toEqual([70])
    expect(new Set(differences('LEC5_LO', 'LEC5_HI', bandIndex))).toEqual(new Set([70, 20]))
    expect(differences('LEC4_LO', 'LEC5_LO', level)).toEqual([])
  })

  it('says why, so that the arithmetic can be redone by hand', () => {
    const { value, level, band, why } = assessed({ L: 3, E: 6, C: 40 })
    expect([value, level, band]).toEqual([720, 1, '重大风险'])
    expect(why).toMatchObject({
      method: 'LEC',
      formula: 'D = 3 × 6 × 40 = 720',
      comparison: '720 ≥ 320',
      cutoffSet: 'LEC4_LO',
      edition: '2026.1',
      mark: 'V',
    })
    expect(why.inputs[1]).toEqual({ symbol: 'E', value: 6, text: '每天工作时间内暴露' })
  })

  it.each([
    [{ L: 6, E: 6, C: 7 }, 'LEC4_LO', '160 ≤ 252 < 320'],
    [{ L: 6, E: 6, C: 7 }, 'LEC4_HI', '160 < 252 ≤ 320'],
    [{ L: 1, E: 10, C: 7 }, 'LEC4_LO', '70 ≤ 70 < 160'],
    [{ L: 1, E: 10, C: 7 }, 'LEC4_HI', '70 ≤ 70'],
    [{ L: 0.1, E: 0.5, C: 1 }, 'LEC4_LO', '0.05 < 70'],
    [{ L: 10, E: 10, C: 100 }, 'LEC4_HI', '10000 > 320'],
  ])('compares %o under %s as %s', (params, set, comparison) => {
    expect(assessed(params, set).why.comparison).toBe(comparison)
  })

  it('never gives a better level when a factor is raised', () => {
    const point = fc.record({
      L: fc.constantFrom(...values('L')),
      E: fc.constantFrom(...values('E')),
      C: fc.constantFrom(...values('C')),
    })
    const sets = fc.constantFrom(...cutoffSetsOf('LEC').map((set) => set.code))
    fc.assert(
      fc.property(point, point, sets, (one, other, set) => {
        const raised = {
          L: Math.max(one.L, other.L),
          E: Math.max(one.E, other.E),
          C: Math.max(one.C, other.C),
        }
        expect(assessed(raised, set).level).toBeLessThanOrEqual(assessed(one, set).level)
      }),
    )
  })

  it('refuses what is not in the tables, every fault at once, naming field and remedy', () => {
    const result = assessLec({ L: 4, E: '6', X: 1 }, cutoffSet('LEC4_LO'))
    expect(result.ok ? [] : result.issues.map(({ path, code }) => [path, code])).toEqual([
      ['params.X', 'unknown_param'],
      ['params.L', 'not_in_table'],
      ['params.E', 'not_in_table'],
      ['params.C', 'missing_param'],
    ])
    const messages = result.ok ? [] : result.issues.map((issue) => issue.message)
    expect(messages[0]).toMatch(/参数 X.*L、E、C/u)
    expect(messages[1]).toMatch(/L（事故发生的可能性）的取值 4 .*10、6、3、1、0\.5、0\.2、0\.1/u)
    expect(messages[3]).toMatch(/缺少参数 C.*100、40、15、7、3、1/u)
  })

  it.each([NaN, null, true, [3], { value: 3 }, 3.0000000001, 'x'.repeat(5000), -1, 0])(
    'refuses %o as a likelihood with a short message',
    (L) => {
      const result = assessLec({ L, E: 6, C: 40 }, cutoffSet('LEC4_LO'))
      expect(result).toMatchObject({ ok: false, issues: [{ code: 'not_in_table' }] })
      expect(result.ok ? '' : (result.issues[0]?.message.length ?? 0)).toBeLessThan(150)
    },
  )

  it('refuses a set of cut-offs of another method', () => {
    expect(assessLec({ L: 3, E: 6, C: 40 }, cutoffSet('LS4_A'))).toMatchObject({
      ok: false,
      issues: [{ path: 'cutoffSet', code: 'cutoff_set_of_other_method' }],
    })
  })
})
