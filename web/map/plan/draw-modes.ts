import {
  TerraDrawCircleMode,
  TerraDrawLineStringMode,
  TerraDrawPointMode,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
  ValidateNotSelfIntersecting,
  type SnapToCustom,
} from 'terra-draw'
import { PALETTES } from '#web/palette.ts'
import type { DrawMode } from '#web/plan/tools.ts'

/** The drawing tool's own mode for each of ours; `static` answers nothing. */
export const TOOL_MODE: Readonly<Record<DrawMode, string>> = {
  select: 'select',
  rectangle: 'rectangle',
  polygon: 'polygon',
  circle: 'circle',
  line: 'linestring',
  segment: 'segment',
  place: 'static',
  view: 'static',
}

type Hex = `#${string}`
const accent = PALETTES.light.selection as Hex
const white: Hex = '#ffffff'

const area = {
  fillColor: accent,
  fillOpacity: 0.14,
  outlineColor: accent,
  outlineWidth: 2.5,
  closingPointColor: white,
  closingPointOutlineColor: accent,
  closingPointOutlineWidth: 2,
  closingPointWidth: 6,
  snappingPointColor: accent,
  snappingPointOutlineColor: white,
  snappingPointOutlineWidth: 2,
  snappingPointWidth: 6,
} as const

const line = {
  lineStringColor: accent,
  lineStringWidth: 3,
  snappingPointColor: accent,
  snappingPointOutlineColor: white,
  snappingPointOutlineWidth: 2,
  snappingPointWidth: 6,
} as const

/** The modes of the drawing tool, snapping to the plan's own shapes; Escape and Delete are ours. */
export function drawModes(snap: SnapToCustom) {
  const snapping = { toCustom: snap }
  const keys = { cancel: null, finish: 'Enter' }
  const validation = ValidateNotSelfIntersecting
  const vertices = {
    draggable: true,
    midpoints: { draggable: true },
    deletable: true,
    snappable: snapping,
  }
  return [
    new TerraDrawSelectMode({
      allowManualSelection: false,
      allowManualDeselection: false,
      keyEvents: null,
      flags: {
        polygon: { feature: { draggable: true, validation, coordinates: vertices } },
        rectangle: {
          feature: {
            draggable: true,
            coordinates: { resizable: 'opposite', midpoints: { draggable: true }, deletable: true },
          },
        },
        linestring: { feature: { draggable: true, coordinates: vertices } },
        point: { feature: { draggable: true } },
      },
      styles: {
        selectedPolygonColor: accent,
        selectedPolygonFillOpacity: 0.1,
        selectedPolygonOutlineColor: accent,
        selectedPolygonOutlineWidth: 2.5,
        selectedLineStringColor: accent,
        selectedLineStringWidth: 3.5,
        selectedPointColor: accent,
        selectedPointOpacity: 0.001,
        selectedPointOutlineColor: accent,
        selectedPointOutlineWidth: 3,
        selectedPointWidth: 15,
        selectionPointColor: white,
        selectionPointOutlineColor: accent,
        selectionPointOutlineWidth: 2.5,
        selectionPointWidth: 6,
        midPointColor: accent,
        midPointOutlineColor: white,
        midPointOutlineWidth: 1.5,
        midPointWidth: 4,
      },
    }),
    new TerraDrawPolygonMode({ keyEvents: keys, snapping, styles: area, validation }),
    new TerraDrawRectangleMode({
      keyEvents: keys,
      drawInteraction: 'click-move-or-drag',
      styles: { fillColor: accent, fillOpacity: 0.14, outlineColor: accent, outlineWidth: 2.5 },
    }),
    new TerraDrawCircleMode({
      keyEvents: keys,
      drawInteraction: 'click-move-or-drag',
      segments: 32,
      projection: 'web-mercator',
      styles: { fillColor: accent, fillOpacity: 0.14, outlineColor: accent, outlineWidth: 2.5 },
    }),
    new TerraDrawLineStringMode({ keyEvents: keys, snapping, styles: line }),
    new TerraDrawLineStringMode({
      modeName: 'segment',
      keyEvents: keys,
      snapping,
      finishOnNthCoordinate: 2,
      styles: line,
    }),
    new TerraDrawPointMode(),
  ]
}
