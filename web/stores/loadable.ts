import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { firstLoadEnd } from '#web/api/first-load.ts'
import { refusalOf } from '#web/api/refusal.ts'

/** What a screen knows of data it asked for. */
export type LoadStatus =
  | { readonly kind: 'idle' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly status: number
      readonly detail: string
    }

export interface Loadable<T> {
  readonly data: ComputedRef<T | null>
  readonly status: ComputedRef<LoadStatus>
  /**
   * Ask; a newer question makes the answer of an older one void. The last good data stays shown meanwhile.
   * Refused because the server still loads its rows (装载中), it is asked again once they are there.
   */
  load: (ask: (signal: AbortSignal) => Promise<T>) => Promise<void>
  /**
   * Ask again for what is shown, without a word: nothing blinks, and nothing is said when the server is
   * away, since then its absence is. A question under way is answered first.
   * Shape: → whether the server answered with what was asked for
   */
  refresh: (ask: (signal: AbortSignal) => Promise<T>) => Promise<boolean>
  set: (value: T) => void
}

/** One piece of data from the server with its state: loading, ready or failed. */
export function loadable<T>(): Loadable<T> {
  const data = shallowRef(null) as ShallowRef<T | null>
  const status = shallowRef<LoadStatus>({ kind: 'idle' })
  let current: AbortController | null = null
  let answered: Promise<void> = Promise.resolve()

  function load(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
    status.value = { kind: 'loading' }
    answered = take(ask, true).then(() => undefined)
    return answered
  }

  async function refresh(ask: (signal: AbortSignal) => Promise<T>): Promise<boolean> {
    // One question may be replaced by another while it is waited for.
    while (status.value.kind === 'loading') await answered
    return take(ask, false)
  }

  async function take(
    ask: (signal: AbortSignal) => Promise<T>,
    saysAbsence: boolean,
  ): Promise<boolean> {
    current?.abort()
    const mine = new AbortController()
    current = mine
    try {
      const value = await whole(ask, mine.signal)
      if (mine.signal.aborted) return false
      data.value = value
      status.value = { kind: 'ready' }
      return true
    } catch (error) {
      if (mine.signal.aborted) return false
      const refusal = refusalOf(error)
      if (refusal === null && !saysAbsence) return false
      status.value = {
        kind: 'failed',
        code: refusal?.code ?? 'unavailable',
        status: refusal?.status ?? 0,
        detail: refusal?.detail ?? '',
      }
      return false
    }
  }

  return {
    data: computed(() => data.value),
    status: computed(() => status.value),
    load,
    refresh,
    set: (value) => {
      data.value = value
      status.value = { kind: 'ready' }
    },
  }
}

/** Ask until the answer is no longer that rows are still being loaded. */
async function whole<T>(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;)
    try {
      return await ask(signal)
    } catch (error) {
      if (signal.aborted || refusalOf(error)?.code !== 'loading') throw error
      await firstLoadEnd(signal)
    }
}
