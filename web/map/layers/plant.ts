import type { LayerSpecification } from 'maplibre-gl'
import type { Palette } from '#web/palette.ts'
import { MAP_FONT } from '../fonts.ts'
import { LAYERS, PLANT_ZOOM, SOURCES } from '../ids.ts'
import { levelColourExpression, levelMarkExpression, type MarkLanguage } from './enterprise.ts'

/** Zones and risk points of georeferenced plants, in place on the county map. */
export function plantLayers(palette: Palette, language: MarkLanguage): LayerSpecification[] {
  const zone = {
    source: SOURCES.zones,
    'source-layer': SOURCES.zones,
    minzoom: PLANT_ZOOM,
  } as const
  const point = {
    source: SOURCES.riskPoints,
    'source-layer': SOURCES.riskPoints,
    minzoom: PLANT_ZOOM + 1.5,
    filter: ['!', ['has', 'count']] as never,
  } as const
  return [
    {
      id: LAYERS.zones,
      type: 'fill',
      ...zone,
      layout: { 'fill-sort-key': ['-', 5, ['coalesce', ['get', 'level'], 5]] },
      paint: {
        'fill-color': levelColourExpression(palette, 'fill'),
        'fill-opacity': palette.zoneFillOpacity,
      },
    },
    {
      id: LAYERS.zoneHatch,
      type: 'fill',
      ...zone,
      paint: {
        'fill-pattern': [
          'concat',
          'hatch-',
          ['to-string', ['coalesce', ['get', 'level'], 'none']],
        ] as never,
        'fill-opacity': 0.55,
      },
    },
    {
      id: LAYERS.zoneLines,
      type: 'line',
      ...zone,
      paint: { 'line-color': levelColourExpression(palette, 'solid'), 'line-width': 1.6 },
    },
    {
      id: LAYERS.riskPoints,
      type: 'circle',
      ...point,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 15.5, 4, 18, 8],
        'circle-color': levelColourExpression(palette, 'solid'),
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.4,
      },
    },
    {
      id: LAYERS.riskPointLetters,
      type: 'symbol',
      ...point,
      minzoom: 17,
      layout: {
        'text-field': levelMarkExpression(language),
        'text-font': [MAP_FONT],
        'text-size': 9,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': levelColourExpression(palette, 'onSolid') },
    },
    {
      id: LAYERS.zoneNames,
      type: 'symbol',
      ...zone,
      minzoom: PLANT_ZOOM + 1.5,
      layout: {
        'text-field': ['concat', ['get', 'name'], '\n', levelMarkExpression(language)],
        'text-font': [MAP_FONT],
        'text-size': 12,
        'text-variable-anchor': ['center', 'top', 'bottom'],
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.halo, 'text-halo-width': 1.8 },
    },
  ]
}
