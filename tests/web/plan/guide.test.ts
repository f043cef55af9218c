import { describe, expect, it } from 'vitest'
import { draftOf } from '#web/plan/draft.ts'
import { planFindings } from '#web/plan/findings.ts'
import { fixOf } from '#web/plan/fixes.ts'
import { guideStates, nextStep } from '#web/plan/guide.ts'
import { box, level, plan, point, zone } from './plan-builders.ts'

const graded = { riskPointId: 'r1', inherent: {}, current: {} }
const stepsOf = (...args: Parameters<typeof guideStates>) =>
  guideStates(...args).map(({ step, words, count }) => `${step} ${words} ${count}`)

describe('the five steps', () => {
  const whole = draftOf(
    plan({
      zones: [zone('z1', box(0, 0, 10, 10))],
      riskPoints: [point('r1', [5, 5], 'z1', level(2))],
    }),
  )

  it('begin with nothing done', () => {
    const states = guideStates(draftOf(plan()), [], [], 0)
    expect(states.map(({ isDone }) => isDone)).toEqual([false, false, false, false, false])
    expect(nextStep(states)).toBe('ground')
  })

  it('follow from the plan: zones, points, grades, findings, versions', () => {
    expect(stepsOf(whole, [graded], [], 2)).toEqual([
      'ground done 1',
      'points done 1',
      'grades done 1',
      'check done 0',
      'print done 2',
    ])
    expect(nextStep(guideStates(whole, [graded], [], 0))).toBe('print')
  })

  it('ask for a scale before a picture counts as a ground', () => {
    const frame = { unit: 'pixel', metersPerUnit: null, georeference: null } as const
    expect(stepsOf({ ...whole, frame }, [graded], [], 0)[0]).toBe('ground unscaled 0')
  })

  it('count what is not written, not described and not graded', () => {
    const [known] = whole.riskPoints
    if (known === undefined) throw new Error('no point')
    const draft = {
      ...whole,
      riskPoints: [known, { ...known, id: 'r2' }, { ...known, id: 'r3', isNew: true }],
    }
    const half = { riskPointId: 'r1', inherent: {}, current: null }
    expect(stepsOf(draft, [half], [], 0).slice(1, 3)).toEqual(['points unsaved 1', 'grades left 2'])
  })

  it('do not ask where the plant lies on the earth', () => {
    const found = planFindings(whole, new Map([['r1', level(2)]]))
    expect(found.map(({ code }) => code)).toContain('georeference-missing')
    expect(guideStates(whole, [graded], found, 0)[3]?.words).toBe('done')
  })
})

describe('mending what the check found', () => {
  const mend = (draft: ReturnType<typeof draftOf>, code: string) => {
    const finding = planFindings(draft, new Map()).find((one) => one.code === code)
    if (finding === undefined) throw new Error(`${code} was not found`)
    return fixOf(draft, finding, '分区')
  }

  it('cuts the overlap off the larger zone', () => {
    const draft = draftOf(
      plan({
        zones: [
          zone('big', box(0, 0, 20, 20), { name: '大' }),
          zone('small', box(18, 0, 6, 20), { name: '小' }),
        ],
      }),
    )
    const fix = mend(draft, 'zones-overlap')
    expect(fix?.kind).toBe('trim')
    expect(fix?.draft.zones[1]).toEqual(draft.zones[1])
    const after = planFindings(fix?.draft ?? draft, new Map()).map(({ code }) => code)
    expect(after).not.toContain('zones-overlap')
  })

  it('leaves a zone whole that would fall apart', () => {
    const draft = draftOf(
      plan({
        zones: [
          zone('big', box(0, 0, 30, 10), { name: '大' }),
          zone('bar', box(10, -5, 5, 20), { name: '杠' }),
        ],
      }),
    )
    expect(mend(draft, 'zones-overlap')).toBeNull()
  })

  it('moves a point outside every zone into the nearest', () => {
    const draft = draftOf(
      plan({
        zones: [zone('near', box(0, 0, 10, 10)), zone('far', box(50, 0, 10, 10))],
        riskPoints: [point('r1', [12, 5])],
      }),
    )
    const fix = mend(draft, 'point-outside-zones')
    expect(fix?.draft.riskPoints[0]).toMatchObject({ zoneId: 'near', position: [5, 5] })
  })

  it('names a zone by what stands under it, else by counting on', () => {
    const zones = [zone('z1', box(0, 0, 10, 10), { name: '' })]
    expect(mend(draftOf(plan({ zones })), 'zone-unnamed')?.draft.zones[0]?.name).toBe('分区1')
  })

  it('leaves what a person must decide', () => {
    const zones = [zone('z1', box(0, 0, 10, 10), { personId: null })]
    expect(mend(draftOf(plan({ zones })), 'zone-unowned')).toBeNull()
  })
})
