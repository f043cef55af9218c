import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import type {
  AriaComponentOption,
  GridComponentOption,
  LegendComponentOption,
  TooltipComponentOption,
} from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

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
