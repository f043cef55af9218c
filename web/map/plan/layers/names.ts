import type { FilterSpecification, LayerSpecification } from 'maplibre-gl'
import { SIGN_COLOURS, type Palette } from '#web/palette.ts'
import { MAP_FONT } from '../../fonts.ts'
import { levelColourExpression } from '../../layers/enterprise.ts'
import { PLAN_LAYERS, PLAN_SOURCES } from '../ids.ts'
import { POINT_IMAGE, ROUTE_ARROW_IMAGE, SYMBOL_IMAGE } from '../images.ts'

const isLine: FilterSpecification = ['==', ['geometry-type'], 'LineString']
const isText: FilterSpecification = ['==', ['get', 'kind'], 'text']
const isControl: FilterSpecification = ['==', ['get', 'kind'], 'control-point']
const isRouteEnd: FilterSpecification = ['==', ['get', 'kind'], 'route-end']

/** Where a zone's name may move to, in ems: its open place first, then a line or two off it. */
const ZONE_NAME_PLACES = [
  ...(['center', [0, 0], 'top', [0, 0.4], 'bottom', [0, -0.4]] as const),
  ...(['center', [0, 1.3], 'center', [0, -1.3], 'center', [2.2, 0], 'center', [-2.2, 0]] as const),
  ...([
    'center',
    [0, 2.6],
    'center',
    [0, -2.6],
    'center',
    [2.2, 1.3],
    'center',
    [-2.2, 1.3],
  ] as const),
  ...([
    'center',
    [2.2, -1.3],
    'center',
    [-2.2, -1.3],
    'center',
    [0, 3.8],
    'center',
    [0, -3.8],
  ] as const),
  ...(['center', [4.4, 0], 'center', [-4.4, 0], 'center', [0, 5.2], 'center', [0, -5.2]] as const),
] as never

/** Names of structures, points and zones, the more important later: placed first, drawn on top. */
export function nameLayers(palette: Palette): LayerSpecification[] {
  const halo = { 'text-halo-color': palette.halo, 'text-halo-width': 1.8 }
  return [
    {
      id: PLAN_LAYERS.structureNames,
      type: 'symbol',
      source: PLAN_SOURCES.structures,
      minzoom: 17.4,
      // Under a zone the zone's own name comes first.
      filter: [
        'all',
        ['!=', ['get', 'name'], ''],
        ['!=', ['get', 'kind'], 'fence'],
        ['any', ['!', ['get', 'isCovered']], ['>=', ['zoom'], 19]],
      ] as never,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [MAP_FONT],
        'text-size': 11,
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.3,
      },
      paint: { 'text-color': palette.muted, ...halo },
    },
    {
      id: PLAN_LAYERS.riskPointNames,
      type: 'symbol',
      source: PLAN_SOURCES.riskPoints,
      minzoom: 18,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [MAP_FONT],
        'text-size': 11,
        'text-max-width': 9,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.2,
        'symbol-sort-key': ['coalesce', ['get', 'level'], 5],
      },
      paint: { 'text-color': palette.ink, ...halo },
    },
    {
      id: PLAN_LAYERS.zoneNames,
      type: 'symbol',
      source: PLAN_SOURCES.zoneNames,
      layout: {
        // From afar one line, near two: a name that finds its place says more than a larger one.
        'text-field': [
          'step',
          ['zoom'],
          ['concat', ['get', 'name'], ' ', ['get', 'mark']],
          18.2,
          [
            'format',
            ['get', 'name'],
            { 'font-scale': 1.15 },
            '\n',
            {},
            ['get', 'note'],
            { 'font-scale': 0.9 },
          ],
        ],
        'text-font': [MAP_FONT],
        'text-size': ['interpolate', ['linear'], ['zoom'], 15, 10, 18, 12.5],
        'text-max-width': 14,
        'text-line-height': 1.25,
        'text-variable-anchor-offset': ZONE_NAME_PLACES,
        'text-padding': 0,
        'symbol-sort-key': ['coalesce', ['get', 'level'], 5],
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.halo, 'text-halo-width': 2 },
    },
  ]
}

/** Symbols (图上标识): routes as dashed lines with a head, signs as drawn, words as words. */
export function symbolLayers(palette: Palette): LayerSpecification[] {
  const source = PLAN_SOURCES.symbols
  return [
    {
      id: PLAN_LAYERS.routes,
      type: 'line',
      source,
      filter: isLine,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': SIGN_COLOURS.safe,
        'line-width': 2.6,
        'line-dasharray': [2.4, 1.3],
      },
    },
    {
      id: PLAN_LAYERS.routeArrows,
      type: 'symbol',
      source,
      filter: isRouteEnd,
      layout: {
        'icon-image': ROUTE_ARROW_IMAGE,
        'icon-size': 0.85,
        'icon-rotate': ['get', 'turn'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true,
      },
    },
    {
      id: PLAN_LAYERS.symbols,
      type: 'symbol',
      source,
      filter: ['all', ['!', isLine], ['!', isText], ['!', isRouteEnd], ['!', isControl]] as never,
      layout: {
        'icon-image': ['concat', SYMBOL_IMAGE, ['get', 'kind']],
        'icon-size': ['interpolate', ['linear'], ['zoom'], 15, 0.45, 18.5, 0.85],
        'icon-allow-overlap': true,
        'text-field': ['step', ['zoom'], '', 18.5, ['get', 'text']],
        'text-font': [MAP_FONT],
        'text-size': 11,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 1.1,
        'text-optional': true,
      },
      paint: {
        'text-color': palette.muted,
        'text-halo-color': palette.halo,
        'text-halo-width': 1.8,
      },
    },
    {
      id: PLAN_LAYERS.controls,
      type: 'circle',
      source,
      filter: isControl,
      paint: {
        'circle-radius': 9,
        'circle-color': palette.halo,
        'circle-stroke-color': palette.selection,
        'circle-stroke-width': 2.5,
      },
    },
    {
      id: PLAN_LAYERS.texts,
      type: 'symbol',
      source,
      filter: ['any', isText, isControl] as never,
      layout: {
        'text-field': ['get', 'text'],
        'text-font': [MAP_FONT],
        'text-size': 13,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.halo, 'text-halo-width': 1.8 },
    },
  ]
}

/** Risk points (风险点): numbered discs of their level's colour, always shown, the worst on top. */
export function pointLayers(
  palette: Palette,
  isSelected: FilterSpecification,
): LayerSpecification[] {
  const source = PLAN_SOURCES.riskPoints
  return [
    {
      id: PLAN_LAYERS.selectedRiskPoint,
      type: 'circle',
      source,
      filter: isSelected,
      paint: {
        'circle-radius': 15,
        'circle-color': 'rgba(0, 0, 0, 0)',
        'circle-stroke-color': palette.selection,
        'circle-stroke-width': 3,
      },
    },
    {
      id: PLAN_LAYERS.riskPoints,
      type: 'symbol',
      source,
      layout: {
        'icon-image': ['concat', POINT_IMAGE, ['coalesce', ['get', 'level'], 'none']] as never,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 15, 0.5, 18, 0.95],
        'icon-allow-overlap': true,
        'text-field': ['get', 'mark'],
        'text-font': [MAP_FONT],
        'text-size': ['interpolate', ['linear'], ['zoom'], 15, 7, 18, 11],
        'text-allow-overlap': true,
        'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'level'], 5]],
      },
      paint: { 'text-color': levelColourExpression(palette, 'onSolid') },
    },
  ]
}
