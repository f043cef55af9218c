import { finish, noteInteger, noteNumber, noteText } from '../columns/fingerprint.ts'
import type { Fingerprint } from '../columns/fingerprint.ts'
import { uint32s } from './growing.ts'
import { DIGEST_WORDS } from '../columns/segment.ts'

/** Fingerprints of enterprises with their rows, and when each last changes (企业指纹). */
export class OwnerDigests {
  readonly #digests = uint32s()
  readonly #settledAt: number[] = []

  /** Begin the next enterprise. */
  begin(): void {
    for (let word = 0; word < DIGEST_WORDS; word += 1) this.#digests.push(0)
    this.#settledAt.push(-Infinity)
  }

  /** Take in an instant at which a row of an enterprise begins, changes or ends; never is no instant. */
  settle(number: number, time: number): void {
    if (time > (this.#settledAt[number] as number) && time !== Infinity)
      this.#settledAt[number] = time
  }

  /** Add one row's fingerprint to its enterprise's: a sum, so that the order of rows is no matter. */
  note(number: number, part: number, mark: Fingerprint): void {
    const at = number * DIGEST_WORDS + part
    this.#digests.set(at, this.#digests.at(at) + finish(mark.low))
    this.#digests.set(at + 1, this.#digests.at(at + 1) + finish(mark.high))
  }

  digests(): Uint32Array {
    return this.#digests.values().slice()
  }

  settledAt(): Float64Array {
    return Float64Array.from(this.#settledAt)
  }
}

/** Take an id in, by its words where it has them. */
export function noteId(mark: Fingerprint, words: Uint32Array | null, id: string): void {
  if (words === null) return noteText(mark, id)
  for (let word = 0; word < words.length; word += 1) noteInteger(mark, words[word] as number)
}

/** Take a place in; NaN where there is none. */
export function notePlace(mark: Fingerprint, lng: number, lat: number): void {
  noteNumber(mark, lng)
  noteNumber(mark, lat)
}
