import type { FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from '#web/palette.ts'
import { PLAN_LAYERS, PLAN_SOURCES } from '../ids.ts'
import { groundWidth } from '../widths.ts'

const isArea: FilterSpecification = ['==', ['geometry-type'], 'Polygon']
const isLine: FilterSpecification = ['==', ['geometry-type'], 'LineString']
const isFence: FilterSpecification = ['==', ['get', 'kind'], 'fence']
const isRoad: FilterSpecification = ['==', ['get', 'kind'], 'road']

/** Structures (构筑物), neutral in colour: grounds first, then buildings, fences as dash-dot lines. */
export function structureLayers(
  palette: Palette,
  isSelected: FilterSpecification,
): LayerSpecification[] {
  const colours = Object.entries(palette.structure).flat()
  const colour = ['match', ['get', 'kind'], ...colours, palette.structure.building] as never
  return [
    {
      id: PLAN_LAYERS.structureAreas,
      type: 'fill',
      source: PLAN_SOURCES.structures,
      filter: ['all', isArea, ['!', isFence]] as never,
      layout: {
        'fill-sort-key': [
          'match',
          ['get', 'kind'],
          ['green', 'water'],
          0,
          'road',
          1,
          'building',
          2,
          3,
        ],
      },
      paint: { 'fill-color': colour, 'fill-opacity': 0.9 },
    },
    {
      id: PLAN_LAYERS.roads,
      type: 'line',
      source: PLAN_SOURCES.structures,
      filter: ['all', isLine, isRoad] as never,
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': palette.structure.road, 'line-width': groundWidth(6) },
    },
    {
      id: PLAN_LAYERS.structureLines,
      type: 'line',
      source: PLAN_SOURCES.structures,
      filter: [
        '!',
        ['any', ['in', ['get', 'kind'], ['literal', ['fence', 'green']]], ['all', isLine, isRoad]],
      ] as never,
      paint: {
        'line-color': palette.structureLine,
        'line-width': ['match', ['get', 'kind'], ['building', 'tank'], 1.2, 0.7],
        'line-opacity': ['match', ['get', 'kind'], 'road', 0.45, 0.9],
      },
    },
    {
      id: PLAN_LAYERS.fences,
      type: 'line',
      source: PLAN_SOURCES.structures,
      filter: isFence,
      paint: {
        'line-color': palette.structure.fence,
        'line-width': 2,
        'line-dasharray': [6, 1.6, 1, 1.6],
      },
    },
    {
      id: PLAN_LAYERS.selectedStructures,
      type: 'line',
      source: PLAN_SOURCES.structures,
      filter: isSelected,
      paint: { 'line-color': palette.selection, 'line-width': 3 },
    },
  ]
}
