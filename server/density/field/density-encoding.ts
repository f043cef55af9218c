/**
 * How a density becomes three bytes (密度编码): a whole number of steps of a size that depends on the
 * bandwidth alone, so that tiles and descriptions of any moment fit.
 *
 * 3 bytes a pixel, 192 KiB a tile of 256 × 256, in room that is lent and given back once the tile
 * is packed. One pass, a division and a rounding a pixel; no object is made of any.
 */
import { DENSITY_ENCODING } from '#domain/tile.ts'
import { lendBytes } from '../room.ts'

/** How the bytes of a density tile are read: value = R·red + G·green + B·blue − baseShift. */
export interface DensityEncoding {
  readonly redFactor: number
  readonly greenFactor: number
  readonly blueFactor: number
  readonly baseShift: number
}

/**
 * How many times the domain's step a tile of this bandwidth counts in.
 *
 * A point's height grows with 1 / bandwidth²: at 100 m a plant with two major hazards would already
 * run over three bytes. Below 1 km the step grows with it, so that what a step is worth beside the
 * height of a single hazard stays the same.
 */
function stepScale(bandwidthMeters: number): number {
  return Math.max(1, (1000 / bandwidthMeters) ** 2)
}

/**
 * The encoding of tiles of one bandwidth (密度编码); it depends on nothing else, so that tiles and
 * TileJSON of different moments fit.
 * Units: 1/km² per byte step
 */
export function densityEncoding(bandwidthMeters: number): DensityEncoding {
  const scale = stepScale(bandwidthMeters)
  return {
    redFactor: DENSITY_ENCODING.redFactor * scale,
    greenFactor: DENSITY_ENCODING.greenFactor * scale,
    blueFactor: DENSITY_ENCODING.blueFactor * scale,
    baseShift: DENSITY_ENCODING.baseShift * scale,
  }
}

const MAX_STEPS = 2 ** 24 - 1

/**
 * The bytes of no difference: 128, 128, 0. It stands in the middle, and half a byte away from where
 * the red one changes, so that who reads between pixels of small differences does not cross that.
 */
const ZERO_STEPS = 2 ** 23 + 2 ** 15
const MOST_STEPS_OFF_ZERO = MAX_STEPS - ZERO_STEPS

/**
 * The encoding of tiles of differences (密度差编码): that of densities, shifted so that 0 is exact.
 * Units: 1/km² per byte step; as far below 0 as above
 */
export function differenceEncoding(bandwidthMeters: number): DensityEncoding {
  const encoding = densityEncoding(bandwidthMeters)
  return { ...encoding, baseShift: ZERO_STEPS * encoding.blueFactor }
}

/**
 * Differences as the bytes of an RGB picture.
 * Shape: N values in 1/km² → 3 N bytes; values beyond the encoding's range stay at its ends
 */
export function encodeDifferences(values: Float64Array, bandwidthMeters: number): Uint8Array {
  const { blueFactor } = densityEncoding(bandwidthMeters)
  const bytes = lendBytes(values.length * 3)
  for (let pixel = 0, offset = 0; pixel < values.length; pixel += 1, offset += 3) {
    const off = Math.round((values[pixel] as number) / blueFactor)
    const steps = ZERO_STEPS + Math.max(-MOST_STEPS_OFF_ZERO, Math.min(MOST_STEPS_OFF_ZERO, off))
    bytes[offset] = steps >> 16
    bytes[offset + 1] = (steps >> 8) & 255
    bytes[offset + 2] = steps & 255
  }
  return bytes
}

/**
 * Densities as the bytes of an RGB picture, each as encodeDensity of the domain would write it.
 * Shape: N values in 1/km² → 3 N bytes; values above the encoding's range stay at its top
 */
export function encodeDensities(values: Float64Array, bandwidthMeters: number): Uint8Array {
  const { blueFactor, baseShift } = densityEncoding(bandwidthMeters)
  const bytes = lendBytes(values.length * 3)
  // By index and without a call for each pixel: 65,536 numbers or small arrays in memory cost 4 ms a tile.
  for (let pixel = 0, offset = 0; pixel < values.length; pixel += 1, offset += 3) {
    const density = values[pixel] as number
    const steps = Math.min(MAX_STEPS, Math.round((density + baseShift) / blueFactor))
    bytes[offset] = steps >> 16
    bytes[offset + 1] = (steps >> 8) & 255
    bytes[offset + 2] = steps & 255
  }
  return bytes
}
