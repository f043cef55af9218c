import { NEUTRAL_SERIES, PALETTES, type Theme } from '#web/palette.ts'
import { chartFrame, type ChartOption } from '../chart-option.ts'

export interface TrendMonth {
  readonly month: string
  readonly found: number
  readonly closed: number
  readonly overdue: number
}

/** Twelve months of hazards found, closed and overdue (十二个月趋势), told apart by line as well as colour. */
export function trendOption(
  months: readonly TrendMonth[],
  names: {
    readonly found: string
    readonly closed: string
    readonly overdue: string
    readonly description: string
  },
  theme: Theme,
): ChartOption {
  const palette = PALETTES[theme]
  return {
    ...chartFrame(names.description, palette.ink),
    legend: { top: 0, right: 0, itemWidth: 18, itemHeight: 8, textStyle: { color: palette.ink } },
    grid: { left: 4, right: 8, top: 26, bottom: 2, containLabel: true },
    xAxis: {
      type: 'category',
      data: months.map((row) => row.month.slice(5)),
      axisLabel: { color: palette.muted },
      axisTick: { show: false },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { color: palette.muted } },
    series: [
      {
        name: names.found,
        type: 'line',
        data: months.map((row) => row.found),
        symbol: 'circle',
        lineStyle: { width: 2 },
        color: NEUTRAL_SERIES[0],
      },
      {
        name: names.closed,
        type: 'line',
        data: months.map((row) => row.closed),
        symbol: 'rect',
        lineStyle: { width: 2, type: 'dashed' },
        color: NEUTRAL_SERIES[1],
      },
      {
        name: names.overdue,
        type: 'line',
        data: months.map((row) => row.overdue),
        symbol: 'triangle',
        lineStyle: { width: 2, type: 'dotted' },
        color: palette.ink,
      },
    ],
  }
}
