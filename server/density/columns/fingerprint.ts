/**
 * A fingerprint of rows (指纹), by which they are told equal or not, so that a version needs no
 * second reading of them. It keeps no secret and guards against no one who could choose the rows.
 *
 * 8 bytes: two lanes of 32 bits, which take words in two at a time, each pair in a dozen
 * operations; nothing is allocated but the list of a record's values.
 */

/**
 * A running fingerprint (指纹) of words, in two lanes of 32 bits that are stirred into each other: for
 * given words after it, no two states ever become one.
 */
export interface Fingerprint {
  low: number
  high: number
}

const LOW_FACTOR = 0xcc9e2d51 | 0
const HIGH_FACTOR = 0x1b873593

/** Begin a fingerprint. */
export function newFingerprint(): Fingerprint {
  return { low: 0x9e3779b9 | 0, high: 0x85ebca6b | 0 }
}

/** Take two words in. */
export function notePair(mark: Fingerprint, first: number, second: number): void {
  const low = turn(Math.imul(mark.low ^ first, LOW_FACTOR), 15)
  const high = turn(Math.imul(mark.high ^ second, HIGH_FACTOR), 13)
  mark.low = low ^ high
  mark.high = (high + mark.low) | 0
}

/** Take words in, an even number of them: many at once cost a third of what they do pair by pair. */
export function noteWords(mark: Fingerprint, words: Uint32Array, from: number, to: number): void {
  let { low, high } = mark
  for (let at = from; at < to; at += 2) {
    low = turn(Math.imul(low ^ (words[at] as number), LOW_FACTOR), 15)
    high = turn(Math.imul(high ^ (words[at + 1] as number), HIGH_FACTOR), 13)
    low ^= high
    high = (high + low) | 0
  }
  mark.low = low
  mark.high = high
}

const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)

/** Take any number in, by its bits. */
export function noteNumber(mark: Fingerprint, value: number): void {
  double[0] = value
  notePair(mark, halves[0] as number, halves[1] as number)
}

/** Take a text in, its length included. */
export function noteText(mark: Fingerprint, text: string): void {
  const { length } = text
  const whole = length - (length % 4)
  notePair(mark, length, 0)
  for (let at = 0; at < whole; at += 4) notePair(mark, unitsAt(text, at), unitsAt(text, at + 2))
  for (let at = whole; at < length; at += 1) notePair(mark, text.charCodeAt(at), 0)
}

/** Take a value in with all that lies in it: texts, numbers, instants, lists and records of them. */
export function noteValue(mark: Fingerprint, value: unknown): void {
  if (typeof value === 'string') {
    noteText(mark, value)
  } else if (typeof value === 'number') {
    noteNumber(mark, value)
  } else if (value instanceof Date) {
    noteNumber(mark, value.getTime())
  } else if (typeof value === 'object' && value !== null) {
    const parts: unknown[] = Array.isArray(value) ? value : Object.values(value)
    notePair(mark, parts.length, 1)
    for (const part of parts) noteValue(mark, part)
  } else {
    notePair(mark, value === null ? 0 : value === undefined ? 1 : value === true ? 2 : 3, 2)
  }
}

function unitsAt(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
}

function turn(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

/** Spread a lane's bits, so that sums of lanes do not cancel. */
export function finish(lane: number): number {
  let bits = lane ^ (lane >>> 16)
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}
