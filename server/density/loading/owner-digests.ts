/**
 * Fingerprints of enterprises with their rows, and when each last changes (企业指纹): sums, so that the
 * order of rows is no matter.
 *
 * 40 bytes an enterprise, in room that doubles from 16 of them; a row costs two additions. Cut to
 * their length when the segment is sealed.
 */
import { finish } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'
import { DIGEST_WORDS } from '../columns/segment.ts'

const FIRST_OWNERS = 16

/** Fingerprints of enterprises with their rows, and when each last changes (企业指纹). */
export class OwnerDigests {
  #digests = new Uint32Array(FIRST_OWNERS * DIGEST_WORDS)
  #settledAt = new Float64Array(FIRST_OWNERS)
  #count = 0

  /** Begin the next enterprise. */
  begin(): void {
    if (this.#count === this.#settledAt.length) this.#grow()
    this.#settledAt[this.#count] = -Infinity
    this.#count += 1
  }

  /** Take in an instant at which a row of an enterprise begins, changes or ends; never is no instant. */
  settle(number: number, time: number): void {
    if (time > (this.#settledAt[number] as number) && time !== Infinity)
      this.#settledAt[number] = time
  }

  /** Add one row's fingerprint to its enterprise's: a sum, so that the order of rows is no matter. */
  note(number: number, part: number, mark: Fingerprint): void {
    const at = number * DIGEST_WORDS + part
    const digests = this.#digests
    digests[at] = (digests[at] as number) + finish(mark.low)
    digests[at + 1] = (digests[at + 1] as number) + finish(mark.high)
  }

  digests(): Uint32Array {
    return this.#digests.slice(0, this.#count * DIGEST_WORDS)
  }

  settledAt(): Float64Array {
    return this.#settledAt.slice(0, this.#count)
  }

  #grow(): void {
    const [digests, settledAt] = [this.#digests, this.#settledAt]
    this.#digests = new Uint32Array(digests.length * 2)
    this.#settledAt = new Float64Array(settledAt.length * 2)
    this.#digests.set(digests)
    this.#settledAt.set(settledAt)
  }
}
