import type { LayerSpecification } from 'maplibre-gl'
import { ACCENTS, type Palette } from '#web/palette.ts'
import { MAP_FONT } from '../fonts.ts'
import { LAYERS, SOURCES } from '../ids.ts'

/** How a large screen's names are drawn. */
export interface SeatLook {
  /** The screen's own unit of type, in CSS pixels: 16 at 1920 × 1080. */
  readonly unitPixels: number
  /** Bubbles of the overdue (逾期) with their number, instead of plain dots. */
  readonly lateness: boolean
  /** The largest number a bubble stands for. */
  readonly mostOverdue: number
}

/** Where a name may stand beside its seat, in ems: near first, then beyond the dots around it. */
const NAME_PLACES: readonly (string | readonly [number, number])[] = [
  ...['top', [0, 0.6], 'bottom', [0, -0.6], 'left', [0.6, 0], 'right', [-0.6, 0]],
  ...['top-left', [0.6, 0.6], 'top-right', [-0.6, 0.6]],
  ...['bottom-left', [0.6, -0.6], 'bottom-right', [-0.6, -0.6]],
  ...['top', [0, 2], 'bottom', [0, -2], 'left', [2.2, 0], 'right', [-2.2, 0]],
] as const

/**
 * Townships (乡镇) at their seats: names, and bubbles of what is overdue.
 * Shape: features with `code`, `name`, `label` and `overdue`
 */
export function seatLayers(palette: Palette, look: SeatLook): LayerSpecification[] {
  const { unitPixels, lateness, mostOverdue } = look
  const byOverdue = (least: number, most: number) =>
    [
      'interpolate',
      ['linear'],
      ['sqrt', ['get', 'overdue']],
      0,
      least,
      Math.sqrt(Math.max(1, mostOverdue)),
      most,
    ] as never
  const names: LayerSpecification = {
    id: LAYERS.seatNames,
    type: 'symbol',
    source: SOURCES.seats,
    layout: {
      'text-field': lateness ? ['get', 'label'] : ['get', 'name'],
      'text-font': [MAP_FONT],
      'text-size': unitPixels * (lateness ? 1.15 : 1.25),
      'text-line-height': 1.25,
      ...(lateness
        ? {
            'text-variable-anchor': ['top', 'right', 'left', 'bottom', 'top-left', 'bottom-right'],
            // In ems of the text: just beyond the rim of the bubble.
            'text-radial-offset': byOverdue(0.5, 2.7),
          }
        : { 'text-variable-anchor-offset': [...NAME_PLACES] as never }),
      'text-justify': 'auto',
      'text-padding': unitPixels * 0.2,
      'text-allow-overlap': true,
      'text-ignore-placement': false,
      'symbol-sort-key': ['-', 0, ['get', 'overdue']],
    },
    paint: {
      'text-color': palette.ink,
      'text-halo-color': palette.halo,
      'text-halo-width': unitPixels * 0.14,
    },
  }
  const dots: LayerSpecification = {
    id: LAYERS.seatDots,
    type: 'circle',
    source: SOURCES.seats,
    paint: {
      'circle-radius': unitPixels * 0.22,
      'circle-color': palette.ink,
      'circle-stroke-color': palette.halo,
      'circle-stroke-width': unitPixels * 0.1,
    },
  }
  if (!lateness) return [dots, names]
  const bubbles: LayerSpecification = {
    id: LAYERS.seatBubbles,
    type: 'circle',
    source: SOURCES.seats,
    filter: ['>', ['get', 'overdue'], 0],
    paint: {
      'circle-radius': byOverdue(0, unitPixels * 2.6),
      'circle-color': ACCENTS.dark.late,
      'circle-opacity': 0.22,
      'circle-stroke-color': ACCENTS.dark.late,
      'circle-stroke-width': unitPixels * 0.12,
    },
  }
  // A glyph nobody sees, as large as the bubble and placed first: names keep out of other bubbles.
  const holds: LayerSpecification = {
    id: LAYERS.seatHolds,
    type: 'symbol',
    source: SOURCES.seats,
    filter: ['>', ['get', 'overdue'], 0],
    layout: {
      'text-field': '国',
      'text-font': [MAP_FONT],
      'text-size': byOverdue(unitPixels, unitPixels * 4),
      'text-padding': 0,
      'text-allow-overlap': true,
    },
    paint: { 'text-color': 'rgba(0, 0, 0, 0)' },
  }
  return [bubbles, dots, names, holds]
}
