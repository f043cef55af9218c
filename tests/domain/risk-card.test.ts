import { describe, expect, it } from 'vitest'
import { noticeCard, responseCard, signsFor, type RiskCardSource } from '#domain/risk-card.ts'

const tankWell: RiskCardSource = {
  level: { inherent: 2, current: null },
  events: [
    { name: '清罐中毒', hazardFactor: '硫化氢', accident: 'A23', consequence: '人员死亡' },
    { name: '清罐窒息', hazardFactor: null, accident: 'A24', consequence: null },
    { name: '油气闪爆', hazardFactor: '汽油蒸气', accident: 'A17', consequence: null },
  ],
  measures: [
    { category: 'ENG', text: '强制通风' },
    { category: 'MGT', text: '办理作业票' },
    { category: 'PPE', text: '空气呼吸器' },
    { category: 'EMG', text: '关闭卸油阀' },
    { category: 'EMG', text: '关闭卸油阀' },
  ],
}

describe('a notice card', () => {
  it('tells the level, hazards, accidents, measures and protection of the point, each once', () => {
    const card = noticeCard(tankWell)
    expect(card).toMatchObject({ inherent: 2, current: 2 })
    expect(card.factors).toEqual(['硫化氢', '清罐窒息', '汽油蒸气'])
    expect(card.accidents).toEqual(['中毒', '窒息', '可燃液体蒸气爆炸'])
    expect(card.precautions).toEqual(['强制通风', '办理作业票'])
    expect(card.protection).toEqual(['空气呼吸器'])
    expect(card.emergency).toEqual(['关闭卸油阀'])
  })

  it('changes with a re-grade and a measure', () => {
    const regraded = noticeCard({
      ...tankWell,
      level: { inherent: 1, current: 3 },
      measures: [...tankWell.measures, { category: 'EDU', text: '每季度演练' }],
    })
    expect(regraded).toMatchObject({ inherent: 1, current: 3 })
    expect(regraded.precautions).toContain('每季度演练')
  })

  it('posts warning before prohibition before mandatory signs, at most two of each', () => {
    const { signs } = noticeCard(tankWell)
    expect(signs.map(({ kind }) => kind)).toEqual([
      'warning',
      'warning',
      'prohibition',
      'mandatory',
      'mandatory',
    ])
    expect(signs[0]?.name).toBe('当心中毒')
    expect(signsFor(['A27'])).toEqual([])
  })

  it('takes the signs of a class of the former edition from its successor', () => {
    expect(signsFor(['05'])).toEqual(signsFor(['A06']))
  })
})

describe('an emergency card', () => {
  it('goes from report to evacuation, with the plant’s own measures where it acts first', () => {
    const { steps, protection, scenarios } = responseCard(tankWell)
    expect(steps.map(({ name }) => name)).toEqual(['报告', '先期处置', '自救互救', '撤离'])
    expect(steps.map(({ own }) => own)).toEqual([[], ['关闭卸油阀'], [], []])
    expect(protection).toEqual(['空气呼吸器'])
    expect(scenarios[1]).toEqual({ accident: '窒息', event: '清罐窒息' })
  })

  it('warns of blind rescue where the air kills', () => {
    const { cautions } = responseCard(tankWell)
    expect(cautions.filter((text) => text.includes('禁止盲目施救'))).toHaveLength(2)
    expect(responseCard({ ...tankWell, events: [] }).cautions).toEqual([])
  })
})
