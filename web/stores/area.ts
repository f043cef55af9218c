import type { MultiPolygon, Polygon } from 'geojson'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { areaOfCorners, formatArea, parseArea, type AreaChoice } from '#domain/drawn-area.ts'
import type { Issue } from '#domain/result.ts'
import type { AreaFigures } from './area-figures.ts'
import { useCountyStore } from './county.ts'
import { useFilterStore } from './filter.ts'
import { loadable } from './loadable.ts'

/** How the pointer draws: corner by corner, or a box. */
export type AreaDrawing = 'polygon' | 'rectangle'

/**
 * The area somebody drew on the county map (画区域统计): it stands in the page's address, its figures
 * follow the filter, and a shape that is no area yet is kept aside with what is wrong with it.
 */
export const useAreaStore = defineStore('area', () => {
  const route = useRoute()
  const router = useRouter()
  const county = useCountyStore()
  const filter = useFilterStore()

  const figures = loadable<AreaFigures>()
  const drawing = shallowRef<AreaDrawing | null>(null)
  /** Corners set so far of the shape being drawn. */
  const corners = shallowRef(0)
  /** Whether the drawing tool is there; it comes when it is first asked for. */
  const isToolThere = shallowRef(false)
  const refused = shallowRef<{
    readonly polygon: Polygon | null
    readonly issues: readonly Issue[]
  } | null>(null)
  const past = shallowRef<readonly (string | null)[]>([])

  const text = computed(() => (typeof route.query.area === 'string' ? route.query.area : null))
  const read = computed(() => (text.value === null ? null : parseArea(text.value)))
  const choice = computed<AreaChoice | null>(() =>
    read.value?.ok === true ? read.value.value : null,
  )

  /** Divisions whose boundary is known: the county first, then its townships. */
  const regions = computed(() => {
    const tree = county.region.data
    return tree === null ? [] : [tree, ...tree.children].filter(({ geometry }) => geometry !== null)
  })
  const region = computed(() => {
    const { value } = choice
    return value?.kind === 'region'
      ? (regions.value.find(({ code }) => code === value.code) ?? null)
      : null
  })

  const area = computed<Polygon | MultiPolygon | null>(() =>
    choice.value?.kind === 'drawn' ? choice.value.polygon : (region.value?.geometry ?? null),
  )
  /** The shape whose corners can be dragged: the one that is counted, or the one that is refused. */
  const editable = computed<Polygon | null>(() => {
    if (drawing.value !== null) return null
    if (refused.value !== null) return refused.value.polygon
    return choice.value?.kind === 'drawn' ? choice.value.polygon : null
  })

  const faults = computed<readonly Issue[]>(() => {
    if (refused.value !== null) return refused.value.issues
    if (read.value?.ok === false) return read.value.issues
    const isUnknown =
      choice.value?.kind === 'region' &&
      region.value === null &&
      county.region.status.kind === 'ready'
    return isUnknown ? [{ path: 'area', code: 'no_boundary', message: '' }] : []
  })

  async function write(next: string | null): Promise<void> {
    const { area: _old, ...others } = route.query
    await router.replace({ query: next === null ? others : { ...others, area: next } })
  }

  async function change(next: string | null): Promise<void> {
    refused.value = null
    if (next === text.value) return
    past.value = [...past.value, text.value]
    await write(next)
  }

  /** Take corners as the area, or keep them aside with what is to be mended. */
  async function take(set: readonly (readonly number[])[]): Promise<void> {
    drawing.value = null
    corners.value = 0
    const made = areaOfCorners(set)
    if (made.ok) return change(formatArea({ kind: 'drawn', polygon: made.value }))
    const ring = [...set, set[0] ?? []].map((corner) => [...corner])
    refused.value = {
      polygon: set.length > 2 ? { type: 'Polygon', coordinates: [ring] } : null,
      issues: made.issues,
    }
  }

  async function undo(): Promise<void> {
    if (refused.value !== null) {
      refused.value = null
      return
    }
    const last = past.value.at(-1)
    if (last === undefined) return
    past.value = past.value.slice(0, -1)
    await write(last)
  }

  function draw(mode: AreaDrawing | null): void {
    drawing.value = mode
    corners.value = 0
    if (mode !== null) refused.value = null
  }

  async function ask(signal: AbortSignal): Promise<AreaFigures> {
    const shape = area.value
    if (shape === null) throw new Error('figures are asked for when there is an area')
    const filterText = filter.text
    // With it comes what measures areas, which a first view needs not.
    const { readAreaFigures } = await import('./area-figures.ts')
    return readAreaFigures(shape, filterText, signal)
  }

  return {
    figures,
    drawing,
    corners,
    isToolThere,
    faults,
    isRefused: computed(() => refused.value !== null),
    text,
    area,
    editable,
    region,
    regions,
    canUndo: computed(() => refused.value !== null || past.value.length > 0),
    draw,
    take,
    chooseRegion: (code: string) => {
      draw(null)
      return change(code)
    },
    clear: () => {
      draw(null)
      return change(null)
    },
    undo,
    load: () => figures.load(ask),
    refresh: () => (area.value === null ? Promise.resolve(true) : figures.refresh(ask)),
  }
})
