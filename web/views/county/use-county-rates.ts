import { computed } from 'vue'
import { useCountyStore } from '#web/stores/county.ts'
import { scaleMaximum } from './scale.ts'
import { townshipRate } from './township-rate.ts'

/** Township rates (乡镇比率), the alternative to the density: open hazards per 100 enterprises or per km². */
export function useCountyRates() {
  const county = useCountyStore()
  const townships = computed(() => county.region.data?.children ?? [])
  const counts = computed(() => county.situation.data?.byTownship ?? [])

  /** A rate per km² needs the area of every township: an imported polygon or a figure with its source. */
  const hasAreas = computed(
    () => townships.value.length > 0 && townships.value.every(({ areaKm2 }) => areaKm2 !== null),
  )
  const basis = computed(() => (hasAreas.value ? county.rateBasis : 'enterprises'))

  const rates = computed<Readonly<Record<string, number | null>>>(() =>
    Object.fromEntries(
      counts.value.map((row) => {
        const areaKm2 = townships.value.find(({ code }) => code === row.code)?.areaKm2 ?? null
        return [row.code, townshipRate(row, basis.value, areaKm2)]
      }),
    ),
  )
  const maximum = computed(() =>
    scaleMaximum(Math.max(0, ...Object.values(rates.value).map((rate) => rate ?? 0))),
  )

  /** A township's rate with what it was made of. */
  function rateOf(code: string) {
    const row = counts.value.find((count) => count.code === code)
    const township = townships.value.find((one) => one.code === code)
    if (row === undefined || township === undefined) return null
    return {
      name: township.name,
      rate: rates.value[code] ?? null,
      open: row.open,
      enterprises: row.enterprises,
      areaKm2: township.areaKm2,
    }
  }

  return { rates, maximum, basis, hasAreas, rateOf }
}
