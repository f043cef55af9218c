/**
 * Bytes of a stream into arrays of known length (字节流), as they come: each byte is copied once, to
 * where it stays. Nothing is held but what is left of the part that came last.
 */
import type { Readable } from 'node:stream'

/** Where bytes come from, one after the other. */
export interface ByteSource {
  /** Fill an array with the next bytes. Errors: when there are not so many */
  fill(target: ArrayBufferView): Promise<void>
}

/** Reads a stream of bytes into arrays of known length (字节流), as the bytes come. */
export class ByteReader implements ByteSource {
  readonly #parts: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(stream: Readable) {
    this.#parts = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  }

  async fill(target: ArrayBufferView): Promise<void> {
    const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    let at = 0
    while (at < bytes.length) {
      if (this.#rest.length === 0) {
        const next = await this.#parts.next()
        if (next.done === true) throw new Error('the stream ended early')
        this.#rest = next.value
      }
      const part = this.#rest.subarray(0, bytes.length - at)
      bytes.set(part, at)
      at += part.length
      this.#rest = this.#rest.subarray(part.length)
    }
  }
}
