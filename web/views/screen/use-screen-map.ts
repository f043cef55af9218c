import { bbox } from '@turf/turf'
import type { Feature, FeatureCollection } from 'geojson'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { BoundingBox } from '#domain/position.ts'
import type { ScreenScene } from '#web/map/screen-style.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useScreenStore } from '#web/stores/screen.ts'
import { scaleMaximum } from '../county/scale.ts'
import type { SceneId } from './use-screen-scenes.ts'

/** The large screen's map from the store: one value, derived and never kept. */
export function useScreenMap(
  scene: ComputedRef<SceneId>,
  unitPixels: ComputedRef<number>,
): {
  mapScene: ComputedRef<ScreenScene>
  bounds: ComputedRef<BoundingBox | null>
} {
  const screen = useScreenStore()
  const filter = useFilterStore()
  const { t, locale } = useI18n()

  const regions = computed<FeatureCollection>(() => {
    const tree = screen.region.data
    if (tree === null) return { type: 'FeatureCollection', features: [] }
    const county: Feature[] =
      tree.geometry === null
        ? []
        : [{ type: 'Feature', properties: { kind: 'county' }, geometry: tree.geometry }]
    const neighbours: Feature[] = tree.neighbours.map((geometry) => ({
      type: 'Feature',
      properties: { kind: 'neighbour' },
      geometry,
    }))
    // A line that only illustrates would be read as a border from five metres: names do instead.
    const townships: Feature[] = tree.children.flatMap(({ geometry, illustrative }) =>
      geometry === null || illustrative
        ? []
        : [
            {
              type: 'Feature' as const,
              properties: { kind: 'township-line', illustrative: false },
              geometry,
            },
          ],
    )
    return { type: 'FeatureCollection', features: [...neighbours, ...county, ...townships] }
  })

  const counts = computed(
    () => new Map((screen.situation.data?.byTownship ?? []).map((row) => [row.code, row])),
  )
  const seats = computed<FeatureCollection>(() => ({
    type: 'FeatureCollection',
    features: (screen.region.data?.children ?? []).flatMap(({ code, name, seat }) => {
      if (seat === null) return []
      const overdue = counts.value.get(code)?.overdue ?? 0
      const late =
        overdue === 0
          ? t('screen.legend.overdueNone')
          : t('screen.legend.overdueAt', { count: overdue })
      return [
        {
          type: 'Feature' as const,
          properties: { code, name, overdue, label: `${name}\n${late}` },
          geometry: { type: 'Point' as const, coordinates: [...seat] },
        },
      ]
    }),
  }))

  const scaleMax = computed(() => scaleMaximum(screen.density.data?.max ?? 0))
  const density = computed(() => {
    const field = screen.density.data
    if (field === null) return null
    const { tiles, minzoom, maxzoom, bounds, encoding } = field
    return {
      tiles,
      minZoom: minzoom,
      maxZoom: maxzoom,
      bounds,
      encoding,
      scaleMax: scaleMax.value,
    }
  })

  const enterprises = computed(() => ({
    tiles: [`/api/tiles/enterprises/{z}/{x}/{y}.mvt${filter.text === '' ? '' : `?${filter.text}`}`],
    minZoom: 0,
    maxZoom: 14,
  }))
  const mostOverdue = computed(() =>
    Math.max(1, ...[...counts.value.values()].map(({ overdue }) => overdue)),
  )

  const mapScene = computed<ScreenScene>(() => ({
    language: locale.value === 'en' ? 'en' : 'zh',
    unitPixels: unitPixels.value,
    regions: regions.value,
    seats: seats.value,
    density: scene.value === 'lateness' ? null : density.value,
    relief: scene.value === 'relief',
    // Hills and bubbles carry the picture by themselves.
    enterprises: scene.value === 'density' ? enterprises.value : null,
    lateness: scene.value === 'lateness',
    mostOverdue: mostOverdue.value,
  }))

  const bounds = computed(() => {
    const geometry = screen.region.data?.geometry
    if (geometry == null) return screen.density.data?.bounds ?? null
    const [west, south, east, north] = bbox(geometry)
    return [west, south, east, north] as const
  })

  return { mapScene, bounds }
}
