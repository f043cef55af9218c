import { describe, expect, test } from 'vitest'
import { assess } from '#domain/assess/assess.ts'
import { ruleText } from '#web/plan/rule-text.ts'

function rule(method: string, params: Record<string, number | string>, cutoffSet?: string) {
  const assessed = assess({ method, params, cutoffSet })
  if (!assessed.ok) throw new Error(assessed.issues[0]?.message)
  return ruleText(assessed.value.why)
}

describe('the rule of a grade as one types it', () => {
  test('a score at the end of the set continues the product', () => {
    expect(rule('LEC', { L: 3, E: 6, C: 40 })).toBe('D = 3 × 6 × 40 = 720 ≥ 320（LEC4_LO）')
    expect(rule('LEC', { L: 1, E: 1, C: 15 })).toBe('D = 1 × 1 × 15 = 15 < 70（LEC4_LO）')
  })

  test('a score between two bounds is followed by them', () => {
    expect(rule('LEC', { L: 3, E: 2, C: 40 })).toBe(
      'D = 3 × 2 × 40 = 240，160 ≤ 240 < 320（LEC4_LO）',
    )
  })

  test('a direct judgement names its circumstance', () => {
    expect(rule('DIRECT', { rule: 'MAJOR_HAZARD' })).toContain('涉及或构成重大危险源')
  })
})
