import { computed, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { cornersOf } from '#domain/drawn-area.ts'
import type { Figure } from '#web/components/figure.ts'
import { useLevelText } from '#web/i18n/use-level-text.ts'
import { useAreaStore } from '#web/stores/area.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { csvText, type CsvLine } from './area-csv.ts'

const COUNTED = ['enterprises', 'riskPoints', 'open', 'major', 'overdue'] as const
const UNITS = {
  enterprises: 'enterpriseCount',
  riskPoints: 'count',
  open: 'hazardCount',
  major: 'hazardCount',
  overdue: 'hazardCount',
} as const

/** The figures of the drawn area as the panel shows them and as a file. */
export function useAreaFigures() {
  const { t, n, d } = useI18n()
  const area = useAreaStore()
  const filter = useFilterStore()
  const levelText = useLevelText()

  watch(
    [() => area.area, () => area.text, () => filter.text],
    ([shape, ...asked], [, ...before]) => {
      if (shape === null) return
      // A boundary that came anew with everything else is no other question.
      const isSame = area.figures.data !== null && asked.join() === before.join()
      void (isSame ? area.refresh() : area.load())
    },
    { immediate: true },
  )

  const counts = computed(() => area.figures.data?.counts ?? null)

  /** Three digits that tell something, or whole numbers from a hundred on. */
  const rounded = (value: number) =>
    n(value, value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 })

  const figures = computed<Figure[]>(() => {
    const held = counts.value
    if (held === null) return []
    const plain = { change: null, opens: false } as const
    return [
      ...COUNTED.map((id) => ({
        ...plain,
        id: `area-${id}`,
        label: t(`area.${id}`),
        value: n(held[id]),
        basis: t('area.perKm2', { value: rounded(held.perSquareKilometer[id]) }),
        late: id === 'overdue' && held.overdue > 0,
      })),
      {
        ...plain,
        id: 'area-size',
        label: t('area.size'),
        value: rounded(held.areaSquareKilometers),
        basis: '',
        late: false,
      },
    ]
  })

  const levels = computed(() => {
    const held = counts.value
    if (held === null) return []
    return held.riskPointsByLevel.map(({ level, count }) => ({
      level,
      count: n(count),
      part: held.riskPoints === 0 ? 0 : count / held.riskPoints,
      share: n(held.riskPoints === 0 ? 0 : count / held.riskPoints, 'finePercent'),
    }))
  })

  const distance = (meters: number) =>
    meters < 1000
      ? `${n(meters, { maximumFractionDigits: 0 })} m`
      : `${n(meters / 1000, { maximumFractionDigits: 1 })} km`

  const nearest = computed(() =>
    (area.figures.data?.nearest ?? []).map((one) => ({
      id: one.id,
      name: one.name,
      level: one.level,
      isWithin: one.isWithin,
      distance: distance(one.distanceMeters),
    })),
  )

  const asOf = computed(() =>
    counts.value === null ? '' : d(new Date(counts.value.asOf), 'minute'),
  )

  function lines(): CsvLine[] {
    const held = counts.value
    if (held === null) return []
    const { areaSquareKilometers: size } = held
    const drawn = area.region === null ? area.area : null
    return [
      [t('area.csv.item'), t('area.csv.value'), t('area.csv.unit'), t('area.csv.perKm2')],
      ...COUNTED.map((id) => [
        t(`area.${id}`),
        held[id],
        t(`area.csv.${UNITS[id]}`),
        held.perSquareKilometer[id],
      ]),
      ...held.riskPointsByLevel.map(({ level, count }) => [
        t('area.csv.points', { name: levelText(level) }),
        count,
        t('area.csv.count'),
        count / size,
      ]),
      [t('area.csv.size'), size, 'km²'],
      ...(area.figures.data?.nearest ?? []).map(({ name, distanceMeters, isWithin }) => [
        t('area.csv.nearest', { name }),
        Math.round(distanceMeters),
        t('area.csv.meters'),
        t(isWithin ? 'area.within' : 'area.outside'),
      ]),
      [t('area.csv.asOf'), held.asOf],
      [
        t('area.csv.filter'),
        filter.text === '' ? t('area.csv.noFilter') : decodeURIComponent(filter.text),
      ],
      drawn?.type === 'Polygon'
        ? [
            t('area.csv.corners'),
            cornersOf(drawn)
              .map((corner) => corner.join(','))
              .join(' '),
          ]
        : [t('area.csv.area'), area.region?.name ?? ''],
    ]
  }

  /** Hand the figures over as a file. */
  function save(): void {
    const url = URL.createObjectURL(new Blob([csvText(lines())], { type: 'text/csv' }))
    const link = document.createElement('a')
    link.href = url
    link.download = `${t('area.csv.file')}.csv`
    link.click()
    // The browser takes the file in its own time.
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }

  return { figures, levels, nearest, asOf, save }
}
