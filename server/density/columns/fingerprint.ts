/**
 * A running fingerprint (指纹) of numbers, in two lanes of 32 bits.
 *
 * Rows are told equal or not by it, so that a version needs no second reading of them; it keeps no
 * secret and guards against no one who could choose the rows.
 */
export interface Fingerprint {
  low: number
  high: number
}

/** Begin a fingerprint. */
export function newFingerprint(): Fingerprint {
  return { low: 0x9e3779b9 | 0, high: 0x85ebca6b | 0 }
}

/** Take a whole number of at most 32 bits in. */
export function noteInteger(mark: Fingerprint, value: number): void {
  mark.low = mix(mark.low, value)
  mark.high = mix(mark.high ^ 0x5bd1e995, value)
}

const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)

/** Take any number in, by its bits. */
export function noteNumber(mark: Fingerprint, value: number): void {
  double[0] = value
  noteInteger(mark, halves[0] as number)
  noteInteger(mark, halves[1] as number)
}

/** Take a text in, its length included. */
export function noteText(mark: Fingerprint, text: string): void {
  noteInteger(mark, text.length)
  for (let at = 0; at < text.length; at += 1) noteInteger(mark, text.charCodeAt(at))
}

function mix(state: number, value: number): number {
  let next = Math.imul(value, 0xcc9e2d51)
  next = Math.imul((next << 15) | (next >>> 17), 0x1b873593)
  next = state ^ next
  next = (next << 13) | (next >>> 19)
  return (Math.imul(next, 5) + 0xe6546b64) | 0
}

/** Spread a lane's bits, so that sums of lanes do not cancel. */
export function finish(lane: number): number {
  let bits = lane ^ (lane >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
