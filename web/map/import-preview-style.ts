import type { FeatureCollection } from 'geojson'
import type { StyleSpecification } from 'maplibre-gl'
import { PALETTES } from '#web/palette.ts'
import { countyStyle, type CountyScene, type StyleHost } from './county-style.ts'
import { LAYERS, SOURCES } from './ids.ts'

type Place = readonly [number, number]

/** Where the rows of a file would lie, before anything is taken. */
export interface PreviewScene {
  readonly county: Pick<CountyScene, 'theme' | 'language' | 'regions' | 'regionNames'>
  readonly points: readonly Place[]
  /** The same points under the system chosen before. */
  readonly former: readonly Place[]
}

/**
 * The county's outline with the points of a file (坐标预览): solid where they would lie, hollow where they
 * lay under the system chosen before, so that a shift is seen.
 */
export function importPreviewStyle(scene: PreviewScene, host: StyleHost): StyleSpecification {
  const palette = PALETTES[scene.county.theme]
  const ground = countyStyle(
    {
      ...scene.county,
      density: null,
      townshipRates: null,
      enterprises: null,
      zones: null,
      riskPoints: null,
      selectedPosition: null,
      area: null,
    },
    host,
  )
  return {
    ...ground,
    sources: {
      ...ground.sources,
      [SOURCES.importedPoints]: { type: 'geojson', data: pointsOf(scene.points) },
      [SOURCES.formerPoints]: { type: 'geojson', data: pointsOf(scene.former) },
    },
    layers: [
      ...ground.layers,
      {
        id: LAYERS.formerPoints,
        type: 'circle',
        source: SOURCES.formerPoints,
        paint: {
          'circle-radius': 4.5,
          'circle-color': 'rgba(0, 0, 0, 0)',
          'circle-stroke-color': palette.muted,
          'circle-stroke-width': 1.4,
        },
      },
      {
        id: LAYERS.importedPoints,
        type: 'circle',
        source: SOURCES.importedPoints,
        paint: {
          'circle-radius': 5,
          'circle-color': palette.selection,
          'circle-stroke-color': palette.halo,
          'circle-stroke-width': 1.4,
        },
      },
    ],
  }
}

function pointsOf(places: readonly Place[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: places.map(([lng, lat]) => ({
      type: 'Feature',
      properties: {},
      geometry: { type: 'Point', coordinates: [lng, lat] },
    })),
  }
}
