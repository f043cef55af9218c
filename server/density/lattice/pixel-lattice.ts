/**
 * Where the pixel centres of a tile are (像元中心). 8 bytes a row of pixels, 2 KiB a tile of 256 × 256,
 * made for each tile: columns are evenly spaced, and rows are not.
 */
import { pixelCenterLngLat } from '#domain/tile.ts'

/** Where the pixel centres of a tile are: evenly spaced in longitude, row by row in latitude. */
export interface PixelLattice {
  readonly size: number
  readonly firstLng: number
  readonly stepLng: number
  /** From north to south. */
  readonly lats: Float64Array
}

/** The lattice of a tile's pixel centres. */
export function pixelLattice(z: number, x: number, y: number, size: number): PixelLattice {
  const [firstLng] = pixelCenterLngLat(z, x, y, 0, 0, size)
  const lats = Float64Array.from({ length: size }, (_, row) => {
    return pixelCenterLngLat(z, x, y, 0, row, size)[1]
  })
  return { size, firstLng, stepLng: 360 / (2 ** z * size), lats }
}
