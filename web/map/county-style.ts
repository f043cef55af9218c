import type { FeatureCollection } from 'geojson'
import type { SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { DENSITY_RAMPS, PALETTES } from '#web/palette.ts'
import { mapFontFaces } from './fonts.ts'
import { LAYERS, SOURCES } from './ids.ts'
import { densityLayers, densitySource, type DensityField } from './layers/density.ts'
import { enterpriseLayers } from './layers/enterprise.ts'
import { plantLayers } from './layers/plant.ts'
import {
  boundaryLayers,
  groundLayers,
  regionNameLayers,
  townshipRateLayers,
} from './layers/region.ts'

/** A vector tile set of ours: where its tiles are, filter included, and how deep they go. */
export interface TileSet {
  readonly tiles: readonly string[]
  readonly minZoom: number
  readonly maxZoom: number
}

/** Everything the county map shows, as a value. */
export interface CountyScene {
  readonly theme: 'light' | 'dark'
  /** Polygons with `kind` county, township or neighbour, `code`, `illustrative`. */
  readonly regions: FeatureCollection
  /** Seats with `kind` township or village, `name`. */
  readonly regionNames: FeatureCollection
  readonly density: DensityField | null
  readonly townshipRates: {
    readonly rates: Readonly<Record<string, number | null>>
    readonly maximum: number
  } | null
  readonly enterprises: TileSet | null
  readonly zones: TileSet | null
  readonly riskPoints: TileSet | null
  readonly selectedPosition: readonly [number, number] | null
}

/** The colours of township rates: the density ramp in five steps. */
export function rateColours(theme: 'light' | 'dark'): readonly string[] {
  return DENSITY_RAMPS[theme].slice(1).map((stop) => stop.colour)
}

function vectorSource(set: TileSet): SourceSpecification {
  return {
    type: 'vector',
    tiles: set.tiles.map((tile) => `${location.origin}${tile}`),
    minzoom: set.minZoom,
    maxzoom: set.maxZoom,
    promoteId: 'id',
  }
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

/**
 * The county map (县域图) as one style: ground, density or township rates, plants, enterprises, names.
 * Shape: scene → a whole MapLibre style; equal scenes give equal styles
 */
export function countyStyle(scene: CountyScene): StyleSpecification {
  const palette = PALETTES[scene.theme]
  const selection: FeatureCollection =
    scene.selectedPosition === null
      ? EMPTY
      : {
          type: 'FeatureCollection',
          features: [
            {
              type: 'Feature',
              properties: {},
              geometry: { type: 'Point', coordinates: [...scene.selectedPosition] },
            },
          ],
        }
  return {
    version: 8,
    'font-faces': mapFontFaces(),
    sources: {
      [SOURCES.regions]: { type: 'geojson', data: scene.regions },
      [SOURCES.regionNames]: { type: 'geojson', data: scene.regionNames },
      [SOURCES.selection]: { type: 'geojson', data: selection },
      ...(scene.density === null ? {} : { [SOURCES.density]: densitySource(scene.density) }),
      ...(scene.enterprises === null
        ? {}
        : { [SOURCES.enterprises]: vectorSource(scene.enterprises) }),
      ...(scene.zones === null ? {} : { [SOURCES.zones]: vectorSource(scene.zones) }),
      ...(scene.riskPoints === null
        ? {}
        : { [SOURCES.riskPoints]: vectorSource(scene.riskPoints) }),
    },
    layers: [
      ...groundLayers(palette),
      ...(scene.townshipRates === null
        ? []
        : townshipRateLayers(
            scene.townshipRates.rates,
            rateColours(scene.theme),
            scene.townshipRates.maximum,
          )),
      ...(scene.density === null ? [] : densityLayers(scene.density, scene.theme)),
      ...boundaryLayers(palette),
      ...(scene.zones === null || scene.riskPoints === null ? [] : plantLayers(palette)),
      {
        id: LAYERS.selection,
        type: 'circle',
        source: SOURCES.selection,
        paint: {
          'circle-radius': 15,
          'circle-color': 'rgba(0, 0, 0, 0)',
          'circle-stroke-color': palette.selection,
          'circle-stroke-width': 3,
        },
      },
      ...(scene.enterprises === null ? [] : enterpriseLayers(palette)),
      // Names come last: what a place is called is read over the dots that stand there.
      ...regionNameLayers(palette),
    ],
  }
}
