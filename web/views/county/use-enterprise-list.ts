import { computed, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { EnterpriseRow } from '#web/components/enterprise-row.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useCodeNames } from './use-code-names.ts'

const PAGE_SIZE = 50

/** The list of enterprises under the page's filter: pages, order and export. */
export function useEnterpriseList() {
  const { n } = useI18n()
  const { sectorName } = useCodeNames()
  const county = useCountyStore()
  const filter = useFilterStore()

  const sort = shallowRef('level')
  /** Cursors of the pages before and including this one; the first page has none. */
  const cursors = shallowRef<readonly (string | null)[]>([null])

  const reload = () => county.loadPage(filter.text, sort.value, cursors.value.at(-1) ?? null)

  const refresh = () => county.refreshPage(filter.text, sort.value, cursors.value.at(-1) ?? null)

  watch(
    [() => filter.text, sort],
    () => {
      cursors.value = [null]
      void reload()
    },
    { immediate: true },
  )

  const total = computed(() => county.enterprises.data?.total ?? null)
  const page = computed(() => cursors.value.length)
  const pages = computed(() => Math.max(1, Math.ceil((total.value ?? 0) / PAGE_SIZE)))

  const rows = computed<EnterpriseRow[]>(() =>
    (county.enterprises.data?.items ?? []).map((item) => ({
      id: item.id,
      name: item.name,
      level: item.level,
      township: item.townshipName ?? '--',
      sector: sectorName(item.sector),
      riskPointCount: item.riskPointCount,
      majorCount: item.majorCount,
      considerableCount: item.considerableCount,
      openCount: item.open,
      overdueCount: item.overdue,
      onTime:
        item.onTime.denominator === 0
          ? '--'
          : `${n(item.onTime.numerator / item.onTime.denominator, 'percent')} ${item.onTime.numerator}/${item.onTime.denominator}`,
    })),
  )

  function next(): void {
    const cursor = county.enterprises.data?.nextCursor
    if (cursor === null || cursor === undefined) return
    cursors.value = [...cursors.value, cursor]
    void reload()
  }

  function previous(): void {
    if (cursors.value.length < 2) return
    cursors.value = cursors.value.slice(0, -1)
    void reload()
  }

  return {
    rows,
    total,
    page,
    pages,
    sort,
    sortBy: (value: string) => {
      sort.value = value
    },
    next,
    previous,
    reload,
    refresh,
    exportUrl: computed(
      () => `/api/exports/enterprises?format=csv${filter.text === '' ? '' : `&${filter.text}`}`,
    ),
  }
}
