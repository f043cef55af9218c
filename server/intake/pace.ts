import { setImmediate as nextTurn } from 'node:timers/promises'

/** Work between two turns of the event loop: others wait no longer than this for their answers. */
const MOST_MILLISECONDS = 12

/** An import that its owner called off; nothing of it is kept. */
export class ImportCancelled extends Error {
  override readonly name = 'ImportCancelled'
}

/** Lets others work in between, and stops when the work is called off. */
export class Pace {
  readonly #signal: AbortSignal | undefined
  #since = performance.now()

  constructor(signal?: AbortSignal) {
    this.#signal = signal
  }

  /**
   * To be asked between two rows.
   * Errors: ImportCancelled
   */
  async rest(): Promise<void> {
    if (performance.now() - this.#since > MOST_MILLISECONDS) {
      await nextTurn()
      this.#since = performance.now()
    }
    if (this.#signal?.aborted === true) throw new ImportCancelled('import cancelled')
  }
}
