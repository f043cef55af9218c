import { describe, expect, test } from 'vitest'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import { levelBarsOption, type LevelCount } from '#web/charts/options/level-bars.ts'
import { rankedBarsOption, type RankedRow } from '#web/charts/options/ranked-bars.ts'
import { trendOption } from '#web/charts/options/trend.ts'
import { PALETTES } from '#web/palette.ts'

interface Bar {
  readonly value: number
  readonly itemStyle: { readonly color: string; readonly opacity: number; readonly decal: object }
}

/** What of an option these tests read; the library's own types allow much more. */
interface ReadOption {
  readonly yAxis: {
    readonly data: readonly string[]
    readonly inverse: boolean
    readonly axisLabel: { readonly formatter: (text: string, index: number) => string }
  }
  readonly xAxis: { readonly data: readonly string[] }
  readonly series: readonly { readonly name?: string; readonly data: readonly Bar[] }[]
  readonly aria: { readonly enabled: boolean; readonly label: { readonly description: string } }
  readonly tooltip: { readonly renderMode: string }
}
const read = (option: unknown) => option as ReadOption
const barsOf = (option: unknown, series = 0) => read(option).series[series]?.data ?? []

const COUNTS: LevelCount[] = [
  { level: 1, label: '红 重大风险', count: 43, selected: false },
  { level: 2, label: '橙 较大风险', count: 260, selected: false },
  { level: 3, label: '黄 一般风险', count: 2359, selected: false },
  { level: 4, label: '蓝 低风险', count: 2684, selected: false },
  { level: null, label: '未评价', count: 133, selected: false },
]

describe('bars by level', () => {
  const option = levelBarsOption(COUNTS, '按风险等级：红 43', 'light')

  test('every count and every name survives, the worst on top', () => {
    expect(barsOf(option).map(({ value }) => value)).toEqual(COUNTS.map(({ count }) => count))
    expect(read(option).yAxis.data).toEqual(COUNTS.map(({ label }) => label))
    expect(read(option).yAxis.inverse).toBe(true)
  })

  test('each level has its own colour and a decal of its own', () => {
    const bars = barsOf(option)
    for (const [index, { level }] of RISK_LEVELS.entries())
      expect(bars[index]?.itemStyle.color).toBe(PALETTES.light.level[level].solid)
    const decals = bars.map(({ itemStyle }) => JSON.stringify(itemStyle.decal))
    expect(new Set(decals).size).toBe(COUNTS.length)
    for (const { itemStyle } of bars) expect(itemStyle.decal).toHaveProperty('symbol')
  })

  test('a chosen level stands out and keeps its colour', () => {
    const chosen = levelBarsOption(
      COUNTS.map((row) => ({ ...row, selected: row.level === 2 })),
      '',
      'light',
    )
    expect(barsOf(chosen).map(({ itemStyle }) => itemStyle.color)).toEqual(
      barsOf(option).map(({ itemStyle }) => itemStyle.color),
    )
    expect(barsOf(chosen).map(({ itemStyle }) => itemStyle.opacity)).toEqual([
      0.4, 1, 0.4, 0.4, 0.4,
    ])
    const { formatter } = read(chosen).yAxis.axisLabel
    expect(formatter('橙 较大风险', 1)).not.toBe('橙 较大风险')
    expect(formatter('红 重大风险', 0)).toBe('红 重大风险')
  })

  test('nothing chosen leaves every bar whole', () => {
    expect(barsOf(option).every(({ itemStyle }) => itemStyle.opacity === 1)).toBe(true)
  })

  test('speaks its numbers, and draws its tooltip without inline styles', () => {
    expect(read(option).aria).toMatchObject({
      enabled: true,
      label: { description: '按风险等级：红 43' },
    })
    expect(read(option).tooltip.renderMode).toBe('richText')
  })
})

describe('ranked bars', () => {
  const rows: RankedRow[] = [
    { code: 'GM', name: '工贸', value: 103, part: 30, selected: false },
    { code: 'WH', name: '危险化学品', value: 83, part: 11, selected: true },
    { code: 'FM', name: '非煤矿山', value: 0, part: 0, selected: false },
  ]
  const option = rankedBarsOption(
    rows,
    { value: '未闭环', part: '逾期', description: '按监管行业' },
    'light',
  )

  test('the two parts of a bar make its whole, in the order given', () => {
    const [part, rest] = [barsOf(option, 0), barsOf(option, 1)]
    expect(rows.map((_, index) => (part[index]?.value ?? 0) + (rest[index]?.value ?? 0))).toEqual([
      103, 83, 0,
    ])
    expect(part.map(({ value }) => value)).toEqual([30, 11, 0])
    expect(read(option).yAxis.data).toEqual(['工贸', '危险化学品', '非煤矿山'])
  })

  test('never borrows a risk colour', () => {
    const risk = RISK_LEVELS.map(({ level }) => PALETTES.light.level[level].solid)
    for (const series of [0, 1])
      for (const { itemStyle } of barsOf(option, series))
        expect(risk).not.toContain(itemStyle.color)
  })

  test('the chosen one has the colour of selection, the others step back', () => {
    const rest = barsOf(option, 1)
    expect(rest[1]?.itemStyle).toMatchObject({ color: PALETTES.light.selection, opacity: 1 })
    expect(rest[0]?.itemStyle.opacity).toBeLessThan(1)
  })
})

test('the trend keeps every month’s three figures, told apart by name', () => {
  const months = [
    { month: '2026-09', found: 12, closed: 9, overdue: 2 },
    { month: '2026-10', found: 8, closed: 11, overdue: 0 },
  ]
  const option = trendOption(
    months,
    { found: '发现', closed: '闭环', overdue: '逾期', description: '近十二个月' },
    'light',
  )
  expect(read(option).xAxis.data).toEqual(['09', '10'])
  expect(read(option).series.map(({ name, data }) => [name, data])).toEqual([
    ['发现', [12, 8]],
    ['闭环', [9, 11]],
    ['逾期', [2, 0]],
  ])
})
