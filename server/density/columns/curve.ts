/**
 * The Z-order curve (空间填充曲线) through the square of the world, along which every tile of every zoom
 * is one run of rows. A place is 32 bits along each axis, 8 bytes a row and 9 mm a step at the
 * equator; its number on the curve is never kept but spread from them, some thirty operations,
 * whenever two places are compared.
 *
 * To sort N places takes 16 N bytes while it lasts and 256 KiB for digits, in four passes over the
 * rows; for fewer than 16,384 places 1 KiB, in eight.
 */
import { worldFractionOfLng } from '#domain/tile.ts'
import { latitudeStep } from './latitude-step.ts'

/** Steps along a side of the square of the world: a step is 9 mm at the equator. */
const WORLD_STEPS = 2 ** 32

/** The cell of a place along one axis at a zoom of cells, from its step: the top bits of it. */
export function cellOf(worldStep: number, gridZoom: number): number {
  return gridZoom === 0 ? 0 : worldStep >>> (32 - gridZoom)
}

/**
 * Where a position lies in the square of the world (世界格网), as steps from its north-west corner.
 * Shape: 180° east and the southern rim belong to the last step, since there is none after it
 */
export function worldSteps(lng: number, lat: number): readonly [x: number, y: number] {
  return [worldStepX(lng), worldStepY(lat)]
}

/** Steps from the western edge of the square of the world. */
export function worldStepX(lng: number): number {
  const step = Math.floor(worldFractionOfLng(lng) * WORLD_STEPS)
  return Math.min(WORLD_STEPS - 1, Math.max(0, step))
}

/** Steps from the northern edge of the square of the world. */
export function worldStepY(lat: number): number {
  return latitudeStep(lat)
}

/** Bits 0 to 15 of a number with a zero between each. */
function spreadBits(value: number): number {
  let bits = value & 0xffff
  bits = (bits | (bits << 8)) & 0x00ff00ff
  bits = (bits | (bits << 4)) & 0x0f0f0f0f
  bits = (bits | (bits << 2)) & 0x33333333
  return (bits | (bits << 1)) & 0x55555555
}

/** The upper half of a place's number along the Z-order curve. */
export function curveHigh(x: number, y: number): number {
  return ((spreadBits(y >>> 16) << 1) | spreadBits(x >>> 16)) >>> 0
}

/** The lower half of a place's number along the Z-order curve. */
export function curveLow(x: number, y: number): number {
  return ((spreadBits(y) << 1) | spreadBits(x)) >>> 0
}

/** Tell whether a place comes before a number on the curve, or at it where that is asked for. */
export function isBeforeOnCurve(
  x: number,
  y: number,
  high: number,
  low: number,
  orAt: boolean,
): boolean {
  const own = curveHigh(x, y)
  if (own !== high) return own < high
  const ownLow = curveLow(x, y)
  return orAt ? ownLow <= low : ownLow < low
}

/** From so many places on, sorting by fewer and longer digits is quicker. */
const MANY_PLACES = 16_384

/**
 * The order of places along the Z-order curve (空间填充曲线), in which every tile is one run.
 *
 * A radix sort by digits of 16 bits, of 8 for few places; a digit that all share costs no pass. Equal
 * places keep the order they came in.
 * Shape: N places → N row numbers
 */
export function curveOrder(x: Uint32Array, y: Uint32Array): Uint32Array {
  const count = x.length
  const low = new Uint32Array(count)
  const high = new Uint32Array(count)
  let order = new Uint32Array(count)
  for (let row = 0; row < count; row += 1) {
    low[row] = curveLow(x[row] as number, y[row] as number)
    high[row] = curveHigh(x[row] as number, y[row] as number)
    order[row] = row
  }
  let other = new Uint32Array(count)
  const bits = count < MANY_PLACES ? 8 : 16
  const starts = new Uint32Array(2 ** bits + 1)
  for (const key of [low, high])
    for (let shift = 0; shift < 32; shift += bits) {
      if (!countDigits(key, shift, starts)) continue
      sortByDigit(key, shift, starts, order, other)
      const sorted = other
      other = order
      order = sorted
    }
  return order
}

/** Where the rows of each digit begin, once sorted. Shape: → false when all rows have the same digit */
function countDigits(key: Uint32Array, shift: number, starts: Uint32Array): boolean {
  const count = key.length
  const digits = starts.length - 1
  const mask = digits - 1
  starts.fill(0)
  for (let row = 0; row < count; row += 1) {
    const digit = ((key[row] as number) >>> shift) & mask
    starts[digit + 1] = (starts[digit + 1] as number) + 1
  }
  const first = ((key[0] ?? 0) >>> shift) & mask
  if (starts[first + 1] === count) return false
  for (let digit = 0; digit < digits; digit += 1)
    starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number)
  return true
}

function sortByDigit(
  key: Uint32Array,
  shift: number,
  starts: Uint32Array,
  order: Uint32Array,
  sorted: Uint32Array,
): void {
  const count = order.length
  const mask = starts.length - 2
  for (let at = 0; at < count; at += 1) {
    const row = order[at] as number
    const digit = ((key[row] as number) >>> shift) & mask
    const place = starts[digit] as number
    sorted[place] = row
    starts[digit] = place + 1
  }
}
