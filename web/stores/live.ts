import { defineStore } from 'pinia'
import { getCurrentScope, onScopeDispose, shallowRef } from 'vue'
import {
  isServerThere,
  isSignedOut,
  LIVE_SUBJECTS,
  openEvents,
  type HazardNotice,
  type LiveSubject,
} from '#web/api/events.ts'
import { holdLine, type LiveLine } from './live-line.ts'

export type { HazardNotice, LiveSubject }

/** What a page wants to hear. */
export interface LiveListener {
  /**
   * Rows of these nouns are others now: ask for them again. All nouns at once means a full snapshot; a
   * page asks for its first data itself and is told of no snapshot in its first ten seconds.
   * While its promise is pending nothing more is told; what comes meanwhile is told together after it.
   */
  readonly changed?: (subjects: ReadonlySet<LiveSubject>) => Promise<unknown>
  readonly hazard?: (hazard: HazardNotice) => void
  /** The page holds nothing a reload would lose: it is loaded anew, once, when the server was updated. */
  readonly reloads?: boolean
}

const TICK_MILLISECONDS = 1_000
/** A tab nobody looks at gives its connection back: browsers have six for all tabs of a host. */
const HIDDEN_FOR_MILLISECONDS = 20_000
/** Changes reach a page at most this often. */
const PAUSE_MILLISECONDS = 1_000
/** Everyone who comes back after an interruption asks for everything: not all in the same moment. */
const SNAPSHOT_SUBJECTS = 7
const SNAPSHOT_WITHIN_MILLISECONDS = 2_000
/** A page that opens has just asked by itself; what came between is asked for when it has settled. */
const FIRST_SNAPSHOT_AFTER_MILLISECONDS = 10_000
const RELOADED_FOR = 'riskmap-reloaded-for'

/**
 * The page's one line to the server (实时推送), held as long as somebody follows and the page is seen.
 *
 *     const live = useLiveStore()
 *     live.follow({ changed: (subjects) => reloadWhatIsShown(subjects), hazard: pulse, reloads: true })
 *
 * Called in a component's setup, it stops with the component. `connected`, `stale`, `signedOut` and
 * `lastHeardAt` are plain values to show: `stale` is true at the latest 15 s after the server was gone.
 */
export const useLiveStore = defineStore('live', () => {
  /** A stream is open and alive. */
  const connected = shallowRef(false)
  /** Nothing was heard of the server for so long that what is shown may be old. */
  const stale = shallowRef(false)
  /** The session has ended: nothing more will be told before signing in again. */
  const signedOut = shallowRef(false)
  /** When the server was last heard of, in milliseconds of the clock; null before the first time. */
  const lastHeardAt = shallowRef<number | null>(null)

  const followers = new Map<LiveListener, (subjects: ReadonlySet<LiveSubject>) => void>()
  let line: LiveLine | null = null
  let ticking: ReturnType<typeof setInterval> | null = null
  let hiding: ReturnType<typeof setTimeout> | null = null
  let release: string | null = null
  let hasOpened = false

  function tell(subjects: ReadonlySet<LiveSubject>): void {
    for (const push of followers.values()) push(subjects)
  }

  /** Have every page ask for what it shows. */
  function refreshAll(): void {
    tell(LIVE_SUBJECTS)
  }

  function tellSnapshot(subjects: ReadonlySet<LiveSubject>): void {
    const least = hasOpened ? 0 : FIRST_SNAPSHOT_AFTER_MILLISECONDS
    hasOpened = true
    setTimeout(
      () => {
        // Whoever was cut off meanwhile is told all anew on coming back.
        if (connected.value) tell(subjects)
      },
      least + Math.random() * SNAPSHOT_WITHIN_MILLISECONDS,
    )
  }

  function takeRelease(now: string): void {
    const before = release
    release = now
    if (before === null || before === now) return
    if (followers.size === 0 || ![...followers.keys()].every(({ reloads }) => reloads === true))
      return
    // Once for each release: a server that keeps changing its mind must not keep the page loading.
    if (sessionStorage.getItem(RELOADED_FOR) === now) return
    sessionStorage.setItem(RELOADED_FOR, now)
    location.reload()
  }

  function start(): void {
    if (line !== null || followers.size === 0 || document.hidden) return
    signedOut.value = false
    line = holdLine(
      {
        open: openEvents,
        isServerThere,
        isSignedOut,
        now: () => performance.now(),
        random: Math.random,
      },
      {
        onChanged(subjects) {
          if (subjects === 'everything') tell(LIVE_SUBJECTS)
          else if (subjects.size >= SNAPSHOT_SUBJECTS) tellSnapshot(subjects)
          else tell(subjects)
        },
        onHazard(hazard) {
          for (const listener of followers.keys()) listener.hazard?.(hazard)
        },
        onRelease: takeRelease,
        onState(state) {
          connected.value = state.connected
          stale.value = state.stale
          signedOut.value = state.signedOut
        },
      },
    )
    ticking = setInterval(tick, TICK_MILLISECONDS)
  }

  function tick(): void {
    if (line === null) return
    line.tick()
    lastHeardAt.value = Date.now() - line.silence()
  }

  function stop(): void {
    if (ticking !== null) clearInterval(ticking)
    ticking = null
    line?.stop()
    line = null
    connected.value = false
  }

  function onVisibility(): void {
    if (hiding !== null) clearTimeout(hiding)
    hiding = null
    if (document.hidden) hiding = setTimeout(stop, HIDDEN_FOR_MILLISECONDS)
    else start()
  }

  /** Hear what changes; returns how to stop. */
  function follow(listener: LiveListener): () => void {
    followers.set(listener, collected(listener.changed ?? (() => Promise.resolve())))
    if (followers.size === 1) document.addEventListener('visibilitychange', onVisibility)
    start()
    const unfollow = () => {
      followers.delete(listener)
      if (followers.size > 0) return
      document.removeEventListener('visibilitychange', onVisibility)
      stop()
    }
    if (getCurrentScope() !== undefined) onScopeDispose(unfollow)
    return unfollow
  }

  return { connected, stale, signedOut, lastHeardAt, follow, refreshAll }
})

/** Hand subjects on one call at a time; those that come during a call are handed on together. */
function collected(
  hand: (subjects: ReadonlySet<LiveSubject>) => Promise<unknown>,
): (subjects: ReadonlySet<LiveSubject>) => void {
  let waiting = new Set<LiveSubject>()
  let busy = false

  async function work(): Promise<void> {
    busy = true
    while (waiting.size > 0) {
      const subjects = waiting
      waiting = new Set()
      // A page that cannot load says so itself.
      await Promise.allSettled([hand(subjects)])
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS))
    }
    busy = false
  }

  return (subjects) => {
    for (const subject of subjects) waiting.add(subject)
    if (!busy) void work()
  }
}
