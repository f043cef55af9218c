import { defineStore } from 'pinia'
import { parseSince } from '#domain/comparison.ts'
import { shanghaiDay } from '#domain/day.ts'
import { formatFilter } from '#domain/filter.ts'
import type { BoundingBox } from '#domain/position.ts'
import { computed, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { readDensityAt, readDensityField, type DensityTiles } from '#web/api/density.ts'
import { listEnterprises, readEnterprise, type EnterprisePage } from '#web/api/enterprises.ts'
import { readRegion, type RegionTree } from '#web/api/regions.ts'
import { readEnterpriseExtent } from '#web/api/tiles.ts'
import { readSituation, type SituationAnswer } from '#web/api/situation.ts'
import { useFilterStore } from './filter.ts'
import { loadable } from './loadable.ts'

/** What the county map shades: the measured field, or township rates in its place. */
export type CountyMode = 'density' | 'rates'
export type DensitySubject = 'hazards' | 'risk-points'
/** What open hazards are set against in a township: its enterprises, or its area. */
export type RateBasis = 'enterprises' | 'area'

const PAGE_SIZE = 50

/** The county page's data: one question for each panel, all under the same filter. */
export const useCountyStore = defineStore('county', () => {
  const route = useRoute()
  const router = useRouter()
  const filter = useFilterStore()

  const region = loadable<RegionTree>()
  const withoutCounty = shallowRef(false)
  const extent = loadable<BoundingBox | null>()
  const situation = loadable<SituationAnswer>()
  /** The situation at the end of the day that is compared with. */
  const situationBefore = loadable<SituationAnswer>()
  const density = loadable<DensityTiles>()
  const enterprises = loadable<EnterprisePage>()
  const card = loadable<Awaited<ReturnType<typeof readEnterprise>>>()
  const reading = shallowRef<Awaited<ReturnType<typeof readDensityAt>> | null>(null)

  const mode = computed<CountyMode>(() => (route.query.map === 'rates' ? 'rates' : 'density'))
  const subject = computed<DensitySubject>(() =>
    route.query.subject === 'risk-points' ? 'risk-points' : 'hazards',
  )
  const rateBasis = computed<RateBasis>(() =>
    route.query.rate === 'area' ? 'area' : 'enterprises',
  )
  const sinceAsked = computed(() => {
    const { since: text } = route.query
    if (typeof text !== 'string') return null
    return parseSince(text, filter.filter.asOf, shanghaiDay(new Date()))
  })
  /** The day that is compared with (对比日): its density is taken off, its figures stand beside. */
  const since = computed(() => (sinceAsked.value?.ok === true ? sinceAsked.value.value : null))
  const sinceFaults = computed(() =>
    sinceAsked.value?.ok === false ? sinceAsked.value.issues : [],
  )
  const selectedId = computed(() =>
    typeof route.query.selected === 'string' ? route.query.selected : null,
  )

  async function setQuery(changes: Record<string, string | null>): Promise<void> {
    const query = { ...route.query }
    for (const [key, value] of Object.entries(changes)) {
      if (value === null) Reflect.deleteProperty(query, key)
      else query[key] = value
    }
    await router.replace({ query })
  }

  /** The county whose divisions are drawn; an installation without any draws what it has. */
  async function loadRegion(code: string | undefined): Promise<void> {
    withoutCounty.value = code === undefined
    if (code !== undefined) await region.load((signal) => readRegion(code, signal))
  }

  const regionMissing = computed(
    () =>
      withoutCounty.value ||
      (region.status.value.kind === 'failed' && region.status.value.status === 404),
  )

  /** Where the enterprises under a filter lie, for showing all of them. */
  async function loadExtent(filterText: string): Promise<void> {
    await extent.load((signal) => readEnterpriseExtent(filterText, signal))
  }

  async function loadFor(filterText: string): Promise<void> {
    const before = textBefore()
    await Promise.all([
      situation.load((signal) => readSituation(filterText, signal)),
      density.load((signal) => readDensityField(filterText, subject.value, signal, since.value)),
      before === null ? null : situationBefore.load((signal) => readSituation(before, signal)),
    ])
  }

  /** The filter at the day that is compared with. */
  function textBefore(): string | null {
    return since.value === null ? null : formatFilter({ ...filter.filter, asOf: since.value })
  }

  async function loadPage(filterText: string, sort: string, cursor: string | null): Promise<void> {
    await enterprises.load((signal) =>
      listEnterprises(filterText, { sort, cursor, limit: PAGE_SIZE }, signal),
    )
  }

  async function loadCard(id: string): Promise<void> {
    await card.load((signal) => readEnterprise(id, signal))
  }

  /** Ask again for the figures that are shown: rows changed. Tells whether the server answered. */
  async function refreshFor(filterText: string): Promise<boolean> {
    const id = selectedId.value
    const before = textBefore()
    const [isAnswered] = await Promise.all([
      situation.refresh((signal) => readSituation(filterText, signal)),
      density.refresh((signal) => readDensityField(filterText, subject.value, signal, since.value)),
      before === null ? null : situationBefore.refresh((signal) => readSituation(before, signal)),
      id === null ? null : card.refresh((signal) => readEnterprise(id, signal)),
    ])
    return isAnswered
  }

  async function refreshPage(
    filterText: string,
    sort: string,
    cursor: string | null,
  ): Promise<void> {
    await enterprises.refresh((signal) =>
      listEnterprises(filterText, { sort, cursor, limit: PAGE_SIZE }, signal),
    )
  }

  let pointerQuestion: AbortController | null = null

  /** Ask for the field's value at a place; only the latest question's answer is shown. */
  async function readAt(
    lngLat: readonly [number, number] | null,
    filterText: string,
  ): Promise<void> {
    pointerQuestion?.abort()
    if (lngLat === null) {
      reading.value = null
      return
    }
    const mine = new AbortController()
    pointerQuestion = mine
    try {
      const answer = await readDensityAt(
        lngLat,
        filterText,
        subject.value,
        mine.signal,
        since.value,
      )
      if (!mine.signal.aborted) reading.value = answer
    } catch (error) {
      if (!mine.signal.aborted) reading.value = null
      if (!(error instanceof Error)) throw error
    }
  }

  return {
    region,
    situation,
    situationBefore,
    density,
    enterprises,
    card,
    reading,
    mode,
    subject,
    rateBasis,
    since,
    sinceFaults,
    selectedId,
    setQuery,
    loadRegion,
    regionMissing,
    extent,
    loadExtent,
    loadFor,
    refreshFor,
    loadPage,
    refreshPage,
    loadCard,
    readAt,
  }
})
