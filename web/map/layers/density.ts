import type { LayerSpecification, SourceSpecification } from 'maplibre-gl'
import type { BoundingBox } from '#domain/position.ts'
import { DENSITY_RAMPS, DIFFERENCE_RAMPS } from '#web/palette.ts'
import { LAYERS, SOURCES } from '../ids.ts'

/** What the map needs of a density TileJSON. */
export interface DensityField {
  readonly tiles: readonly string[]
  readonly minZoom: number
  readonly maxZoom: number
  /** Beyond it the field is nothing: no tile is asked for there and none drawn. */
  readonly bounds: BoundingBox
  readonly encoding: {
    readonly redFactor: number
    readonly greenFactor: number
    readonly blueFactor: number
    readonly baseShift: number
  }
  /** Top of the colour scale, per km²; of differences its bottom is as far below 0. */
  readonly scaleMax: number
  /** Values are differences between two days. */
  readonly isDifference?: boolean
}

/**
 * How wide a tile of 256 values is drawn: two pixels of the screen a value, read between by the GPU. Where
 * a county is seen whole that is 125 m, an eighth of the usual bandwidth, for a quarter of the tiles.
 */
const TILE_WIDTH = 512

/** Bounds are rounded out by so much, so that the source stays the same when a point comes at the rim. */
const BOUNDS_STEPS_PER_DEGREE = 10

function roundedOut([west, south, east, north]: BoundingBox): [number, number, number, number] {
  const down = (degrees: number) =>
    Math.floor(degrees * BOUNDS_STEPS_PER_DEGREE) / BOUNDS_STEPS_PER_DEGREE
  return [down(west), down(south), -down(-east), -down(-north)]
}

/**
 * The density field as numbers: `raster-dem` tiles that carry values per km², coloured by the GPU.
 * Shape: field → one source; a new ramp or scale needs no new tile
 */
export function densitySource(field: DensityField, origin: string): SourceSpecification {
  return {
    type: 'raster-dem',
    tiles: field.tiles.map((tile) => `${origin}${tile}`),
    tileSize: TILE_WIDTH,
    minzoom: field.minZoom,
    maxzoom: field.maxZoom,
    bounds: roundedOut(field.bounds),
    encoding: 'custom',
    ...field.encoding,
  }
}

/** The layer that colours the field by its value. */
export function densityLayers(field: DensityField, theme: 'light' | 'dark'): LayerSpecification[] {
  const top = field.scaleMax > 0 ? field.scaleMax : 1
  const ramp = field.isDifference === true ? DIFFERENCE_RAMPS[theme] : DENSITY_RAMPS[theme]
  const stops = ramp.flatMap((stop) => [stop.share * top, stop.colour])
  return [
    {
      id: LAYERS.density,
      type: 'color-relief',
      source: SOURCES.density,
      paint: {
        // In a plant the zones speak; the field stays as a hint.
        'color-relief-opacity': ['interpolate', ['linear'], ['zoom'], 13.5, 0.9, 15.5, 0.15],
        'color-relief-color': ['interpolate', ['linear'], ['elevation'], ...stops] as never,
      },
    },
  ]
}
