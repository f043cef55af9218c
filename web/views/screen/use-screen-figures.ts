import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { ScreenFigure } from '#web/components/screen/screen-row.ts'
import { useScreenStore } from '#web/stores/screen.ts'

/** The one line of figures (总体指标), each with what it was made of; `--` where there is nothing to judge. */
export function useScreenFigures(): ComputedRef<readonly ScreenFigure[]> {
  const screen = useScreenStore()
  const { t, n } = useI18n()

  return computed(() => {
    const situation = screen.situation.data
    const kpiOf = (id: string) => situation?.kpis.find((kpi) => kpi.id === id)
    const red = situation?.byLevel.find(({ level }) => level === 1)
    const count = (id: string) => kpiOf(id)?.value ?? null
    const text = (value: number | null | undefined) => (value == null ? '--' : n(value))
    const longest = Math.max(
      0,
      ...(situation?.overdueHazards ?? []).map(({ overdueDays }) => overdueDays),
    )
    const figure = (
      id: string,
      value: string,
      basis: string,
      tone: ScreenFigure['tone'] = 'plain',
    ): ScreenFigure => ({ id, label: t(`screen.kpi.${id}`), value, basis, tone })
    const counted = (
      id: string,
      basis: string,
      tone: ScreenFigure['tone'] = 'plain',
    ): ScreenFigure => figure(id, text(count(id)), basis, tone)
    const rate = (id: string): ScreenFigure => {
      const kpi = kpiOf(id)
      const value = kpi?.value == null ? '--' : n(kpi.value, 'alignedPercent')
      const basis = kpi?.denominator == null ? '' : `${n(kpi.numerator)} / ${n(kpi.denominator)}`
      return figure(id, value, basis)
    }
    const part = (whole: string) => t('screen.of', { whole: text(count(whole)) })
    return [
      counted('enterprises', t('screen.note.enterprises')),
      figure('redEnterprises', text(red?.enterprises), part('enterprises')),
      counted('riskPoints', t('screen.note.riskPoints', { count: text(red?.riskPoints) })),
      counted('openHazards', t('screen.note.openHazards', { count: text(count('majorHazards')) })),
      counted(
        'majorHazards',
        part('openHazards'),
        (count('majorHazards') ?? 0) > 0 ? 'fault' : 'plain',
      ),
      counted(
        'overdueHazards',
        longest > 0 ? t('screen.note.longest', { days: longest }) : part('openHazards'),
        (count('overdueHazards') ?? 0) > 0 ? 'late' : 'plain',
      ),
      rate('rectificationRate'),
      rate('onTimeRate'),
      counted('silentEnterprises', t('screen.note.silentEnterprises')),
    ]
  })
}
