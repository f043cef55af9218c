import type { MultiPolygon, Polygon } from 'geojson'
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { Palette } from '#web/palette.ts'
import { LAYERS, SOURCES } from '../ids.ts'

/** An area somebody has counted (区域统计), as a source of its own. */
export function areaSource(area: Polygon | MultiPolygon): SourceSpecification {
  return { type: 'geojson', data: { type: 'Feature', properties: {}, geometry: area } }
}

/** Its layers: ink on a pale casing, over every field and under every dot; no colour of a level, no hatch. */
export function areaLayers(palette: Palette): LayerSpecification[] {
  const source = SOURCES.area
  const layout = { 'line-join': 'round' } as const
  return [
    {
      id: LAYERS.areaGround,
      type: 'fill',
      source,
      paint: { 'fill-color': palette.ink, 'fill-opacity': 0.06 },
    },
    {
      id: LAYERS.areaCasing,
      type: 'line',
      source,
      layout,
      paint: { 'line-color': palette.halo, 'line-width': 6, 'line-opacity': 0.85 },
    },
    {
      id: LAYERS.areaLine,
      type: 'line',
      source,
      layout,
      paint: { 'line-color': palette.ink, 'line-width': 2.5 },
    },
  ]
}
