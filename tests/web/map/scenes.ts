import type { FeatureCollection, Polygon } from 'geojson'
import { MAP_FONT } from '#web/map/fonts.ts'
import type { CountyScene, StyleHost } from '#web/map/county-style.ts'

/** A host as the browser gives it: one origin, and the slices of the bundle's font. */
export const HOST: StyleHost = {
  origin: 'http://localhost:8080',
  fontFaces: {
    [MAP_FONT]: [{ url: 'http://localhost:8080/assets/a.woff2', 'unicode-range': ['U+4E00-4E10'] }],
  },
}

const square = (west: number, kind: string, code: string) => ({
  type: 'Feature' as const,
  properties: { kind, code, illustrative: true },
  geometry: {
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, 35.5],
        [west + 0.2, 35.5],
        [west + 0.2, 35.7],
        [west, 35.7],
        [west, 35.5],
      ],
    ],
  },
})

const regions: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    square(114, 'county', '410622'),
    square(114, 'township', '410622101'),
    square(114.2, 'township', '410622102'),
    {
      type: 'Feature',
      properties: { kind: 'township-line', illustrative: true },
      geometry: {
        type: 'MultiLineString',
        coordinates: [
          [
            [114.2, 35.5],
            [114.2, 35.7],
          ],
        ],
      },
    },
  ],
}

const regionNames: FeatureCollection = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { kind: 'township', name: '高村镇' },
      geometry: { type: 'Point', coordinates: [114.1, 35.6] },
    },
  ],
}

const tiles = (noun: string) => ({
  tiles: [`/api/tiles/${noun}/{z}/{x}/{y}.mvt?sector=WH`],
  minZoom: 0,
  maxZoom: 14,
})

/** The county with nothing chosen: the density of hazards over it, enterprises, plants. */
export const DENSITY_SCENE: CountyScene = {
  theme: 'light',
  language: 'zh',
  regions,
  regionNames,
  density: {
    tiles: ['/api/tiles/density/{z}/{x}/{y}.png?subject=hazards'],
    minZoom: 0,
    maxZoom: 14,
    bounds: [114.0612, 35.4987, 114.35, 35.8],
    encoding: { redFactor: 655.36, greenFactor: 2.56, blueFactor: 0.01, baseShift: 0 },
    scaleMax: 5,
  },
  townshipRates: null,
  enterprises: tiles('enterprises'),
  zones: tiles('zones'),
  riskPoints: tiles('risk-points'),
  selectedPosition: null,
  area: null,
}

const RATES_SCENE: CountyScene = {
  ...DENSITY_SCENE,
  density: null,
  townshipRates: { rates: { '410622101': 120, '410622102': null }, maximum: 150 },
}

const NOTHING_SCENE: CountyScene = {
  ...DENSITY_SCENE,
  regions: { type: 'FeatureCollection', features: [] },
  regionNames: { type: 'FeatureCollection', features: [] },
  density: null,
  enterprises: null,
  zones: null,
  riskPoints: null,
}

/** Every kind of scene the county map can be asked to show, by name. */
export const SCENES: readonly (readonly [string, CountyScene])[] = [
  ['density', DENSITY_SCENE],
  ['a field of zeros', { ...DENSITY_SCENE, density: { ...fieldOf(DENSITY_SCENE), scaleMax: 0 } }],
  ['differences', { ...DENSITY_SCENE, density: { ...fieldOf(DENSITY_SCENE), isDifference: true } }],
  ['rates', RATES_SCENE],
  [
    'rates that are all unknown',
    { ...RATES_SCENE, townshipRates: { rates: { '410622101': null }, maximum: 1 } },
  ],
  ['nothing yet', NOTHING_SCENE],
  ['dark', { ...DENSITY_SCENE, theme: 'dark' }],
  ['dark rates', { ...RATES_SCENE, theme: 'dark' }],
  ['English', { ...DENSITY_SCENE, language: 'en' }],
  ['an area', { ...DENSITY_SCENE, area: areaOf(regions) }],
  ['an area in the dark', { ...RATES_SCENE, theme: 'dark', area: areaOf(regions) }],
  ['one selected', { ...DENSITY_SCENE, selectedPosition: [114.1, 35.6] }],
]

function fieldOf({ density }: CountyScene) {
  if (density === null) throw new TypeError('the scene has no density')
  return density
}

function areaOf({ features: [first] }: FeatureCollection): Polygon {
  if (first?.geometry.type !== 'Polygon') throw new TypeError('the county has an outline')
  return first.geometry
}
