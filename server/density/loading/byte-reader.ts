/**
 * Bytes of a stream into arrays of known length (字节流), as they come: each byte is copied once, to
 * where it stays. Nothing is held but the part that came last, 64 KiB at most from a pipe.
 */
import type { Readable } from 'node:stream'

/** Where bytes come from, one after the other. */
export interface ByteSource {
  /** Fill an array with the next bytes. Errors: when there are not so many */
  fill(target: ArrayBufferView): Promise<void>
}

/**
 * Reads a stream of bytes into arrays of known length (字节流), as the bytes come.
 *
 * What came in a buffer of its own is given back as soon as it is read: left lying, a hundred megabytes
 * of buffers have the server stop several times to collect them.
 */
export class ByteReader implements ByteSource {
  readonly #parts: AsyncIterator<Uint8Array>
  #part: Uint8Array = new Uint8Array()
  /** How far the part is read. */
  #read = 0

  constructor(stream: Readable) {
    this.#parts = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  }

  async fill(target: ArrayBufferView): Promise<void> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    let at = 0
    while (at < bytes.length) {
      if (this.#read === this.#part.length) await this.#next()
      const some = this.#part.subarray(this.#read, this.#read + bytes.length - at)
      bytes.set(some, at)
      at += some.length
      this.#read += some.length
    }
  }

  async #next(): Promise<void> {
    giveBack(this.#part)
    this.#part = new Uint8Array()
    this.#read = 0
    const next = await this.#parts.next()
    if (next.done === true) throw new Error('the stream ended early')
    this.#part = next.value
  }
}

function giveBack({ buffer, byteLength }: Uint8Array): void {
  const isItsOwn = buffer.byteLength === byteLength
  if (isItsOwn && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
