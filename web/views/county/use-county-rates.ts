import { computed, type ComputedRef } from 'vue'
import { useCountyStore } from '#web/stores/county.ts'
import { scaleMaximum } from './scale.ts'

export interface TownshipRates {
  /** Open hazards per 100 enterprises; null where there is no enterprise. */
  readonly rates: Readonly<Record<string, number | null>>
  readonly maximum: number
}

/** Township rates per 100 enterprises (每百家企业), the alternative to the density. */
export function useCountyRates(): ComputedRef<TownshipRates> {
  const county = useCountyStore()
  return computed(() => {
    const townships = county.situation.data?.byTownship ?? []
    const rates = Object.fromEntries(
      townships.map(({ code, open, enterprises }) => [
        code,
        enterprises === 0 ? null : (open / enterprises) * 100,
      ]),
    )
    const largest = Math.max(0, ...Object.values(rates).map((rate) => rate ?? 0))
    return { rates, maximum: scaleMaximum(largest) }
  })
}
