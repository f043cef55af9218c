import { encodeDensities, encodeDifferences } from './density-encoding.ts'
import type { DifferenceField, Field } from '../lattice/field.ts'
import { rgbPng } from './rgb-png.ts'

/** Pixels along a side of a density tile. */
export const DENSITY_TILE_SIZE = 256

let emptyTileOnce: Promise<Uint8Array> | undefined

/**
 * A density tile (密度瓦片): one number a pixel, in the bytes of an opaque RGB picture.
 * Shape: a field and a tile address → PNG, 256 × 256, all zeros where nothing reaches
 * Units: see densityEncoding
 * Errors: RangeError when there is no such tile
 */
export async function densityTile(
  field: Field,
  z: number,
  x: number,
  y: number,
): Promise<Uint8Array> {
  const values = await field.tile(z, x, y, DENSITY_TILE_SIZE)
  if (values === null)
    return (emptyTileOnce ??= rgbPng(new Uint8Array(3 * DENSITY_TILE_SIZE ** 2), DENSITY_TILE_SIZE))
  return rgbPng(encodeDensities(values, field.bandwidthMeters), DENSITY_TILE_SIZE)
}

/**
 * A tile of differences (密度差瓦片), opaque as a density's and in its middle colour where nothing differs.
 * Shape: as densityTile
 * Units: see differenceEncoding
 * Errors: RangeError when there is no such tile
 */
export async function differenceTile(
  field: DifferenceField,
  z: number,
  x: number,
  y: number,
): Promise<Uint8Array> {
  const values = await field.tile(z, x, y, DENSITY_TILE_SIZE)
  const shown = values ?? new Float64Array(DENSITY_TILE_SIZE ** 2)
  return rgbPng(encodeDifferences(shown, field.bandwidthMeters), DENSITY_TILE_SIZE)
}
