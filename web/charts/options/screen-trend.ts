import { ACCENTS, NEUTRAL_SERIES_DARK, PALETTES } from '#web/palette.ts'
import type { ChartOption } from '../chart-option.ts'
import { trendOption, type TrendMonth } from './trend.ts'

/**
 * The twelve months (十二个月趋势) for a large screen: the same lines on dark, in the screen's own type.
 * Units: unitPixels in CSS pixels, 16 at 1920 × 1080
 */
export function screenTrendOption(
  months: readonly TrendMonth[],
  names: Parameters<typeof trendOption>[1],
  unitPixels: number,
): ChartOption {
  const base = trendOption(months, names, 'dark')
  const palette = PALETTES.dark
  const colours = [NEUTRAL_SERIES_DARK[0], NEUTRAL_SERIES_DARK[1], ACCENTS.dark.late]
  const series = Array.isArray(base.series) ? base.series : []
  const label = { color: palette.muted, fontSize: unitPixels }
  return {
    ...base,
    animation: false,
    legend: {
      top: 0,
      right: 0,
      itemWidth: unitPixels * 2,
      itemHeight: unitPixels * 0.6,
      itemGap: unitPixels,
      textStyle: { color: palette.ink, fontSize: unitPixels },
    },
    grid: {
      left: 0,
      right: unitPixels * 0.6,
      top: unitPixels * 2.2,
      bottom: 0,
      containLabel: true,
    },
    xAxis: {
      type: 'category',
      data: months.map((row) => row.month.slice(5)),
      axisLabel: { ...label, interval: 0, hideOverlap: true },
      axisLine: { lineStyle: { color: palette.illustrativeLine } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      axisLabel: label,
      splitLine: { lineStyle: { color: '#1d2d42' } },
    },
    series: series.map((line, index) => ({
      ...line,
      color: colours[index] ?? palette.ink,
      symbolSize: unitPixels * 0.5,
      lineStyle: {
        ...('lineStyle' in line ? line.lineStyle : {}),
        width: Math.max(1.5, unitPixels * 0.16),
      },
    })),
  }
}
