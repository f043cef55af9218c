/**
 * Steps from the northern edge of the square of the world (纬度格数) without a tangent and two
 * logarithms a place: within a band of latitude the Mercator projection is a polynomial of the
 * fourth degree, to some 2 · 10⁻⁶ of a step, and where that leaves in doubt which step it is, the
 * projection itself is asked.
 *
 * 4 KiB for 64 bands of 1/64°, each made when a place first lies in it and kept until another one
 * needs its room; a county of sixty kilometres has forty. One place in five hundred is in doubt.
 */
import { worldFractionOfLat } from '#domain/tile.ts'

/** Steps along a side of the square of the world. */
const WORLD_STEPS = 2 ** 32

const BANDS_A_DEGREE = 64
const BANDS = 64
/** Which band it is, the latitude of its middle, and five factors. */
const BAND_VALUES = 8

const bands = new Float64Array(BANDS * BAND_VALUES).fill(Number.NaN)

/** Nearer to the next step than this, the polynomial does not tell: far more than it is ever wrong by. */
const DOUBT = 1e-3

/** Beyond, the projection bends too much for so wide a band. Units: degrees */
const MOST_LATITUDE = 75

const DEGREE = Math.PI / 180

/**
 * The step of the square of the world that a latitude lies in (纬度格数), from the northern edge.
 *
 * Source: the derivatives of the inverse Gudermannian function, 0.5 − gd⁻¹(φ) / 2π
 */
export function latitudeStep(lat: number): number {
  if (!(Math.abs(lat) < MOST_LATITUDE)) return exactStep(lat)
  const band = Math.floor(lat * BANDS_A_DEGREE)
  const at = (band & (BANDS - 1)) * BAND_VALUES
  if (bands[at] !== band) setBand(at, band)
  const off = lat - (bands[at + 1] as number)
  const cubic = (bands[at + 5] as number) + off * (bands[at + 6] as number)
  const slope = (bands[at + 3] as number) + off * ((bands[at + 4] as number) + off * cubic)
  const steps = (bands[at + 2] as number) + off * slope
  const step = Math.floor(steps)
  const part = steps - step
  return part > DOUBT && part < 1 - DOUBT ? step : exactStep(lat)
}

/** The last step has the southern edge too, since there is none after it. */
function exactStep(lat: number): number {
  return Math.min(WORLD_STEPS - 1, Math.max(0, Math.floor(worldFractionOfLat(lat) * WORLD_STEPS)))
}

function setBand(at: number, band: number): void {
  const middle = (band + 0.5) / BANDS_A_DEGREE
  const tangent = Math.tan(middle * DEGREE)
  const square = tangent * tangent
  const factor = -WORLD_STEPS / (2 * Math.PI) / Math.cos(middle * DEGREE)
  bands[at] = band
  bands[at + 1] = middle
  bands[at + 2] = worldFractionOfLat(middle) * WORLD_STEPS
  bands[at + 3] = factor * DEGREE
  bands[at + 4] = ((factor * tangent) / 2) * DEGREE ** 2
  bands[at + 5] = ((factor * (1 + 2 * square)) / 6) * DEGREE ** 3
  bands[at + 6] = ((factor * tangent * (5 + 6 * square)) / 24) * DEGREE ** 4
}
