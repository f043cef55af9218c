import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import type { Palette } from '#web/palette.ts'
import { MAP_FONT } from '../fonts.ts'
import { LAYERS, PLANT_ZOOM, SOURCES } from '../ids.ts'

/** The solid colour of a feature's `level`; grey where nothing is assessed. */
export function levelColourExpression(
  palette: Palette,
  key: 'solid' | 'fill' | 'onSolid',
): ExpressionSpecification {
  const cases = RISK_LEVELS.flatMap(({ level }) => [level, palette.level[level][key]])
  return ['match', ['coalesce', ['get', 'level'], 0], ...cases, palette.unassessed[key]] as never
}

/** Which marks stand for the levels on a map: 红橙黄蓝, or A to D. */
export type MarkLanguage = 'zh' | 'en'

/** The mark of a feature's level (等级标记): readable where colour is not. */
export function levelMarkExpression(language: MarkLanguage): ExpressionSpecification {
  const cases = RISK_LEVELS.flatMap((facts) => [
    facts.level,
    language === 'en' ? facts.letter : facts.colourZh,
  ])
  const none = language === 'en' ? '–' : '未'
  return ['match', ['coalesce', ['get', 'level'], 0], ...cases, none] as never
}

const isCell: ExpressionSpecification = ['>', ['coalesce', ['get', 'count'], 0], 1]
const isLoneCell: ExpressionSpecification = ['==', ['coalesce', ['get', 'count'], 0], 1]
const isSingle: ExpressionSpecification = ['!', ['has', 'count']]

/** The worst level present in an aggregated cell. */
const cellLevel: ExpressionSpecification = [
  'case',
  ['>', ['coalesce', ['get', 'level1'], 0], 0],
  1,
  ['>', ['coalesce', ['get', 'level2'], 0], 0],
  2,
  ['>', ['coalesce', ['get', 'level3'], 0], 0],
  3,
  ['>', ['coalesce', ['get', 'level4'], 0], 0],
  4,
  0,
]

/**
 * Enterprises (企业) by level: counted cells from afar, single dots near, names nearer.
 * Worse levels are larger and drawn on top.
 */
export function enterpriseLayers(palette: Palette, language: MarkLanguage): LayerSpecification[] {
  const cellColour = [
    'match',
    cellLevel,
    ...RISK_LEVELS.flatMap(({ level }) => [level, palette.level[level].solid]),
    palette.unassessed.solid,
  ] as never
  return [
    {
      id: LAYERS.enterpriseLoneCells,
      type: 'circle',
      source: SOURCES.enterprises,
      'source-layer': SOURCES.enterprises,
      filter: isLoneCell,
      paint: {
        'circle-radius': 5,
        'circle-color': cellColour,
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.4,
      },
    },
    {
      id: LAYERS.enterpriseCells,
      type: 'circle',
      source: SOURCES.enterprises,
      'source-layer': SOURCES.enterprises,
      filter: isCell,
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['sqrt', ['get', 'count']], 1, 8, 10, 19],
        'circle-color': palette.halo,
        'circle-stroke-color': cellColour,
        'circle-stroke-width': 3,
      },
    },
    {
      id: LAYERS.enterprises,
      type: 'circle',
      source: SOURCES.enterprises,
      'source-layer': SOURCES.enterprises,
      filter: isSingle,
      layout: { 'circle-sort-key': ['-', 5, ['coalesce', ['get', 'level'], 5]] },
      paint: {
        'circle-radius': [
          'interpolate',
          ['linear'],
          ['zoom'],
          9,
          ['match', ['coalesce', ['get', 'level'], 0], 1, 4.5, 2, 4, 3],
          13,
          ['match', ['coalesce', ['get', 'level'], 0], 1, 9, 2, 8.5, 8],
          PLANT_ZOOM + 0.5,
          8,
          // Inside a plant its own zones and points take over.
          PLANT_ZOOM + 2,
          3,
        ],
        'circle-color': levelColourExpression(palette, 'solid'),
        'circle-stroke-color': palette.halo,
        'circle-stroke-width': 1.4,
      },
    },
    {
      id: LAYERS.enterpriseLetters,
      type: 'symbol',
      source: SOURCES.enterprises,
      'source-layer': SOURCES.enterprises,
      filter: isSingle,
      minzoom: 12,
      maxzoom: PLANT_ZOOM + 1,
      layout: {
        'text-field': levelMarkExpression(language),
        'text-font': [MAP_FONT],
        'text-size': 10,
        'text-allow-overlap': true,
        'symbol-sort-key': ['coalesce', ['get', 'level'], 5],
      },
      paint: { 'text-color': levelColourExpression(palette, 'onSolid') },
    },
    {
      id: LAYERS.enterpriseNames,
      type: 'symbol',
      source: SOURCES.enterprises,
      'source-layer': SOURCES.enterprises,
      filter: isSingle,
      minzoom: 12.8,
      maxzoom: PLANT_ZOOM + 2,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [MAP_FONT],
        'text-size': 12,
        'text-variable-anchor': ['top', 'bottom', 'left', 'right'],
        'text-radial-offset': 0.9,
        'text-max-width': 12,
        'symbol-sort-key': ['coalesce', ['get', 'level'], 5],
      },
      paint: { 'text-color': palette.ink, 'text-halo-color': palette.halo, 'text-halo-width': 1.6 },
    },
  ]
}

/**
 * The counts in the cells, placed before any name, so that names move aside for them; a lone dot holds
 * its place with a mark that is not seen.
 */
export function enterpriseCountLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: LAYERS.enterpriseCellCounts,
      type: 'symbol',
      source: SOURCES.enterprises,
      'source-layer': SOURCES.enterprises,
      layout: {
        'text-field': ['case', isCell, ['to-string', ['get', 'count']], '·'],
        'text-font': [MAP_FONT],
        'text-size': 12,
        'text-allow-overlap': true,
        // Names keep clear of the whole ring, not of the number alone.
        'text-padding': 5,
      },
      paint: { 'text-color': ['case', isCell, palette.ink, 'rgba(0, 0, 0, 0)'] },
    },
  ]
}
