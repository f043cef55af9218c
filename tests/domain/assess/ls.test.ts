import { describe, expect, it } from 'vitest'
import { assessLs } from '#domain/assess/ls.ts'
import type { Assessed } from '#domain/assess/why.ts'
import { cutoffSet } from '#domain/norms/cutoff-sets.ts'

const scale = [1, 2, 3, 4, 5]

function assessed(L: number, S: number, set = 'LS4_A'): Assessed {
  const result = assessLs({ L, S }, cutoffSet(set))
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

/** The matrix as it is printed: a row for each L, a letter of the colour for each S. */
function colouring(set: string): string[] {
  return scale.map((L) => scale.map((S) => ' ROYB'.charAt(assessed(L, S, set).level)).join(''))
}

describe('assessLs', () => {
  it('colours the matrix as published', () => {
    expect(colouring('LS4_A')).toEqual(['BBBBB', 'BBBBY', 'BBYYO', 'BBYOR', 'BYORR'])
  })

  it('differs between A and B at R = 8 only', () => {
    const different = scale.flatMap((L) =>
      scale
        .filter((S) => assessed(L, S, 'LS4_A').level !== assessed(L, S, 'LS4_B').level)
        .map((S) => [L * S, assessed(L, S, 'LS4_A').level, assessed(L, S, 'LS4_B').level]),
    )
    expect(different).toEqual([
      [8, 4, 3],
      [8, 4, 3],
    ])
  })

  it('never gives a better level when a factor is raised', () => {
    for (const set of ['LS4_A', 'LS4_B']) {
      for (const S of scale) {
        for (const L of scale.slice(0, -1)) {
          expect(assessed(L + 1, S, set).level).toBeLessThanOrEqual(assessed(L, S, set).level)
          expect(assessed(S, L + 1, set).level).toBeLessThanOrEqual(assessed(S, L, set).level)
        }
      }
    }
  })

  it('says why', () => {
    expect(assessed(3, 5).why).toMatchObject({
      formula: 'R = 3 × 5 = 15',
      comparison: '12 < 15 ≤ 16',
      cutoffSet: 'LS4_A',
    })
    expect(assessed(5, 4).why.comparison).toBe('20 > 16')
    expect(assessed(1, 1, 'LS4_B').why.comparison).toBe('1 < 8')
  })

  it('refuses what is not in the tables, naming field and remedy', () => {
    const result = assessLs({ L: 6, E: 3 }, cutoffSet('LS4_A'))
    expect(result.ok ? [] : result.issues.map(({ path, code }) => [path, code])).toEqual([
      ['params.E', 'unknown_param'],
      ['params.L', 'not_in_table'],
      ['params.S', 'missing_param'],
    ])
    expect(result.ok ? '' : result.issues[1]?.message).toContain('5、4、3、2、1')
  })
})
