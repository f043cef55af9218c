import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { endOfShanghaiDay } from '#domain/day.ts'
import { formatFilter, type Filter } from '#domain/filter.ts'
import { HAZARD_STATES, isOpenState } from '#domain/hazard.ts'
import type { Figure } from '#web/components/figure.ts'
import { signed } from '#web/components/signed.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useLiveStore } from '#web/stores/live.ts'
import { scaleMaximum } from './scale.ts'

/** What a figure opens: the list in another order, or the page of its rows under the same filter and what the figure means. */
type FigureTarget =
  { readonly sort: string } | { readonly page: string; readonly with?: Partial<Filter> }

const OPEN_STATES = HAZARD_STATES.filter(isOpenState)

const FIGURES = {
  enterprises: { page: 'enterprises' },
  riskPoints: { sort: '-riskPointCount' },
  openHazards: { page: 'hazards', with: { status: OPEN_STATES } },
  overdueHazards: { page: 'hazards', with: { overdue: ['true'] } },
  majorHazards: { page: 'hazards', with: { status: OPEN_STATES, hazardLevel: ['major'] } },
  onTimeRate: null,
} as const satisfies Readonly<Record<string, FigureTarget | null>>

type FigureId = keyof typeof FIGURES
const FIGURE_IDS = Object.keys(FIGURES) as FigureId[]

/** A filter with what a figure means on top of it; of two lists for one key the common part. */
function narrowed(filter: Filter, meant: Partial<Filter> = {}): Filter {
  const common = Object.entries(meant).map(([key, values]) => {
    const held: unknown = filter[key as keyof Filter]
    if (!Array.isArray(values) || !Array.isArray(held) || held.length === 0) return [key, values]
    const both = values.filter((value) => held.includes(value))
    return [key, both.length > 0 ? both : values]
  })
  return { ...filter, ...(Object.fromEntries(common) as Partial<Filter>) }
}

/** The county page's figures and the map's modes, derived from the situation and the filter. */
export function useCountyPanels(sortList: (sort: string) => void) {
  const { t, n, d } = useI18n()
  const router = useRouter()
  const county = useCountyStore()
  const filter = useFilterStore()
  const live = useLiveStore()

  const situation = computed(() => county.situation.data)
  /** While the server tells of every change, what is shown holds until it was last heard of. */
  const asOf = computed(() => {
    const answeredAt = situation.value?.asOf
    if (answeredAt === undefined) return ''
    const read = new Date(answeredAt).getTime()
    const isNow = filter.filter.asOf === null && live.connected && live.lastHeardAt !== null
    const at = isNow ? Math.max(read, live.lastHeardAt ?? 0) : read
    return t(live.stale ? 'county.stale' : 'county.asOf', { time: d(new Date(at), 'minute') })
  })

  /** The figures compared with, once they are those of the day asked for. */
  const before = computed(() => {
    const { data, status } = county.situationBefore
    if (county.since === null || data === null || status.kind !== 'ready') return null
    return data.asOf === endOfShanghaiDay(county.since).toISOString() ? data : null
  })

  type Kpi = NonNullable<typeof situation.value>['kpis'][number]

  function figureOf({ value, unit }: Kpi): string {
    if (value === null) return '--'
    return unit === 'ratio' ? n(value, 'finePercent') : n(value)
  }

  function changeOf(kpi: Kpi): Figure['change'] {
    const was = before.value?.kpis.find(({ id }) => id === kpi.id)
    if (was === undefined) return null
    const told = { before: figureOf(was) }
    if (kpi.value === null || was.value === null) return { ...told, text: '--' }
    if (kpi.unit !== 'ratio') return { ...told, text: signed(kpi.value - was.value, (by) => n(by)) }
    const points = signed(100 * (kpi.value - was.value), (by) =>
      n(by, { maximumFractionDigits: 1 }),
    )
    return { ...told, text: t('compare.points', { points }) }
  }

  const figures = computed<Figure[]>(() =>
    FIGURE_IDS.flatMap((id) => {
      const kpi = situation.value?.kpis.find((candidate) => candidate.id === id)
      if (kpi === undefined) return []
      return [
        {
          id,
          label: t(`kpi.${id}`),
          value: figureOf(kpi),
          change: changeOf(kpi),
          basis: kpi.denominator === null ? '' : `${n(kpi.numerator)} / ${n(kpi.denominator)}`,
          late: id === 'overdueHazards' && (kpi.value ?? 0) > 0,
          opens: FIGURES[id] !== null,
        },
      ]
    }),
  )

  /** The two days of the field of differences that is shown, and its reading at the pointer. */
  const difference = computed(() => {
    const field = county.density.data
    if (field === null || field.since === null) return null
    const at = county.reading
    const isRead = at !== null && at.before !== null && at.difference !== null
    return {
      since: field.since,
      until: filter.filter.asOf ?? t('compare.now'),
      reading: isRead
        ? { value: at.value, before: at.before ?? 0, difference: at.difference ?? 0 }
        : null,
    }
  })

  function openFigure(id: string): void {
    const target: FigureTarget | null = FIGURES[id as FigureId]
    if (target === null) return
    if ('sort' in target) sortList(target.sort)
    else
      void router.push({
        name: target.page,
        query: Object.fromEntries(
          new URLSearchParams(formatFilter(narrowed(filter.filter, target.with))),
        ),
      })
  }

  return {
    asOf,
    figures,
    openFigure,
    scaleMax: computed(() => {
      const { max = 0, min = 0 } = county.density.data ?? {}
      return scaleMaximum(Math.max(max, -min))
    }),
    difference,
    modes: computed(() => [
      { label: t('county.viewDensity'), value: 'density' },
      { label: t('county.viewRates'), value: 'rates' },
    ]),
    subjects: computed(() => [
      { label: t('county.subjectHazards'), value: 'hazards' },
      { label: t('county.subjectRiskPoints'), value: 'risk-points' },
    ]),
  }
}
