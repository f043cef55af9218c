import { lngLatToTileFraction } from '#domain/tile.ts'

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
  const [x, y] = lngLatToTileFraction([lng, lat], 0)
  return [stepOf(x), stepOf(y)]
}

function stepOf(fraction: number): number {
  return Math.min(WORLD_STEPS - 1, Math.max(0, Math.floor(fraction * WORLD_STEPS)))
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

/**
 * The order of places along the Z-order curve (空间填充曲线), in which every tile is one run.
 *
 * A radix sort by digits of 16 bits: equal places keep the order they came in.
 * Shape: N places → N row numbers; 12 N bytes while it works
 */
export function curveOrder(x: Uint32Array, y: Uint32Array): Uint32Array {
  const count = x.length
  const keys = [new Uint32Array(count), new Uint32Array(count)] as const
  for (let row = 0; row < count; row += 1) {
    keys[0][row] = curveLow(x[row] as number, y[row] as number)
    keys[1][row] = curveHigh(x[row] as number, y[row] as number)
  }
  let order = Uint32Array.from({ length: count }, (_, row) => row)
  let other = new Uint32Array(count)
  const starts = new Uint32Array(65_537)
  for (const key of keys) {
    for (const shift of [0, 16]) {
      starts.fill(0)
      for (let at = 0; at < count; at += 1) {
        const digit = ((key[at] as number) >>> shift) & 0xffff
        starts[digit + 1] = (starts[digit + 1] as number) + 1
      }
      for (let digit = 0; digit < 65_536; digit += 1)
        starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number)
      for (let at = 0; at < count; at += 1) {
        const row = order[at] as number
        const digit = ((key[row] as number) >>> shift) & 0xffff
        const place = starts[digit] as number
        other[place] = row
        starts[digit] = place + 1
      }
      const swapped = order
      order = other
      other = swapped
    }
  }
  return order
}
