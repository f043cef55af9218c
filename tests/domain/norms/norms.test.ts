import { describe, expect, it } from 'vitest'
import {
  accidentCategories,
  accidentSigns,
  currentAccidentCategory,
  findAccidentCategory,
} from '#domain/norms/accident-categories.ts'
import { codeLists } from '#domain/norms/code-lists.ts'
import {
  cutoffSet,
  cutoffSets,
  cutoffSetsOf,
  defaultCutoffSet,
  findCutoffSet,
} from '#domain/norms/cutoff-sets.ts'
import { densityWeight } from '#domain/norms/density-weights.ts'
import { sectors } from '#domain/norms/enterprise-codes.ts'
import { factorsOf } from '#domain/norms/factors.ts'
import { deadline } from '#domain/norms/hazard-codes.ts'
import {
  findIndustry,
  industries,
  industryName,
  industrySection,
  isIndustryWithin,
} from '#domain/norms/industries.ts'

describe('accident categories', () => {
  it('has the 27 classes of 2025 by default and the 20 of 1986 beside them', () => {
    expect(accidentCategories().items).toHaveLength(27)
    expect(accidentCategories().effectiveFrom).toBe('2026-07-01')
    expect(accidentCategories('1986').items).toHaveLength(20)
    expect(findAccidentCategory('A18')?.name).toBe('粉尘爆炸')
    expect(findAccidentCategory('019')?.name).toBe('中毒和窒息')
    expect(findAccidentCategory('A28')).toBeNull()
  })

  it('leads every class of 1986 to one in force', () => {
    const names = accidentCategories('1986').items.map(
      ({ code }) => currentAccidentCategory(code)?.name,
    )
    expect(names).toEqual(
      '物体打击 厂（场）内车辆致害 机械致害 起重致害 触电 淹溺 灼烫 火灾 高处坠落 坍塌 坍塌 水害 民用爆炸物品爆炸 民用爆炸物品爆炸 可燃气体爆炸 容器爆炸 容器爆炸 其他 中毒 其他'.split(
        ' ',
      ),
    )
  })

  it('suggests signs for a class of either edition, and none where it knows none', () => {
    expect(accidentSigns('A06')?.prohibition).toEqual(['禁止触摸'])
    expect(accidentSigns('05')).toEqual(accidentSigns('A06'))
    expect(accidentSigns('A27')).toBeNull()
    expect(accidentSigns('nothing')).toBeNull()
  })
})

describe('industries', () => {
  it('covers the divisions 01 to 97, each by the range of its section', () => {
    for (let number = 1; number <= 97; number += 1) {
      const division = String(number).padStart(2, '0')
      const section = industrySection(division)
      expect(findIndustry(division)).not.toBeNull()
      expect((section?.firstDivision ?? '') <= division).toBe(true)
      expect((section?.lastDivision ?? '') >= division).toBe(true)
    }
    expect(industries.items.filter(({ code }) => /^[A-T]$/u.test(code))).toHaveLength(20)
  })

  it('holds every class below a division that is there, in the same section', () => {
    for (const { code, section } of industries.items.filter((row) => row.code.length > 2)) {
      expect(findIndustry(code.slice(0, 2))?.section).toBe(section)
      if (code.length === 4 && code !== '1391')
        expect(findIndustry(code.slice(0, 3))).not.toBeNull()
    }
  })

  it('names a code by the finest class it knows', () => {
    expect(industryName('1353')).toBe('肉制品及副产品加工')
    expect(industryName('1354')).toBe('屠宰及肉类加工')
    expect(industryName('13')).toBe('农副食品加工业')
    expect(industryName('C')).toBe('制造业')
    expect(industryName('98')).toBeNull()
    expect(industryName('')).toBeNull()
  })

  it('places a code within its section and its prefixes', () => {
    expect(isIndustryWithin('2614', 'C')).toBe(true)
    expect(isIndustryWithin('2614', '26')).toBe(true)
    expect(isIndustryWithin('2614', '27')).toBe(false)
    expect(isIndustryWithin('5265', 'C')).toBe(false)
    expect(industrySection('9999')).toBeNull()
  })
})

describe('cut-off sets', () => {
  it('has one default per method', () => {
    expect(cutoffSets.items.filter((set) => set.isDefault).map((set) => set.code)).toEqual([
      'LEC4_LO',
      'LS4_A',
      'MES4',
    ])
    expect(defaultCutoffSet('LEC').code).toBe('LEC4_LO')
    expect(cutoffSetsOf('LEC').map((set) => set.code)).toEqual([
      'LEC4_LO',
      'LEC4_HI',
      'LEC5_LO',
      'LEC5_HI',
    ])
  })

  it('orders the bands of each set from the worst down, the last without a bound', () => {
    for (const { bands } of cutoffSets.items) {
      const bounds = bands.map((band) => band.from ?? -Infinity)
      expect(bounds).toEqual([...bounds].sort((one, other) => other - one))
      expect(new Set(bounds).size).toBe(bounds.length)
      expect(bands.filter((band) => band.from === null)).toEqual(bands.slice(-1))
      const levels = bands.map((band) => band.level)
      expect(levels).toEqual([...levels].sort())
      expect(new Set(levels).size).toBe(4)
    }
  })

  it('throws for a set that the caller should have known', () => {
    expect(findCutoffSet('LEC9')).toBeNull()
    expect(() => cutoffSet('LEC9')).toThrow(/LEC4_LO.*got LEC9/u)
    expect(cutoffSet('MES4_RW').method).toBe('MES')
  })
})

describe('other tables', () => {
  it('gives the values of a parameter in table order', () => {
    const values = factorsOf('LEC', 'L').map((factor) => factor.value)
    expect(values).toEqual([10, 6, 3, 1, 0.5, 0.2, 0.1])
    expect(factorsOf('LEC', 'S')).toEqual([])
  })

  it('gives weights and deadlines by code and throws for codes it does not have', () => {
    expect(densityWeight('hazard-major')).toBe(10)
    expect(() => densityWeight('hazard-minor')).toThrow(RangeError)
    expect(deadline('general-rectification')).toMatchObject({ value: 7, unit: 'day' })
    expect(() => deadline('never')).toThrow(RangeError)
  })

  it('knows who is in charge of each sector', () => {
    expect(sectors.items.map(({ code }) => code).join(' ')).toBe(
      'GM WH FM YH JZ JT YL XX XF RQ TS WL NY SM QT',
    )
    expect(sectors.items.find(({ code }) => code === 'TS')?.department).toBe('市场监督管理局')
  })
})

describe('codeLists', () => {
  it('serves every list with its evidence and without its id', () => {
    const lists = codeLists()
    expect(Object.keys(lists)).toHaveLength(28)
    expect(lists.sectors?.items[0]).toMatchObject({ code: 'GM', name: '工贸' })
    expect(lists['cutoff-sets']?.items[0]).toHaveProperty('bands')
    for (const list of Object.values(lists)) {
      expect(list).not.toHaveProperty('id')
      expect(list).toMatchObject({
        title: expect.any(String) as string,
        edition: expect.any(String) as string,
        source: expect.any(String) as string,
        mark: expect.stringMatching(/^[VKD]$/u) as string,
      })
    }
  })
})
