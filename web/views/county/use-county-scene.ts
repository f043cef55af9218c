import type { Feature, FeatureCollection, Geometry, Position } from 'geojson'
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { BoundingBox } from '#domain/position.ts'
import { bbox } from '@turf/turf'
import type { CountyScene, TileSet } from '#web/map/county-style.ts'
import { sharedLines } from '#web/map/shared-lines.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useFilterStore } from '#web/stores/filter.ts'
import { useCountyRates } from './use-county-rates.ts'
import { scaleMaximum } from './scale.ts'
import { shortVillageName } from './village-name.ts'

/** Where a map opens that has nothing to show yet. */
const CHINA = [73.5, 18, 135.1, 53.6] as const

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** The county map's scene from the stores: one value, derived and never kept. */
export function useCountyScene(): {
  scene: ComputedRef<CountyScene>
  bounds: ComputedRef<BoundingBox | null>
  locale: ComputedRef<Readonly<Record<string, string>>>
} {
  const county = useCountyStore()
  const filter = useFilterStore()
  const rates = useCountyRates()
  const { t, locale: language } = useI18n()

  const regions = computed<FeatureCollection>(() => {
    const tree = county.region.data
    if (tree === null) return EMPTY
    const features: Feature[] = [tree, ...tree.children].flatMap((region) =>
      region.geometry === null
        ? []
        : [
            {
              type: 'Feature' as const,
              properties: {
                kind: region.kind,
                code: region.code,
                illustrative: region.illustrative,
              },
              geometry: region.geometry,
            },
          ],
    )
    const neighbours: Feature[] = tree.neighbours.map((geometry) => ({
      type: 'Feature',
      properties: { kind: 'neighbour' },
      geometry,
    }))
    const borders: Feature = {
      type: 'Feature',
      properties: {
        kind: 'township-line',
        illustrative: tree.children.some(({ illustrative }) => illustrative),
      },
      geometry: {
        type: 'MultiLineString',
        coordinates: sharedLines(
          tree.children.flatMap(({ geometry }) => ringsOf(geometry)),
          ringsOf(tree.geometry),
        ),
      },
    }
    return { type: 'FeatureCollection', features: [...neighbours, ...features, borders] }
  })

  const regionNames = computed<FeatureCollection>(() => {
    const tree = county.region.data
    if (tree === null) return EMPTY
    const all = tree.children.flatMap((township) => [township, ...township.children])
    return {
      type: 'FeatureCollection',
      features: all.flatMap((region) =>
        region.seat === null
          ? []
          : [
              {
                type: 'Feature' as const,
                properties: {
                  kind: region.kind,
                  name: region.kind === 'village' ? shortVillageName(region.name) : region.name,
                },
                geometry: { type: 'Point' as const, coordinates: [...region.seat] },
              },
            ],
      ),
    }
  })

  const tiles = (noun: string, minZoom: number, maxZoom: number): TileSet => ({
    tiles: [`/api/tiles/${noun}/{z}/{x}/{y}.mvt${filter.text === '' ? '' : `?${filter.text}`}`],
    minZoom,
    maxZoom,
  })

  // The sources depend on the filter alone: a new selection or mode must not ask for tiles again.
  const enterprises = computed(() => tiles('enterprises', 0, 14))
  const zones = computed(() => tiles('zones', 13, 16))
  const riskPoints = computed(() => tiles('risk-points', 14, 16))

  const density = computed(() => {
    const field = county.density.data
    if (field === null || county.mode !== 'density') return null
    return {
      tiles: field.tiles,
      minZoom: field.minzoom,
      maxZoom: field.maxzoom,
      bounds: field.bounds,
      encoding: field.encoding,
      scaleMax: scaleMaximum(Math.max(field.max, -field.min)),
      isDifference: field.since !== null,
    }
  })

  const selectedPosition = computed(() => county.card.data?.position ?? null)

  const scene = computed<CountyScene>(() => ({
    theme: 'light',
    language: language.value === 'en' ? 'en' : 'zh',
    regions: regions.value,
    regionNames: regionNames.value,
    density: density.value,
    townshipRates:
      county.mode === 'rates' ? { rates: rates.rates.value, maximum: rates.maximum.value } : null,
    enterprises: enterprises.value,
    zones: zones.value,
    riskPoints: riskPoints.value,
    selectedPosition: county.selectedId === null ? null : selectedPosition.value,
    area: null,
  }))

  const bounds = computed(() => {
    const geometry = county.region.data?.geometry
    if (geometry !== null && geometry !== undefined) {
      const [west, south, east, north] = bbox(geometry)
      return [west, south, east, north] as const
    }
    // Without a county's outline the map opens on what there is.
    if (!county.regionMissing && county.region.status.kind !== 'ready') return null
    return county.extent.status.kind === 'ready' ? (county.extent.data ?? CHINA) : null
  })

  const locale = computed(() => ({
    'NavigationControl.ZoomIn': t('map.zoomIn'),
    'NavigationControl.ZoomOut': t('map.zoomOut'),
    'ScaleControl.Meters': 'm',
    'ScaleControl.Kilometers': 'km',
    'Map.Title': t('county.map'),
  }))

  return { scene, bounds, locale }
}

function ringsOf(geometry: Geometry | null): Position[][] {
  if (geometry?.type === 'Polygon') return geometry.coordinates
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates.flat()
  return []
}
