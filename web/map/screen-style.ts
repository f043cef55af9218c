import type { FeatureCollection } from 'geojson'
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl'
import { PALETTES } from '#web/palette.ts'
import { vectorSource, type StyleHost, type TileSet } from './county-style.ts'
import { MAP_FONT } from './fonts.ts'
import { LAYERS, SOURCES } from './ids.ts'
import { densityLayers, densitySource, type DensityField } from './layers/density.ts'
import { enterpriseLayers, type MarkLanguage } from './layers/enterprise.ts'
import { boundaryLayers, groundLayers } from './layers/region.ts'
import { seatLayers, type SeatLook } from './layers/seat.ts'

/** Everything the map of a large screen shows, as a value. */
export interface ScreenScene extends SeatLook {
  readonly language: MarkLanguage
  /** As of the county map; township lines only where they are no illustration. */
  readonly regions: FeatureCollection
  readonly seats: FeatureCollection
  readonly density: DensityField | null
  /** The same field as terrain: the density raised into relief. */
  readonly relief: boolean
  readonly enterprises: TileSet | null
}

/** How high the top of the scale rises in relief. Units: metres */
const RELIEF_METERS = 7000

/**
 * The map of a large screen (大屏地图) as one style: dark ground, density flat or in relief, enterprises, names
 * at township seats.
 * Shape: scene and host → a whole MapLibre style; equal ones give equal styles
 */
export function screenStyle(scene: ScreenScene, host: StyleHost): StyleSpecification {
  const palette = PALETTES.dark
  const { density, enterprises, unitPixels } = scene
  return {
    version: 8,
    'font-faces': host.fontFaces,
    sources: {
      [SOURCES.regions]: { type: 'geojson', data: scene.regions },
      [SOURCES.seats]: { type: 'geojson', data: scene.seats },
      ...(density === null ? {} : { [SOURCES.density]: densitySource(density, host.origin) }),
      ...(enterprises === null
        ? {}
        : { [SOURCES.enterprises]: vectorSource(enterprises, host.origin) }),
    },
    ...(density !== null && scene.relief
      ? {
          terrain: {
            source: SOURCES.density,
            exaggeration: RELIEF_METERS / Math.max(density.scaleMax, 1e-6),
          },
        }
      : {}),
    layers: [
      ...groundLayers(palette),
      ...(density === null ? [] : densityLayers(density, 'dark')),
      ...boundaryLayers(palette),
      ...(enterprises === null ? [] : dotLayers(scene, unitPixels)),
      ...seatLayers(palette, scene),
      // Counts are placed before names, so that names move aside for them.
      ...(enterprises === null ? [] : [countLayer(unitPixels)]),
    ],
  }
}

/** The county page's dots at a large screen's size, with the count of a cell inside it. */
function dotLayers({ language }: ScreenScene, unitPixels: number): LayerSpecification[] {
  const palette = PALETTES.dark
  const scale = unitPixels / 16
  const dots: LayerSpecification[] = enterpriseLayers(palette, language).flatMap(
    (layer): LayerSpecification[] => {
      if (layer.id === LAYERS.enterpriseCells && layer.type === 'circle')
        return [
          {
            ...layer,
            paint: {
              ...layer.paint,
              'circle-radius': [
                'interpolate',
                ['linear'],
                ['sqrt', ['get', 'count']],
                1,
                10 * scale,
                8,
                22 * scale,
              ],
              'circle-opacity': 0.82,
              'circle-stroke-width': 2.5 * scale,
            },
          },
        ]
      if (layer.id === LAYERS.enterpriseLoneCells && layer.type === 'circle')
        return [{ ...layer, paint: { ...layer.paint, 'circle-radius': 5.5 * scale } }]
      if (layer.id === LAYERS.enterprises && layer.type === 'circle')
        return [
          {
            ...layer,
            paint: {
              ...layer.paint,
              'circle-radius': [
                'match',
                ['coalesce', ['get', 'level'], 0],
                1,
                7 * scale,
                2,
                6 * scale,
                5 * scale,
              ],
            },
          },
        ]
      // Letters and names of single plants are for who stands near.
      return []
    },
  )
  return dots
}

function countLayer(unitPixels: number): LayerSpecification {
  return {
    id: LAYERS.enterpriseCellCounts,
    type: 'symbol',
    source: SOURCES.enterprises,
    'source-layer': SOURCES.enterprises,
    filter: ['>', ['coalesce', ['get', 'count'], 0], 1],
    layout: {
      'text-field': ['to-string', ['get', 'count']],
      'text-font': [MAP_FONT],
      'text-size': unitPixels,
      'text-padding': unitPixels * 0.35,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': PALETTES.dark.ink },
  }
}
