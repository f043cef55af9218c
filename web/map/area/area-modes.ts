import { TerraDrawPolygonMode, TerraDrawRectangleMode, TerraDrawSelectMode } from 'terra-draw'
import { PALETTES } from '#web/palette.ts'

type Hex = `#${string}`
const ink = PALETTES.light.ink as Hex
const white: Hex = '#ffffff'

/** An area is ink on the map: no risk colour, and no hatch, which would read as a level. */
const line = { fillColor: ink, fillOpacity: 0.05, outlineColor: ink, outlineWidth: 2.5 } as const
const corner = { color: white, outline: ink, outlineWidth: 2.5, width: 5 } as const

/** The drawing tool's modes for an area on the county map (画区域): corners, box, and dragging corners. */
export function areaModes() {
  return [
    new TerraDrawPolygonMode({
      // Keys belong to the page: the tool hears them only while the map has the focus.
      keyEvents: null,
      showCoordinatePoints: true,
      // Within so many pixels of the first or the last corner a click closes the shape.
      pointerDistance: 10,
      styles: {
        ...line,
        closingPointColor: ink,
        closingPointOutlineColor: white,
        closingPointOutlineWidth: 2,
        closingPointWidth: 6,
        coordinatePointColor: corner.color,
        coordinatePointOutlineColor: corner.outline,
        coordinatePointOutlineWidth: corner.outlineWidth,
        coordinatePointWidth: corner.width,
      },
    }),
    new TerraDrawRectangleMode({
      keyEvents: null,
      drawInteraction: 'click-move-or-drag',
      styles: line,
    }),
    new TerraDrawSelectMode({
      allowManualSelection: false,
      allowManualDeselection: false,
      keyEvents: null,
      flags: {
        polygon: {
          feature: {
            // The map is dragged, not the area: it may fill the window.
            draggable: false,
            // The page says what is wrong with a crossing; a corner that stops says nothing.
            selfIntersectable: true,
            coordinates: { draggable: true, midpoints: { draggable: true }, deletable: true },
          },
        },
      },
      styles: {
        selectedPolygonColor: ink,
        selectedPolygonFillOpacity: 0,
        selectedPolygonOutlineColor: ink,
        selectedPolygonOutlineWidth: 2.5,
        selectionPointColor: corner.color,
        selectionPointOutlineColor: corner.outline,
        selectionPointOutlineWidth: corner.outlineWidth,
        selectionPointWidth: corner.width,
        midPointColor: ink,
        midPointOutlineColor: white,
        midPointOutlineWidth: 1.5,
        midPointWidth: 3.5,
      },
    }),
  ]
}
