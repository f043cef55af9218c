import { computed, nextTick, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { LIST_TABS, ROWS_A_PAGE, useListsStore, type ListTab } from '#web/stores/lists.ts'
import { useFilterStore } from '#web/stores/filter.ts'

/** What the server calls each list as a file. */
const FILE_KINDS = {
  'risk-controls': 'risk-control-list',
  hazards: 'hazard-list',
  'post-duties': 'post-duty-list',
} as const satisfies Record<ListTab, string>

/** The list that the page's address names, under its level and department. */
export function useLists(enterpriseId: () => string) {
  const route = useRoute()
  const router = useRouter()
  const filter = useFilterStore()
  const lists = useListsStore()

  const tab = computed<ListTab>(
    () => LIST_TABS.find((one) => one === route.query.list) ?? 'risk-controls',
  )
  const department = computed(() =>
    typeof route.query.ownDepartment === 'string' && route.query.ownDepartment !== ''
      ? route.query.ownDepartment
      : null,
  )
  /** The duties of a roster know no level of their own. */
  const filterText = computed(() => {
    const parameters = new URLSearchParams(filter.text)
    parameters.delete('enterprise')
    if (tab.value === 'post-duties') parameters.delete('level')
    return parameters.toString()
  })
  const level = computed(() => new URLSearchParams(filterText.value).get('level'))
  /** Cursors of the pages before and including this one; the first page has none. */
  const cursors = shallowRef<readonly (string | null)[]>([null])
  const isWhole = shallowRef(false)

  const request = () => ({
    enterpriseId: enterpriseId(),
    filterText: filterText.value,
    department: department.value,
  })
  async function reload(): Promise<void> {
    isWhole.value = false
    await lists.load(tab.value, { ...request(), cursor: cursors.value.at(-1) ?? null })
  }
  watch(
    [enterpriseId, tab, filterText, department],
    () => {
      cursors.value = [null]
      void reload()
    },
    { immediate: true },
  )

  /** The list as it was last answered, unless it is another one's answer. */
  const shown = computed(() => (lists.list.data?.tab === tab.value ? lists.list.data : null))
  const total = computed(() => shown.value?.page.total ?? null)

  async function setQuery(change: Record<string, string | undefined>): Promise<void> {
    await router.push({ query: { ...route.query, ...change } })
  }

  /** Paper holds the whole list, not the page one happens to look at. */
  async function bringWhole(): Promise<boolean> {
    if (shown.value?.page.nextCursor !== null || cursors.value.length > 1) {
      await lists.loadWhole(tab.value, request())
      isWhole.value = lists.list.status.kind === 'ready'
    }
    await nextTick()
    return lists.list.status.kind === 'ready'
  }

  return {
    tab,
    department,
    level,
    shown,
    total,
    reload,
    bringWhole,
    status: computed(() => lists.list.status),
    isFiltered: computed(() => filterText.value !== '' || department.value !== null),
    pages: computed(() =>
      isWhole.value ? 1 : Math.max(1, Math.ceil((total.value ?? 0) / ROWS_A_PAGE)),
    ),
    page: computed(() => cursors.value.length),
    chooseTab: (next: ListTab) => setQuery({ list: next, ownDepartment: undefined }),
    chooseLevel: (next: string) => setQuery({ level: next === '' ? undefined : next }),
    chooseDepartment: (next: string) => setQuery({ ownDepartment: next === '' ? undefined : next }),
    clear: () => setQuery({ level: undefined, ownDepartment: undefined }),
    fileUrl: (format: 'csv' | 'xlsx') => {
      const parameters = new URLSearchParams(filterText.value)
      parameters.set('enterprise', enterpriseId())
      parameters.set('format', format)
      if (department.value !== null) parameters.set('ownDepartment', department.value)
      return `/api/exports/${FILE_KINDS[tab.value]}?${parameters.toString()}`
    },
    next: () => {
      const cursor = shown.value?.page.nextCursor ?? null
      if (cursor === null) return
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
