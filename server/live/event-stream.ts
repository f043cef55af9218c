/** The socket behind a stream, where there is one. */
export interface Outlet {
  /** Bytes handed over that the other side has not taken. */
  readonly undrainedBytes: () => number
  readonly destroy: () => void
}

export interface DrainLimits {
  readonly bytes: number
  readonly milliseconds: number
}

/** Who does not take the last word in this time is cut off. */
const LAST_WORD_MILLISECONDS = 1_000

/** A body that is written when its reader asks for more, and never before. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>
  /** There may be something to take. */
  readonly wake: () => void
  /** Say a last word and end. */
  readonly end: (lastWord: string) => void
  /** Tell whether the reader has stopped reading, at a moment in milliseconds that only goes forward. */
  readonly isStuck: (now: number, limits: DrainLimits) => boolean
  /** End without a word: nobody would read it. */
  readonly drop: () => void
}

export interface EventSourceText {
  /** What is to be sent now; null when nothing is. */
  readonly take: () => string | null
  readonly isEmpty: () => boolean
}

/**
 * Send texts to one reader, each only when the reader has taken the one before.
 *
 * What is not taken stays where it comes from, which keeps marks and no queue; so a reader that stands
 * still costs one message and what the system holds for its socket.
 * Shape: `onEnd` is called once, however the stream ends
 */
export function createEventStream(
  source: EventSourceText,
  outlet: Outlet | null,
  onEnd: () => void,
): EventStream {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | null = null
  /** Set while the reader waits for more. */
  let feed: (() => void) | null = null
  let undrainedSince: number | null = null
  let ended = false

  function finish(): void {
    if (ended) return
    ended = true
    feed?.()
    onEnd()
  }

  function send(): boolean {
    const text = ended ? null : source.take()
    if (text === null) return false
    controller?.enqueue(encoder.encode(text))
    return true
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given
      },
      pull: () => {
        if (send() || ended) return
        return new Promise<void>((resolve) => {
          feed = () => {
            feed = null
            resolve()
          }
        })
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  )

  return {
    body,
    wake: () => {
      if (feed !== null && send()) feed()
    },
    end: (lastWord) => {
      if (ended) return
      if (lastWord !== '') controller?.enqueue(encoder.encode(lastWord))
      controller?.close()
      finish()
      setTimeout(() => outlet?.destroy(), LAST_WORD_MILLISECONDS).unref()
    },
    isStuck: (now, limits) => {
      const bytes = outlet?.undrainedBytes() ?? 0
      const isUndrained = bytes > 0 || (feed === null && !source.isEmpty())
      undrainedSince = isUndrained ? (undrainedSince ?? now) : null
      if (bytes > limits.bytes) return true
      return undrainedSince !== null && now - undrainedSince >= limits.milliseconds
    },
    drop: () => {
      if (ended) return
      finish()
      // Whoever writes the body to the socket hears of the socket's end, and lets go of the body.
      if (outlet === null) controller?.close()
      else outlet.destroy()
    },
  }
}
