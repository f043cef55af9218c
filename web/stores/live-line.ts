import type { EventHandlers, HazardNotice, LiveSubject } from '#web/api/events.ts'

const SECOND = 1_000

/**
 * When a line is held for what. The server beats every 15 s, so between two beats it is asked itself:
 * within 15 s of its going a page knows.
 */
export const LINE_TIMES = {
  /** Silence after which the server is asked whether it is there. */
  askAfter: 8 * SECOND,
  answerWithin: 4 * SECOND,
  /** Silence of the server, asked or not, after which what is shown is called stale. */
  staleAfter: 13 * SECOND,
  /** Silence of the stream, three beats, after which it is taken for dead whatever the server says. */
  deadAfter: 45 * SECOND,
  /** Without a stream, everything is asked for again this often. */
  pollEvery: 15 * SECOND,
  retryFirst: SECOND,
  retryMost: 12 * SECOND,
} as const

/** What a line is made of: the stream, two questions, the clock, chance. */
export interface LineSurroundings {
  readonly open: (handlers: EventHandlers) => () => void
  readonly isServerThere: (withinMilliseconds: number) => Promise<boolean>
  readonly isSignedOut: (withinMilliseconds: number) => Promise<boolean>
  /** Milliseconds that only go forward. */
  readonly now: () => number
  readonly random: () => number
}

export interface LineHandlers {
  readonly onChanged: (subjects: ReadonlySet<LiveSubject> | 'everything') => void
  readonly onHazard: (hazard: HazardNotice) => void
  readonly onRelease: (release: string) => void
  readonly onState: (state: LineState) => void
}

/** What is known of the line to the server. */
export interface LineState {
  /** A stream is open and alive. */
  readonly connected: boolean
  /** Nothing was heard of the server for so long that what is shown may be old. */
  readonly stale: boolean
  readonly signedOut: boolean
}

export interface LiveLine {
  /** To be called about once a second while the page is looked at. */
  readonly tick: () => void
  readonly stop: () => void
  /** Milliseconds since the server was last heard of. */
  readonly silence: () => number
}

/**
 * Hold one line to the server: open the stream, notice when it is dead, come back after a while that
 * chance spreads out, and poll as long as there is a server but no stream.
 */
export function holdLine(
  { open, isServerThere, isSignedOut, now, random }: LineSurroundings,
  handlers: LineHandlers,
): LiveLine {
  let state: LineState = { connected: false, stale: false, signedOut: false }
  let close: (() => void) | null = null
  let stopped = false
  let serverAt = now()
  let streamAt = now()
  let askedAt = -Infinity
  let asking = false
  let retryAt = -Infinity
  let failures = 0
  let polledAt = now()

  function become(next: Partial<LineState>): void {
    const before = state
    state = { ...state, ...next }
    const isSame =
      before.connected === state.connected &&
      before.stale === state.stale &&
      before.signedOut === state.signedOut
    if (!isSame) handlers.onState(state)
  }

  function heardServer(): void {
    serverAt = now()
    become({ stale: false })
  }

  function connect(): void {
    streamAt = now()
    close = open({
      onHeard() {
        if (stopped) return
        streamAt = now()
        failures = 0
        become({ connected: true })
        heardServer()
      },
      onChanged: (subjects) => {
        if (!stopped) handlers.onChanged(subjects)
      },
      onHazard: (hazard) => {
        if (!stopped) handlers.onHazard(hazard)
      },
      onRelease: (release) => {
        if (!stopped) handlers.onRelease(release)
      },
      onBroken: () => {
        if (close !== null) lost()
      },
    })
  }

  function lost(): void {
    close?.()
    close = null
    if (stopped) return
    become({ connected: false })
    const wait = Math.min(LINE_TIMES.retryFirst * 2 ** failures, LINE_TIMES.retryMost)
    retryAt = now() + wait * (0.5 + random())
    failures += 1
    void ask()
  }

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    askedAt = now()
    const isThere = await isServerThere(LINE_TIMES.answerWithin)
    // Only a stream that broke makes one doubt the session.
    const isOut = isThere && close === null && (await isSignedOut(LINE_TIMES.answerWithin))
    asking = false
    if (stopped || !isThere) return
    heardServer()
    if (isOut) become({ signedOut: true })
    else if (!state.connected && now() - polledAt >= LINE_TIMES.pollEvery) {
      polledAt = now()
      handlers.onChanged('everything')
    }
  }

  function tick(): void {
    if (stopped || state.signedOut) return
    const at = now()
    if (close !== null && at - streamAt >= LINE_TIMES.deadAfter) lost()
    else if (close === null && !asking && at >= retryAt) connect()
    if (at - Math.max(serverAt, askedAt) >= LINE_TIMES.askAfter) void ask()
    if (at - serverAt >= LINE_TIMES.staleAfter) become({ stale: true })
  }

  connect()
  return {
    tick,
    stop: () => {
      stopped = true
      close?.()
      close = null
    },
    silence: () => now() - serverAt,
  }
}
