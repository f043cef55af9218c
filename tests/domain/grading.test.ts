import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assess } from '#domain/assess/assess.ts'
import type { Why } from '#domain/assess/why.ts'
import {
  currentNotWorse,
  effectiveCurrent,
  gradeEnterprise,
  gradePlan,
  gradeRiskPoint,
  gradeZone,
  type Graded,
  type GradedEvent,
} from '#domain/grading.ts'
import { worstLevel, type RiskLevel } from '#domain/risk-level.ts'

function lec(L: number, E: number, C: number): { level: RiskLevel; why: Why } {
  const result = assess({ method: 'LEC', params: { L, E, C } })
  if (!result.ok) throw new Error(JSON.stringify(result.issues))
  return result.value
}

function event(
  name: string,
  inherent: { level: RiskLevel; why: Why } | null,
  current: { level: RiskLevel; why: Why } | null,
): GradedEvent {
  return {
    eventId: `event-${name}`,
    eventName: name,
    levels: { inherent: inherent?.level ?? null, current: current?.level ?? null },
    inherentWhy: inherent?.why ?? null,
    currentWhy: current?.why ?? null,
  }
}

function point(name: string, ...events: GradedEvent[]): Graded {
  return gradeRiskPoint(events, { id: `point-${name}`, name })
}

const major = lec(3, 6, 40)
const considerable = lec(6, 6, 7)
const general = lec(1, 10, 7)
const low = lec(1, 1, 1)
const nothing: Graded = { inherent: null, current: null, why: { inherent: null, current: null } }

describe('the chain from event to enterprise', () => {
  const boiler = point('锅炉', event('爆炸', major, general), event('灼烫', general, low))
  const tank = point('储罐', event('泄漏', considerable, considerable))
  const stairs = point('楼梯', event('跌落', low, low))

  it('grades a risk point by its worst event, inherent and current apart', () => {
    expect(boiler).toMatchObject({ inherent: 1, current: 3 })
    expect(boiler.why.inherent).toEqual({
      level: 1,
      riskPointId: 'point-锅炉',
      riskPointName: '锅炉',
      eventId: 'event-爆炸',
      eventName: '爆炸',
      basis: 'inherent',
      why: major.why,
    })
    expect(boiler.why.current).toMatchObject({ eventName: '爆炸', basis: 'current' })
  })

  it('carries the worst up, each level with the assessment that decided it', () => {
    const zone = gradeZone([stairs, boiler, tank])
    const plan = gradePlan({ zones: [gradeZone([stairs]), zone], looseRiskPoints: [stairs] })
    const enterprise = gradeEnterprise([nothing, plan])
    for (const graded of [zone, plan, enterprise]) {
      expect(graded).toMatchObject({ inherent: 1, current: 2 })
      expect(graded.why.inherent?.why?.formula).toBe('D = 3 × 6 × 40 = 720')
      expect(graded.why.current).toMatchObject({ riskPointName: '储罐', eventName: '泄漏' })
      expect(graded.why.current?.why?.comparison).toBe('160 ≤ 252 < 320')
    }
  })

  it('counts points outside every zone and plan', () => {
    expect(gradePlan({ zones: [gradeZone([stairs])], looseRiskPoints: [tank] }).current).toBe(2)
    expect(gradeEnterprise([], [boiler]).inherent).toBe(1)
  })

  it('names the first of several equally bad', () => {
    const twin = point('备用罐', event('泄漏', considerable, considerable))
    expect(gradeZone([tank, twin]).why.inherent?.riskPointName).toBe('储罐')
    expect(gradeZone([twin, tank]).why.inherent?.riskPointName).toBe('备用罐')
  })

  it('leaves what is not assessed without a level', () => {
    expect(point('空')).toEqual(nothing)
    expect(point('新', event('未评价', null, null))).toEqual(nothing)
    expect(gradeEnterprise([gradePlan({ zones: [gradeZone([])], looseRiskPoints: [] })])).toEqual(
      nothing,
    )
  })

  it('colours an unassessed current level by the inherent one, and says so', () => {
    const graded = point('配电室', event('触电', major, null), event('火灾', general, general))
    expect(graded).toMatchObject({ inherent: 1, current: 1 })
    expect(graded.why.current).toMatchObject({
      eventName: '触电',
      basis: 'inherent',
      why: major.why,
    })
    expect(effectiveCurrent({ inherent: 2, current: null })).toBe(2)
    expect(effectiveCurrent({ inherent: 2, current: 4 })).toBe(4)
    expect(effectiveCurrent({ inherent: null, current: null })).toBeNull()
  })
})

describe('properties of grading', () => {
  const level = fc.constantFrom<RiskLevel | null>(null, 1, 2, 3, 4)
  const events = fc.array(
    fc.record({ inherent: level, current: level }).map((levels): GradedEvent => ({
      eventId: 'event',
      eventName: '事件',
      levels,
      inherentWhy: null,
      currentWhy: null,
    })),
  )
  const rank = (value: RiskLevel | null): number => value ?? 5

  it('is the worst level of the events', () => {
    fc.assert(
      fc.property(events, (some) => {
        const graded = point('点', ...some)
        expect(graded.inherent).toBe(worstLevel(some.map((one) => one.levels.inherent)))
        expect(graded.current).toBe(worstLevel(some.map((one) => effectiveCurrent(one.levels))))
      }),
    )
  })

  it('never gets better by one more event', () => {
    fc.assert(
      fc.property(events, events, (some, more) => {
        const before = point('点', ...some)
        const after = point('点', ...some, ...more)
        expect(rank(after.inherent)).toBeLessThanOrEqual(rank(before.inherent))
        expect(rank(after.current)).toBeLessThanOrEqual(rank(before.current))
      }),
    )
  })

  it('does not depend on order, nor on how points are put into zones', () => {
    fc.assert(
      fc.property(events, fc.nat(), (some, cut) => {
        const points = some.map((one) => point('点', one))
        const middle = some.length === 0 ? 0 : cut % some.length
        const whole = gradeZone(points)
        const split = gradePlan({
          zones: [gradeZone(points.slice(middle))],
          looseRiskPoints: points.slice(0, middle).reverse(),
        })
        expect([split.inherent, split.current]).toEqual([whole.inherent, whole.current])
      }),
    )
  })
})

describe('currentNotWorse', () => {
  it('refuses a current level worse than the inherent one, with a remedy', () => {
    const result = currentNotWorse(3, 1)
    expect(result).toMatchObject({
      ok: false,
      issues: [{ path: 'current', code: 'current_worse_than_inherent' }],
    })
    expect(result.ok ? '' : result.issues[0]?.message).toMatch(/重大风险.*一般风险.*请/u)
  })

  it.each([
    [1, 1],
    [1, 4],
    [null, 1],
    [4, null],
    [null, null],
  ] as const)('passes inherent %s, current %s', (inherent, current) => {
    expect(currentNotWorse(inherent, current).ok).toBe(true)
  })
})
