import { describe, expect, it } from 'vitest'
import { findSuggestedPoint, planTemplates, suggestionRef } from '#domain/norms/plan-templates.ts'
import { adoptedPoints } from '#web/plan/adopted-points.ts'
import { draftOf, putRiskPoint, withKnownPoints } from '#web/plan/draft.ts'
import { isEmptyDraft, withGround, withPicture } from '#web/plan/ground.ts'
import { signersOf } from '#web/plan/sheet-signers.ts'
import { plan } from './plan-builders.ts'

const empty = draftOf(plan())
const counting = () => {
  let made = 0
  return () => `id-${(made += 1)}`
}

describe('the ground of a first plan', () => {
  it('is a template’s sheet, without any of its points', () => {
    const draft = withGround(empty, { kind: 'template', id: 'filling-station' }, counting())
    expect(draft.zones.length).toBeGreaterThan(5)
    expect(draft.riskPoints).toEqual([])
    expect(isEmptyDraft(draft)).toBe(false)
  })

  it('is the outline of the plot, as large as it was said to be', () => {
    const draft = withGround(empty, { kind: 'empty', width: 80, height: 50 }, counting())
    expect(draft.structures).toMatchObject([{ kind: 'fence', geometry: { type: 'Polygon' } }])
    expect(JSON.stringify(draft.structures)).toContain('[80,50]')
    expect(draft.frame.metersPerUnit).toBe(1)
  })

  it('is a picture whose scale is still to be told', () => {
    const draft = withPicture(empty, { id: 'p', width: 1536, height: 1504 })
    expect(draft.frame).toEqual({ unit: 'pixel', metersPerUnit: null, georeference: null })
  })

  it('is laid under an empty sheet only', () => {
    const drawn = withGround(empty, { kind: 'empty', width: 80, height: 50 }, counting())
    const again = () => withGround(drawn, { kind: 'template', id: 'filling-station' }, counting())
    expect(again).toThrow(RangeError)
  })
})

describe('points placed here', () => {
  const [template] = planTemplates()
  const [suggested] = template?.riskPoints ?? []
  if (template === undefined || suggested === undefined) throw new Error('there is no template')
  const suggestion = suggestionRef(template, suggested)
  const row = { id: 'r1', number: '1', name: '改过的名字', position: [1, 2] as const, isNew: true }

  it('bring the events of the suggestion they answer, whatever they are called by now', () => {
    expect(findSuggestedPoint(suggestion)).toBe(suggested)
    const [told] = adoptedPoints(putRiskPoint(empty, { ...row, suggestion }))
    expect(told).toMatchObject({ name: '改过的名字', kind: suggested.kind, position: [1, 2] })
    expect(told?.events.map(({ name }) => name)).toEqual(suggested.events.map(({ name }) => name))
  })

  it('bring none of their own, and a name when they have none', () => {
    const [told] = adoptedPoints(putRiskPoint(empty, { ...row, name: ' ' }))
    expect(told).toMatchObject({ name: '风险点1', events: [] })
  })

  it('are told once: what the server knows is not new', () => {
    const draft = withKnownPoints(putRiskPoint(empty, { ...row, suggestion }), new Set(['r1']))
    expect(adoptedPoints(draft)).toEqual([])
    expect(draft.riskPoints[0]).not.toHaveProperty('suggestion')
    expect(withKnownPoints(draft, new Set(['r1']))).toBe(draft)
  })
})

describe('the signers of a sheet', () => {
  it('are read from the address, and nobody where it says nothing', () => {
    expect(signersOf({ drawnBy: 'p1', checkedBy: ['a', 'b'] })).toEqual({
      drawnBy: 'p1',
      checkedBy: '',
      approvedBy: '',
    })
  })
})
