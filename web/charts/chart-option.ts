import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'
import type { Palette } from '#web/palette.ts'

/** What our charts may be made of. */
export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | AriaComponentOption
  | GridComponentOption
  | LegendComponentOption
  | TooltipComponentOption
>

/** The frame every chart shares: text, tooltip drawn on the canvas (no inline styles), decals on. */
export function chartFrame(description: string, ink: string): ChartOption {
  return {
    animationDuration: 250,
    textStyle: { fontFamily: 'Noto Sans SC Variable, sans-serif', color: ink, fontSize: 12 },
    tooltip: {
      renderMode: 'richText',
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      confine: true,
      textStyle: { fontSize: 12 },
    },
    aria: { enabled: true, decal: { show: true }, label: { description } },
  }
}

/** Labels of a category axis: those of the chosen rows stand out in weight and in the colour of selection. */
export function chosenLabels(
  rows: readonly { readonly selected: boolean }[],
  palette: Pick<Palette, 'ink' | 'selection'>,
) {
  const chosen = (index: number | undefined) => rows[index ?? -1]?.selected === true
  return {
    fontSize: 12,
    formatter: (text: string, index: number) => (chosen(index) ? `{chosen|${text}}` : text),
    color: palette.ink,
    rich: { chosen: { fontWeight: 'bold' as const, fontSize: 12, color: palette.selection } },
  }
}
