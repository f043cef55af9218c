import { describe, expect, it } from 'vitest'
import { hazardWeight, riskPointWeight } from '#domain/density-weight.ts'

describe('density weights', () => {
  it('weighs a major hazard ten times a general one, and half more when overdue', () => {
    expect(hazardWeight({ hazardLevel: 'general', overdue: false })).toBe(1)
    expect(hazardWeight({ hazardLevel: 'general', overdue: true })).toBe(1.5)
    expect(hazardWeight({ hazardLevel: 'major', overdue: false })).toBe(10)
    expect(hazardWeight({ hazardLevel: 'major', overdue: true })).toBe(15)
  })

  it('doubles a risk point from level to level, and leaves out the unassessed', () => {
    expect(([4, 3, 2, 1, null] as const).map(riskPointWeight)).toEqual([1, 2, 4, 8, 0])
  })
})
