import { RISK_LEVELS, type RiskLevel } from '#domain/risk-level.ts'
import { PALETTES, type Theme } from '#web/palette.ts'
import { chartFrame, chosenLabels, type ChartOption } from '../chart-option.ts'

export interface LevelCount {
  readonly level: RiskLevel | null
  readonly label: string
  readonly count: number
  readonly selected: boolean
}

/**
 * Counts by risk level (按风险等级), worst on top, one bar in each level's own colour with its decal.
 * Shape: level counts → option; a pick's `dataIndex` is the row in `counts`
 */
export function levelBarsOption(
  counts: readonly LevelCount[],
  description: string,
  theme: Theme,
): ChartOption {
  const palette = PALETTES[theme]
  const anySelected = counts.some((row) => row.selected)
  return {
    ...chartFrame(description, palette.ink),
    grid: { left: 4, right: 44, top: 2, bottom: 2, containLabel: true },
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      triggerEvent: true,
      data: counts.map((row) => row.label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: chosenLabels(counts, palette),
    },
    series: [
      {
        type: 'bar',
        barWidth: 12,
        barMinHeight: 2,
        cursor: 'pointer',
        label: { show: true, position: 'right', color: palette.ink, fontSize: 12 },
        data: counts.map((row) => ({
          value: row.count,
          itemStyle: {
            color: row.level === null ? palette.unassessed.solid : palette.level[row.level].solid,
            borderRadius: 2,
            opacity: anySelected && !row.selected ? 0.4 : 1,
            decal: LEVEL_DECALS[row.level ?? 0] ?? {},
          },
        })),
      },
    ],
  }
}

const ink = 'rgba(255, 255, 255, 0.55)'
const darkInk = 'rgba(17, 24, 39, 0.45)'

/** Decals that match the hatches of map and print, by level; 0 is unassessed. */
const LEVEL_DECALS: Readonly<Record<number, object>> = {
  0: { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 3], rotation: 0.8, color: ink },
  [RISK_LEVELS[0].level]: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 5],
    rotation: -Math.PI / 4,
    color: ink,
  },
  [RISK_LEVELS[1].level]: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 5],
    rotation: Math.PI / 4,
    color: darkInk,
  },
  [RISK_LEVELS[2].level]: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [1, 3],
    rotation: 0,
    color: darkInk,
  },
  [RISK_LEVELS[3].level]: {
    symbol: 'circle',
    dashArrayX: [
      [4, 4],
      [0, 4, 4, 0],
    ],
    dashArrayY: [4, 0],
    symbolSize: 0.7,
    color: ink,
  },
}
