import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { FilterLevel } from '#domain/filter-keys.ts'
import { levelBarsOption } from '#web/charts/options/level-bars.ts'
import { rankedBarsOption } from '#web/charts/options/ranked-bars.ts'
import { trendOption } from '#web/charts/options/trend.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useCodeNames } from './use-code-names.ts'
import { useFilterChoices } from './use-filter-choices.ts'
import { townshipRate } from './township-rate.ts'

/** The county page's charts: counts by level, township, sector and month; a pick is a filter. */
export function useCountyCharts() {
  const { t } = useI18n()
  const county = useCountyStore()
  const filter = useFilterStore()
  const { sectorName } = useCodeNames()
  const { levelText, townships } = useFilterChoices()

  const situation = computed(() => county.situation.data)
  const townshipName = (code: string) =>
    townships.value.find((township) => township.code === code)?.name ?? code
  const described = (title: string, parts: readonly string[]) => `${title}：${parts.join('，')}`

  const levelRows = computed(() =>
    (situation.value?.byLevel ?? []).map((row) => ({
      level: row.level,
      label: row.level === null ? t('level.none') : levelText(row.level),
      count: row.riskPoints,
      selected: filter.filter.level.includes(filterLevel(row.level)),
    })),
  )
  const levelDescription = computed(() =>
    described(
      t('county.byLevel'),
      levelRows.value.map((row) => `${row.label} ${row.count}`),
    ),
  )
  const levelChart = computed(() =>
    levelBarsOption(levelRows.value, levelDescription.value, 'light'),
  )

  function pickLevel(index: number): void {
    const row = levelRows.value[index]
    if (row !== undefined) void filter.toggle('level', filterLevel(row.level))
  }

  /** By lateness, never by how much was found: a ranking must not reward silence. */
  const townshipRows = computed(() =>
    [...(situation.value?.byTownship ?? [])]
      .map((row) => ({
        code: row.code,
        name: townshipName(row.code),
        value: Math.round(townshipRate(row, 'enterprises', null) ?? 0),
        part: Math.round(
          townshipRate({ open: row.overdue, enterprises: row.enterprises }, 'enterprises', null) ??
            0,
        ),
        selected: filter.filter.township.includes(row.code),
      }))
      .sort((a, b) => b.part - a.part || b.value - a.value),
  )
  const townshipText = computed(() =>
    described(
      `${t('county.byTownship')} · ${t('county.per100')}`,
      townshipRows.value.map(
        (row) => `${row.name} ${row.value}（${t('county.overdue')} ${row.part}）`,
      ),
    ),
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
  const sectorText = computed(() =>
    described(
      t('county.bySector'),
      sectorRows.value.map((row) => `${row.name} ${row.value}`),
    ),
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

  const trendText = computed(() =>
    described(
      t('county.trend'),
      (situation.value?.trend ?? []).map(
        (row) =>
          `${row.month} ${t('county.found')} ${row.found} ${t('county.closed')} ${row.closed} ${t('county.overdue')} ${row.overdue}`,
      ),
    ),
  )
  const trendChart = computed(() =>
    trendOption(
      situation.value?.trend ?? [],
      {
        found: t('county.found'),
        closed: t('county.closed'),
        overdue: t('county.overdue'),
        description: trendText.value,
      },
      'light',
    ),
  )

  return {
    level: { option: levelChart, text: levelDescription, pick: pickLevel },
    township: {
      option: townshipChart,
      text: townshipText,
      height: townshipHeight,
      pick: pickTownship,
    },
    sector: { option: sectorChart, text: sectorText, height: sectorHeight, pick: pickSector },
    trend: { option: trendChart, text: trendText },
  }
}

/** A level as the filter names it. */
function filterLevel(level: 1 | 2 | 3 | 4 | null): FilterLevel {
  return level === null ? 'none' : `${level}`
}
