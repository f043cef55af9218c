import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import type { FontFacesSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl'
import { PALETTES, RATE_STEPS } from '#web/palette.ts'
import { LAYERS, SOURCES } from './ids.ts'
import { areaLayers, areaSource } from './layers/area.ts'
import { densityLayers, densitySource, type DensityField } from './layers/density.ts'
import { enterpriseCountLayers, enterpriseLayers, type MarkLanguage } from './layers/enterprise.ts'
import { plantLayers } from './layers/plant.ts'
import {
  boundaryLayers,
  groundLayers,
  townshipNameLayers,
  townshipRateLayers,
  villageNameLayers,
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
  readonly language: MarkLanguage
  /** `kind` county, township, township-line or neighbour, with `code` and `illustrative`. */
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
  /** What somebody drew, or the division they chose, to have it counted. */
  readonly area: Polygon | MultiPolygon | null
}

/** Where the style is shown: tiles are asked of one origin, letters come from these files. */
export interface StyleHost {
  readonly origin: string
  readonly fontFaces: FontFacesSpecification
}

/** A vector source of one of our tile sets; features are known by their ids. */
export function vectorSource(set: TileSet, origin: string): SourceSpecification {
  return {
    type: 'vector',
    tiles: set.tiles.map((tile) => `${origin}${tile}`),
    minzoom: set.minZoom,
    maxzoom: set.maxZoom,
    promoteId: 'id',
  }
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

/**
 * The county map (县域图) as one style: ground, density or township rates, plants, enterprises, names.
 * Shape: scene and host → a whole MapLibre style; equal ones give equal styles
 */
export function countyStyle(scene: CountyScene, host: StyleHost): StyleSpecification {
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
    'font-faces': host.fontFaces,
    sources: {
      [SOURCES.regions]: { type: 'geojson', data: scene.regions },
      [SOURCES.regionNames]: { type: 'geojson', data: scene.regionNames },
      [SOURCES.selection]: { type: 'geojson', data: selection },
      ...(scene.area === null ? {} : { [SOURCES.area]: areaSource(scene.area) }),
      ...(scene.density === null
        ? {}
        : { [SOURCES.density]: densitySource(scene.density, host.origin) }),
      ...(scene.enterprises === null
        ? {}
        : { [SOURCES.enterprises]: vectorSource(scene.enterprises, host.origin) }),
      ...(scene.zones === null ? {} : { [SOURCES.zones]: vectorSource(scene.zones, host.origin) }),
      ...(scene.riskPoints === null
        ? {}
        : { [SOURCES.riskPoints]: vectorSource(scene.riskPoints, host.origin) }),
    },
    layers: [
      ...groundLayers(palette),
      ...(scene.townshipRates === null
        ? []
        : townshipRateLayers(
            scene.townshipRates.rates,
            RATE_STEPS[scene.theme],
            scene.townshipRates.maximum,
          )),
      ...(scene.density === null ? [] : densityLayers(scene.density, scene.theme)),
      ...boundaryLayers(palette),
      ...(scene.area === null ? [] : areaLayers(palette)),
      ...(scene.zones === null || scene.riskPoints === null
        ? []
        : plantLayers(palette, scene.language)),
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
      ...villageNameLayers(palette),
      ...(scene.enterprises === null ? [] : enterpriseLayers(palette, scene.language)),
      // Names come after the dots that stand there; only the counts are placed before them.
      ...townshipNameLayers(palette),
      ...(scene.enterprises === null ? [] : enterpriseCountLayers(palette)),
    ],
  }
}
