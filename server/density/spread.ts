import { kernelReachMeters, kernelValue } from '#domain/kernel.ts'
import type { Kernel } from '#domain/kernel.ts'
import { metersPerDegree } from '#domain/position.ts'
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

interface SpreadPoint {
  readonly pointLng: number
  readonly pointLat: number
  readonly weight: number
}

interface SpreadKernel {
  readonly kernel: Kernel
  readonly bandwidthMeters: number
}

/** Pixels along a side of the largest tile. */
export const WIDEST_TILE = 1024

/** What a column adds, kept between points. */
const columnTerms = new Float64Array(WIDEST_TILE)

/**
 * Add one point's kernel to a tile's pixels, inside its reach only.
 *
 * A Gaussian of the plane is a product of its row and its column, so a pixel costs one
 * multiplication; the quartic needs the two squares it is made of.
 * Shape: values size × size, changed in place
 * Units: values in 1/km²
 */
export function spreadOver(
  values: Float64Array,
  lattice: PixelLattice,
  { pointLng, pointLat, weight }: SpreadPoint,
  { kernel, bandwidthMeters }: SpreadKernel,
): void {
  const { size, firstLng, stepLng, lats } = lattice
  const perDegree = metersPerDegree(pointLat)
  const reach = kernelReachMeters(kernel, bandwidthMeters) / bandwidthMeters
  const start = ((firstLng - pointLng) * perDegree.lng) / bandwidthMeters
  const step = (stepLng * perDegree.lng) / bandwidthMeters
  const firstColumn = Math.max(0, Math.ceil((-reach - start) / step))
  const lastColumn = Math.min(size - 1, Math.floor((reach - start) / step))
  if (firstColumn > lastColumn) return

  const gaussian = kernel === 'gaussian'
  for (let column = firstColumn; column <= lastColumn; column += 1) {
    const east = start + column * step
    columnTerms[column] = gaussian ? Math.exp(-0.5 * east * east) : east * east
  }
  const height = weight * kernelValue(kernel, 0, bandwidthMeters)
  for (let row = 0; row < size; row += 1) {
    const north = ((lats[row] as number) - pointLat) * (perDegree.lat / bandwidthMeters)
    const half = Math.sqrt(reach * reach - north * north)
    if (!(half > 0)) continue
    const from = row * size + Math.max(firstColumn, Math.ceil((-half - start) / step))
    const to = row * size + Math.min(lastColumn, Math.floor((half - start) / step))
    let column = from - row * size
    if (gaussian) {
      const rowTerm = height * Math.exp(-0.5 * north * north)
      for (let pixel = from; pixel <= to; pixel += 1, column += 1)
        values[pixel] = (values[pixel] as number) + rowTerm * (columnTerms[column] as number)
    } else {
      const rest = 1 - north * north
      for (let pixel = from; pixel <= to; pixel += 1, column += 1) {
        const inner = rest - (columnTerms[column] as number)
        values[pixel] = (values[pixel] as number) + height * inner * inner
      }
    }
  }
}
