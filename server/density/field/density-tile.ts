/**
 * A density tile (密度瓦片): 256 × 256 values of a field, encoded and packed as a picture, of densities
 * or of differences.
 *
 * It works in lent room: 512 KiB of values, then 192 KiB of pixels, each given back as soon as the
 * next is made of it. What is left is the packed picture, which `tile-cache.ts` keeps. The tile of
 * nowhere is packed once for the process.
 */
import { encodeDensities, encodeDifferences } from './density-encoding.ts'
import type { DifferenceField, Field } from '../lattice/field.ts'
import { giveBack, lendNumbers } from '../room.ts'
import { rgbPng } from './rgb-png.ts'

/** Pixels along a side of a density tile. */
export const DENSITY_TILE_SIZE = 256

let emptyTileOnce: Uint8Array | undefined

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
  const pixels = encodeDensities(values, field.bandwidthMeters)
  giveBack(values)
  return pictureOf(pixels)
}

function pictureOf(pixels: Uint8Array): Uint8Array {
  const picture = rgbPng(pixels, DENSITY_TILE_SIZE)
  giveBack(pixels)
  return picture
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
  const shown = values ?? lendNumbers(DENSITY_TILE_SIZE ** 2)
  const pixels = encodeDifferences(shown, field.bandwidthMeters)
  giveBack(shown)
  return pictureOf(pixels)
}
