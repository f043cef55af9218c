import { computed, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { HazardListRow } from '#web/components/hazards/hazard-row.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { HAZARDS_A_PAGE, useHazardsStore } from '#web/stores/hazards.ts'
import { useLiveStore } from '#web/stores/live.ts'
import { useHazardWords } from './use-hazard-words.ts'

const DEFAULT_SORT = 'urgency'

/** The list of hazards under the page's filter: pages, order, export. The order lives in the address. */
export function useHazardList() {
  const route = useRoute()
  const router = useRouter()
  const county = useCountyStore()
  const filter = useFilterStore()
  const hazards = useHazardsStore()
  const words = useHazardWords()

  const sort = computed(() =>
    typeof route.query.sort === 'string' ? route.query.sort : DEFAULT_SORT,
  )
  /** Cursors of the pages before and including this one; the first page has none. */
  const cursors = shallowRef<readonly (string | null)[]>([null])

  const reload = () => hazards.loadPage(filter.text, sort.value, cursors.value.at(-1) ?? null)
  watch(
    [() => filter.text, sort],
    () => {
      cursors.value = [null]
      void reload()
      void hazards.loadCounts(filter.text)
    },
    { immediate: true },
  )
  useLiveStore().follow({
    // The filter stands in the address: a reload loses nothing.
    reloads: true,
    changed: async (subjects) => {
      if (!subjects.has('hazards') && !subjects.has('enterprises')) return
      await hazards.refresh(filter.text, sort.value, cursors.value.at(-1) ?? null)
    },
  })

  const townships = computed(
    () => new Map(county.region.data?.children.map(({ code, name }) => [code, name])),
  )
  const rows = computed<HazardListRow[]>(() =>
    (hazards.page.data?.items ?? []).map((item) => ({
      id: item.id,
      number: item.number,
      description: item.description,
      isMajor: item.hazardLevel === 'major',
      supervised: item.supervised,
      unit: item.enterpriseName,
      township: townships.value.get(item.township ?? '') ?? item.township ?? '--',
      department: item.responsibleDepartment ?? '--',
      state: words.stateName(item.state),
      isOpen: !['CLOSED', 'REJECTED'].includes(item.state),
      found: words.day(item.foundAt),
      deadline: item.effectiveDeadline ?? '--',
      standing: words.standing(item),
      isLate: item.overdue,
    })),
  )

  const total = computed(() => hazards.page.data?.total ?? null)
  const pages = computed(() => Math.max(1, Math.ceil((total.value ?? 0) / HAZARDS_A_PAGE)))
  const exportUrl = (format: 'csv' | 'xlsx') =>
    `/api/exports/hazards?format=${format}${filter.text === '' ? '' : `&${filter.text}`}`

  return {
    rows,
    total,
    pages,
    page: computed(() => cursors.value.length),
    sort,
    exportUrl,
    reload,
    sortBy: (value: string) => {
      void router.replace({ query: { ...route.query, sort: value } })
    },
    next: () => {
      const cursor = hazards.page.data?.nextCursor
      if (cursor === null || cursor === undefined) return
      cursors.value = [...cursors.value, cursor]
      void reload()
    },
    previous: () => {
      if (cursors.value.length < 2) return
      cursors.value = cursors.value.slice(0, -1)
      void reload()
    },
  }
}
