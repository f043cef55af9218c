import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FilterKey } from '#domain/filter.ts'
import { levelBarsOption } from '#web/charts/options/level-bars.ts'
import { rankedBarsOption } from '#web/charts/options/ranked-bars.ts'
import { trendOption } from '#web/charts/options/trend.ts'
import type { Figure } from '#web/components/KpiGrid.vue'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useCountyRates } from './use-county-rates.ts'
import { sectorName } from './use-enterprise-list.ts'
import { useFilterChoices } from './use-filter-choices.ts'
import { scaleMaximum } from './scale.ts'

const SHOWN_FIGURES = [
  'enterprises',
  'riskPoints',
  'openHazards',
  'overdueHazards',
  'majorHazards',
  'onTimeRate',
] as const

/** What opens when a figure is clicked: the filter that leaves its own rows. */
const FIGURE_FILTERS: Readonly<Record<string, readonly [FilterKey, readonly string[]]>> = {
  overdueHazards: ['overdue', ['true']],
  majorHazards: ['hazardLevel', ['major']],
}

/** The county page's panels: figures, choices and charts, all derived from the situation and the filter. */
export function useCountyPanels() {
  const { t, n, d } = useI18n()
  const county = useCountyStore()
  const filter = useFilterStore()
  const rates = useCountyRates()
  const { choices, days, change, levelText, townships } = useFilterChoices()

  const situation = computed(() => county.situation.data)
  const townshipName = (code: string) =>
    townships.value.find((township) => township.code === code)?.name ?? code

  const asOf = computed(() => {
    const at = situation.value?.asOf
    return at === undefined ? '' : t('county.asOf', { time: d(new Date(at), 'minute') })
  })

  const figures = computed<Figure[]>(() =>
    SHOWN_FIGURES.flatMap((id) => {
      const kpi = situation.value?.kpis.find((candidate) => candidate.id === id)
      if (kpi === undefined) return []
      const value =
        kpi.value === null
          ? '--'
          : kpi.unit === 'ratio'
            ? n(kpi.value, { style: 'percent', maximumFractionDigits: 1 })
            : n(kpi.value)
      return [
        {
          id,
          label: t(`kpi.${id}`),
          value,
          basis: kpi.denominator === null ? '' : `${n(kpi.numerator)} / ${n(kpi.denominator)}`,
          late: id === 'overdueHazards' && (kpi.value ?? 0) > 0,
          opens: FIGURE_FILTERS[id] !== undefined,
        },
      ]
    }),
  )

  function openFigure(id: string): void {
    const target = FIGURE_FILTERS[id]
    if (target !== undefined) void filter.set(target[0], target[1])
  }

  const levelRows = computed(() =>
    (situation.value?.byLevel ?? []).map((row) => ({
      level: row.level,
      label: row.level === null ? t('level.none') : levelText(row.level),
      count: row.riskPoints,
      enterprises: row.enterprises,
    })),
  )
  const levelText_ = computed(
    () =>
      `${t('county.byLevel')}：${levelRows.value.map((row) => `${row.label} ${row.count}`).join('，')}`,
  )
  const levelChart = computed(() => levelBarsOption(levelRows.value, levelText_.value, 'light'))

  function pickLevel(index: number): void {
    const row = levelRows.value[index]
    if (row !== undefined)
      void filter.toggle('level', row.level === null ? 'none' : String(row.level))
  }

  /** By lateness, never by how much was found: a ranking must not reward silence. */
  const townshipRows = computed(() =>
    [...(situation.value?.byTownship ?? [])]
      .map((row) => ({
        code: row.code,
        name: townshipName(row.code),
        value: row.enterprises === 0 ? 0 : Math.round((row.open / row.enterprises) * 100),
        part: row.enterprises === 0 ? 0 : Math.round((row.overdue / row.enterprises) * 100),
        selected: filter.filter.township.includes(row.code),
      }))
      .sort((a, b) => b.part - a.part || b.value - a.value),
  )
  const townshipText = computed(
    () =>
      `${t('county.byTownship')}：${townshipRows.value.map((row) => `${row.name} ${row.value}（${t('county.overdue')} ${row.part}）`).join('，')}`,
  )
  const seriesNames = computed(() => ({ value: t('county.open'), part: t('county.overdue') }))
  const townshipChart = computed(() =>
    rankedBarsOption(
      townshipRows.value,
      { ...seriesNames.value, description: townshipText.value },
      'light',
    ),
  )

  const townshipHeight = computed(() => Math.max(34, townshipRows.value.length * 24))

  function pickTownship(index: number): void {
    const row = townshipRows.value[index]
    if (row !== undefined) void filter.toggle('township', row.code)
  }

  const sectorRows = computed(() =>
    [...(situation.value?.bySector ?? [])]
      .map((row) => ({
        code: row.code,
        name: sectorName(row.code),
        value: row.open,
        part: row.overdue,
        selected: filter.filter.sector.includes(row.code),
      }))
      .sort((a, b) => b.value - a.value),
  )
  const sectorText = computed(
    () =>
      `${t('county.bySector')}：${sectorRows.value.map((row) => `${row.name} ${row.value}`).join('，')}`,
  )
  const sectorChart = computed(() =>
    rankedBarsOption(
      sectorRows.value,
      { ...seriesNames.value, description: sectorText.value },
      'light',
    ),
  )
  const sectorHeight = computed(() => Math.max(34, sectorRows.value.length * 24))

  function pickSector(index: number): void {
    const row = sectorRows.value[index]
    if (row !== undefined) void filter.toggle('sector', row.code)
  }

  const trendChart = computed(() =>
    trendOption(
      situation.value?.trend ?? [],
      {
        found: t('county.found'),
        closed: t('county.closed'),
        overdue: t('county.overdue'),
        description: t('county.trend'),
      },
      'light',
    ),
  )

  return {
    asOf,
    figures,
    openFigure,
    choices,
    days,
    change,
    levelChart,
    levelText: levelText_,
    pickLevel,
    townshipChart,
    townshipText,
    townshipHeight,
    pickTownship,
    sectorChart,
    sectorText,
    sectorHeight,
    pickSector,
    trendChart,
    rates,
    scaleMax: computed(() => scaleMaximum(county.density.data?.max ?? 0)),
    modes: computed(() => [
      { label: t('county.viewDensity'), value: 'density' },
      { label: t('county.viewRates'), value: 'rates' },
    ]),
    subjects: computed(() => [
      { label: t('county.subjectHazards'), value: 'hazards' },
      { label: t('county.subjectRiskPoints'), value: 'risk-points' },
    ]),
    illustrative: computed(() => townships.value.some((township) => township.illustrative)),
  }
}
