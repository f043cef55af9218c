import type { FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from '#web/palette.ts'
import { levelColourExpression } from '../../layers/enterprise.ts'
import { PLAN_LAYERS, PLAN_SOURCES } from '../ids.ts'

/** Zones (风险分区): fill, hatch and outline of their level; the worse of two overlapping on top. */
export function zoneLayers(
  palette: Palette,
  isSelected: FilterSpecification,
): LayerSpecification[] {
  const source = PLAN_SOURCES.zones
  const worstOnTop = ['-', 5, ['coalesce', ['get', 'level'], 5]] as never
  return [
    {
      id: PLAN_LAYERS.zones,
      type: 'fill',
      source,
      layout: { 'fill-sort-key': worstOnTop },
      paint: {
        'fill-color': levelColourExpression(palette, 'fill'),
        'fill-opacity': palette.zoneFillOpacity,
      },
    },
    {
      id: PLAN_LAYERS.zoneHatch,
      type: 'fill',
      source,
      layout: { 'fill-sort-key': worstOnTop },
      paint: {
        'fill-pattern': ['concat', 'hatch-', ['coalesce', ['get', 'level'], 'none']] as never,
        'fill-opacity': 0.5,
      },
    },
    {
      id: PLAN_LAYERS.zoneLines,
      type: 'line',
      source,
      layout: { 'line-sort-key': worstOnTop, 'line-join': 'round' },
      paint: { 'line-color': levelColourExpression(palette, 'solid'), 'line-width': 2.4 },
    },
    {
      id: PLAN_LAYERS.selectedAreas,
      type: 'line',
      source,
      filter: isSelected,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.selection, 'line-width': 3.4 },
    },
  ]
}
