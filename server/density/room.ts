/**
 * Room that is lent for a while (暂借内存) and used again: a tile needs a megabyte for some
 * milliseconds, and with each of them made anew the collector would go through everything that is
 * held after every twenty tiles.
 *
 * Buffers are of powers of two, 4 KiB to 4 MiB; at most 6 MiB lie ready, of all sizes, as long as
 * the process lives. To lend costs a look into a table, and for numbers a pass that clears them.
 * What is not given back goes as any array does.
 */

/** Less than this is as quickly made as lent; more is too large to be kept for the next one. */
const LEAST_BYTES = 4_096
const MOST_BYTES = 2 ** 22
/** What lies ready at most, of all sizes. */
const MOST_FREE_BYTES = 6 * 2 ** 20

/** Buffers that lie ready, by their size, a power of two. */
const free = new Map<number, ArrayBuffer[]>()
const lent = new WeakSet<ArrayBufferLike>()
let freeBytes = 0

/** What lies ready. Units: bytes */
export function freeRoomBytes(): number {
  return freeBytes
}

/**
 * Numbers for a while (暂借内存), all 0.
 * Shape: who is done with them gives them back
 */
export function lendNumbers(count: number): Float64Array {
  const buffer = lend(count * Float64Array.BYTES_PER_ELEMENT)
  return buffer === null ? new Float64Array(count) : new Float64Array(buffer, 0, count).fill(0)
}

/** Bytes for a while, with those of an earlier use in them; as lendNumbers. */
export function lendBytes(count: number): Uint8Array {
  const buffer = lend(count)
  return buffer === null ? new Uint8Array(count) : new Uint8Array(buffer, 0, count)
}

/** Give an array back that was lent and nobody reads any more; any other is left alone. */
export function giveBack({ buffer }: Float64Array | Uint8Array): void {
  if (!(buffer instanceof ArrayBuffer) || !lent.delete(buffer)) return
  if (freeBytes + buffer.byteLength > MOST_FREE_BYTES) return
  const alike = free.get(buffer.byteLength)
  if (alike === undefined) free.set(buffer.byteLength, [buffer])
  else alike.push(buffer)
  freeBytes += buffer.byteLength
}

/** Null for what is not lent. */
function lend(bytes: number): ArrayBuffer | null {
  if (bytes < LEAST_BYTES || bytes > MOST_BYTES) return null
  const size = 2 ** Math.ceil(Math.log2(bytes))
  const ready = free.get(size)?.pop()
  if (ready !== undefined) freeBytes -= size
  const buffer = ready ?? new ArrayBuffer(size)
  lent.add(buffer)
  return buffer
}
