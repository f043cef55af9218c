import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import {
  EMPTY_FILTER,
  FILTER_KEYS,
  formatFilter,
  parseFilter,
  withFilter,
  type Filter,
  type FilterKey,
} from '#domain/filter.ts'

/**
 * The filter in the page's address: read from it, written to it, kept nowhere else.
 * A part of the address that cannot be read is left out and told in `faults`.
 */
export const useFilterStore = defineStore('filter', () => {
  const route = useRoute()
  const router = useRouter()

  const parsed = computed(() => {
    const query: Record<string, string> = {}
    for (const key of FILTER_KEYS) {
      const value = route.query[key]
      if (typeof value === 'string') query[key] = value
    }
    const result = parseFilter(query)
    if (result.ok) return { filter: result.value, faults: [] }
    for (const issue of result.issues) Reflect.deleteProperty(query, issue.path)
    const rest = parseFilter(query)
    return { filter: rest.ok ? rest.value : EMPTY_FILTER, faults: result.issues }
  })

  /** What was asked for last and cannot be, such as a first day after the last. */
  const refused = shallowRef<readonly { path: string; message: string }[]>([])

  const filter = computed<Filter>(() => parsed.value.filter)
  const faults = computed(() => [...parsed.value.faults, ...refused.value])
  const text = computed(() => formatFilter(filter.value))

  async function replace(next: Filter): Promise<void> {
    const others = Object.fromEntries(
      Object.entries(route.query).filter(
        ([key]) => !(FILTER_KEYS as readonly string[]).includes(key),
      ),
    )
    const written = Object.fromEntries(new URLSearchParams(formatFilter(next)))
    refused.value = []
    await router.push({ query: { ...others, ...written } })
  }

  /** Set one key to these values; none clears it. Values it cannot have change nothing and are told. */
  async function set(key: FilterKey, values: readonly string[]): Promise<void> {
    let next: Filter
    try {
      next = withFilter(filter.value, key, values)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      refused.value = [{ path: key, message: error.message }]
      return
    }
    await replace(next)
  }

  /** Add a value to a key, or take it away when it is there. */
  async function toggle(key: FilterKey, value: string): Promise<void> {
    const held = filter.value[key]
    const now: readonly string[] = Array.isArray(held) ? (held as readonly string[]) : []
    await set(key, now.includes(value) ? now.filter((one) => one !== value) : [...now, value])
  }

  async function clear(): Promise<void> {
    await replace(EMPTY_FILTER)
  }

  return { filter, faults, text, set, toggle, clear, replace }
})
