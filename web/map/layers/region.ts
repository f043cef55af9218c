import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl'
import type { Palette } from '#web/palette.ts'
import { MAP_FONT } from '../fonts.ts'
import { LAYERS, SOURCES } from '../ids.ts'

const isKind = (kind: string): ExpressionSpecification => ['==', ['get', 'kind'], kind]

/** Ground of the map: what lies outside, the neighbours and the county itself. */
export function groundLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: LAYERS.background,
      type: 'background',
      paint: { 'background-color': palette.outside },
    },
    {
      id: LAYERS.neighbours,
      type: 'line',
      source: SOURCES.regions,
      filter: isKind('neighbour'),
      paint: { 'line-color': palette.illustrativeLine, 'line-width': 0.8, 'line-opacity': 0.5 },
    },
    {
      id: LAYERS.county,
      type: 'fill',
      source: SOURCES.regions,
      filter: isKind('county'),
      // Its edge lies under the county's own line.
      paint: { 'fill-color': palette.land, 'fill-antialias': false },
    },
  ]
}

/**
 * Boundary lines: the county's firm, the townships' faint, and dashed while they only illustrate (示意边界).
 */
export function boundaryLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: LAYERS.townshipLines,
      type: 'line',
      source: SOURCES.regions,
      filter: isKind('township-line'),
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.illustrativeLine,
        'line-width': 1,
        'line-opacity': ['case', ['get', 'illustrative'], 0.75, 1],
        'line-dasharray': [
          'case',
          ['get', 'illustrative'],
          ['literal', [3, 3]],
          ['literal', [1, 0]],
        ] as never,
      },
    },
    {
      id: LAYERS.countyLine,
      type: 'line',
      source: SOURCES.regions,
      filter: isKind('county'),
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.boundary, 'line-width': 1.8 },
    },
  ]
}

const halo = (palette: Palette) => ({
  'text-halo-color': palette.halo,
  'text-halo-width': 1.6,
})

/** Names of villages (村) at their seats, from near. */
export function villageNameLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: LAYERS.villageNames,
      type: 'symbol',
      source: SOURCES.regionNames,
      filter: isKind('village'),
      minzoom: 12.5,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [MAP_FONT],
        'text-size': 11,
        'text-padding': 6,
      },
      paint: { 'text-color': palette.muted, ...halo(palette) },
    },
  ]
}

/** Where a township's name may stand, in ems: on its seat, close by, then beyond the ring of a count there. */
const TOWNSHIP_NAME_PLACES = [
  ...['center', [0, 0]],
  ...['top', [0, 1.3], 'bottom', [0, -1.3], 'left', [1.3, 0], 'right', [-1.3, 0]],
  ...['top-left', [0.9, 0.9], 'top-right', [-0.9, 0.9]],
  ...['bottom-left', [0.9, -0.9], 'bottom-right', [-0.9, -0.9]],
  ...['top', [0, 2.2], 'bottom', [0, -2.2], 'left', [2.4, 0], 'right', [-2.4, 0]],
  ...['top', [0, 3.2], 'bottom', [0, -3.2], 'left', [3.6, 0], 'right', [-3.6, 0]],
] as (string | [number, number])[]

/** Names of townships (乡镇) at their seats; each moves aside for a count or another name where it can. */
export function townshipNameLayers(palette: Palette): LayerSpecification[] {
  return [
    {
      id: LAYERS.townshipNames,
      type: 'symbol',
      source: SOURCES.regionNames,
      filter: isKind('township'),
      maxzoom: 14,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': [MAP_FONT],
        'text-size': ['interpolate', ['linear'], ['zoom'], 9, 12, 12, 15],
        'text-variable-anchor-offset': TOWNSHIP_NAME_PLACES,
        'text-justify': 'auto',
        'text-allow-overlap': true,
      },
      paint: { 'text-color': palette.ink, ...halo(palette) },
    },
  ]
}

/** Townships shaded by a rate; the scale is of violet like the density it stands in for. */
export function townshipRateLayers(
  rates: Readonly<Record<string, number | null>>,
  colours: readonly string[],
  maximum: number,
): LayerSpecification[] {
  const cases = Object.entries(rates).flatMap(([code, rate]) => {
    if (rate === null) return []
    const step = Math.min(colours.length - 1, Math.floor((rate / (maximum || 1)) * colours.length))
    return [code, colours[step] ?? 'rgba(0,0,0,0)']
  })
  if (cases.length === 0) return []
  return [
    {
      id: LAYERS.townshipRates,
      type: 'fill',
      source: SOURCES.regions,
      filter: isKind('township'),
      paint: {
        'fill-color': ['match', ['get', 'code'], ...cases, 'rgba(0, 0, 0, 0)'] as never,
        'fill-antialias': false,
      },
    },
  ]
}
