import { NEUTRAL_SERIES, PALETTES, type Theme } from '#web/palette.ts'
import { chartFrame, chosenLabels, type ChartOption } from '../chart-option.ts'

export interface RankedRow {
  readonly code: string
  readonly name: string
  readonly value: number
  /** The part of `value` that matters most, drawn darker from the axis; same unit. */
  readonly part: number
  readonly selected: boolean
}

/**
 * Bars of things that are not risk levels (行业, 乡镇), in neutral colours, selected ones in the selection's.
 * Shape: rows in the order to show → option; a pick's `dataIndex` is the row
 */
export function rankedBarsOption(
  rows: readonly RankedRow[],
  names: { readonly value: string; readonly part: string; readonly description: string },
  theme: Theme,
): ChartOption {
  const palette = PALETTES[theme]
  const anySelected = rows.some((row) => row.selected)
  const opacity = (row: RankedRow) => (anySelected && !row.selected ? 0.4 : 1)
  return {
    ...chartFrame(names.description, palette.ink),
    grid: { left: 4, right: 40, top: 2, bottom: 2, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      triggerEvent: true,
      data: rows.map((row) => row.name),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...chosenLabels(rows, palette), width: 92, overflow: 'truncate' },
    },
    series: [
      {
        name: names.part,
        type: 'bar',
        stack: 'all',
        barWidth: 10,
        cursor: 'pointer',
        data: rows.map((row) => ({
          value: row.part,
          itemStyle: { color: palette.ink, opacity: opacity(row) },
        })),
      },
      {
        name: names.value,
        type: 'bar',
        stack: 'all',
        barWidth: 10,
        cursor: 'pointer',
        label: {
          show: true,
          position: 'right',
          color: palette.ink,
          fontSize: 12,
          formatter: ({ dataIndex }) => String(rows[dataIndex]?.value ?? ''),
        },
        data: rows.map((row) => ({
          value: row.value - row.part,
          itemStyle: {
            color: row.selected ? palette.selection : NEUTRAL_SERIES[0],
            opacity: opacity(row),
          },
        })),
      },
    ],
  }
}
