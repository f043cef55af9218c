import { shanghaiDay } from '#domain/day.ts'
import { scopeOf } from '#domain/scope.ts'
import type { Scope } from '#domain/scope.ts'
import { peekSession } from '#server/access/session.ts'
import type { SessionSurroundings } from '#server/access/session.ts'
import { createEventStream } from './event-stream.ts'
import type { DrainLimits, EventStream, Outlet } from './event-stream.ts'
import type { News } from './news.ts'
import { createOutbox, retryAfter } from './outbox.ts'
import type { Outbox, Release } from './outbox.ts'
import { createScopeWatch } from './scope-watch.ts'
import type { ScopeWatchSurroundings } from './scope-watch.ts'
import type { WatchedScope } from './watched-scope.ts'

export interface LiveTimes {
  /** Something is sent at least this often, so that silence means a broken line. */
  readonly heartbeatMilliseconds: number
  /** Changes that come faster are told together. */
  readonly tellEveryMilliseconds: number
  /** Sessions that ended and readers that stand still are looked for this often. */
  readonly lookEveryMilliseconds: number
  readonly drain: DrainLimits
}

const SECOND = 1_000

const TIMES: LiveTimes = {
  heartbeatMilliseconds: 15 * SECOND,
  tellEveryMilliseconds: SECOND / 4,
  lookEveryMilliseconds: 3 * SECOND,
  drain: { bytes: 64 * 1024, milliseconds: 25 * SECOND },
}

/** Walls of a county may share one token; a browser alone never opens more than a handful. */
const MOST_OF_ONE = 600
const MOST_OF_ALL = 2_000

const RETRY_MILLISECONDS = 3 * SECOND
/** Those sent away together come back spread over this time. */
const RETURN_WITHIN_MILLISECONDS = 10 * SECOND
/** A scope nobody listens in is watched a while longer: its listeners may only have changed networks. */
const LINGER_MILLISECONDS = 60 * SECOND

export interface ListenerFacts {
  readonly sessionIdHash: string
  readonly userId: string
  readonly scope: Scope
  /** The last version a returning listener has heard of. */
  readonly lastEventId: string | null
  readonly outlet: Outlet | null
}

/** Why a stream ended: its reader went or stood still, its session ended, the server stops. */
export type LiveEnd = 'gone' | 'stuck' | 'session' | 'closing'

interface Listener {
  readonly sessionIdHash: string
  readonly userId: string
  readonly watched: WatchedScope
  readonly outbox: Outbox
  readonly stream: EventStream
}

export interface LiveSurroundings
  extends SessionSurroundings, Pick<ScopeWatchSurroundings, 'facts'> {
  readonly release: Release
  readonly times?: Partial<LiveTimes>
}

/** Who listens, and what they are told (实时推送). */
export interface LiveHub {
  readonly size: number
  /**
   * Let somebody listen; null when too many do already.
   * Shape: `onEnd` is told once why it ended
   */
  listen(who: ListenerFacts, onEnd: (why: LiveEnd) => void): Promise<EventStream['body'] | null>
  /** Send everyone away, to come back in a while, and stop. */
  close(): void
}

/** Follow the store and tell those who listen what changed inside their scopes (实时推送). */
export async function createLiveHub(surroundings: LiveSurroundings): Promise<LiveHub> {
  const { store, facts, clock, log, release } = surroundings
  const times = { ...TIMES, ...surroundings.times }
  const listeners = new Set<Listener>()
  const emptySince = new Map<WatchedScope, number>()
  let day = shanghaiDay(clock())
  let closed = false

  const watch = await createScopeWatch({
    ...{ store, facts, clock, log, tell },
    tellEveryMilliseconds: times.tellEveryMilliseconds,
  })

  function listenersIn(watched: WatchedScope): Listener[] {
    return [...listeners].filter((listener) => listener.watched === watched)
  }

  function tell(watched: WatchedScope, news: News): void {
    for (const { outbox, stream } of listenersIn(watched)) {
      outbox.tell(news, watched.version)
      stream.wake()
    }
  }

  function beat(): void {
    for (const { outbox, stream } of listeners) {
      outbox.beat()
      stream.wake()
    }
  }

  function end(listener: Listener, why: Exclude<LiveEnd, 'gone'>): void {
    ends.get(listener)?.(why)
    if (why === 'stuck') listener.stream.drop()
    else if (why === 'session') listener.stream.end('')
    else listener.stream.end(retryAfter(SECOND + Math.random() * RETURN_WITHIN_MILLISECONDS))
  }
  const ends = new Map<Listener, (why: LiveEnd) => void>()

  function look(): void {
    lookAtDay()
    lookAtDrains()
    lookAtScopes()
    void lookAtSessions()
  }

  /** Deadlines passed at midnight: figures are others without a write. */
  function lookAtDay(): void {
    const today = shanghaiDay(clock())
    if (today === day) return
    day = today
    for (const watched of watch.scopes()) {
      watched.advanceAlike()
      tell(watched, { subjects: new Set(['enterprises', 'hazards']), hazards: [] })
    }
  }

  function lookAtDrains(): void {
    const now = performance.now()
    for (const listener of [...listeners])
      if (listener.stream.isStuck(now, times.drain)) end(listener, 'stuck')
  }

  function lookAtScopes(): void {
    const now = performance.now()
    for (const watched of watch.scopes()) {
      const since = emptySince.get(watched) ?? now
      if (listenersIn(watched).length > 0) emptySince.delete(watched)
      else if (now - since < LINGER_MILLISECONDS) emptySince.set(watched, since)
      else {
        emptySince.delete(watched)
        watch.forget(watched)
      }
    }
  }

  /** A session that ended, or whose scope became another, is heard no longer. */
  async function lookAtSessions(): Promise<void> {
    for (const idHash of new Set([...listeners].map(({ sessionIdHash }) => sessionIdHash))) {
      const key = await scopeKeyOf(idHash)
      for (const listener of [...listeners])
        if (listener.sessionIdHash === idHash && listener.watched.scope.key !== key)
          end(listener, 'session')
    }
  }

  async function scopeKeyOf(idHash: string): Promise<string | null> {
    try {
      const session = await peekSession(surroundings, idHash)
      return session === null ? null : scopeOf(session.principal).key
    } catch (error) {
      // Rights that cannot be read are none: the listener comes back and is asked again.
      log.warn({ err: error }, 'events end: a session could not be read')
      return null
    }
  }

  const unfollow = store.onCommit((changes) => {
    if (changes.some(({ kind }) => kind === 'user' || kind === 'token')) void lookAtSessions()
  })
  const heartbeat = setInterval(beat, times.heartbeatMilliseconds).unref()
  const looking = setInterval(look, times.lookEveryMilliseconds).unref()

  return {
    get size() {
      return listeners.size
    },
    async listen({ sessionIdHash, userId, scope, lastEventId, outlet }, onEnd) {
      const watched = await watch.watch(scope)
      const ofOne = [...listeners].filter((listener) => listener.userId === userId).length
      if (closed || ofOne >= MOST_OF_ONE || listeners.size >= MOST_OF_ALL) return null
      const outbox = createOutbox()
      const stream = createEventStream(outbox, outlet, () => {
        listeners.delete(listener)
        ends.get(listener)?.('gone')
        ends.delete(listener)
      })
      const listener: Listener = { sessionIdHash, userId, watched, outbox, stream }
      let told = false
      ends.set(listener, (why) => {
        if (!told) onEnd(why)
        told = true
      })
      outbox.greet(release, RETRY_MILLISECONDS)
      if (lastEventId !== String(watched.version))
        outbox.tell({ subjects: new Set(watched.subjects), hazards: [] }, watched.version)
      listeners.add(listener)
      return stream.body
    },
    close() {
      closed = true
      clearInterval(heartbeat)
      clearInterval(looking)
      unfollow()
      watch.close()
      for (const listener of [...listeners]) end(listener, 'closing')
    },
  }
}
