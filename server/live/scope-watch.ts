import { createHash } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Scope } from '#domain/scope.ts'
import type { FactIndex } from '#server/density/fact-index.ts'
import { createPace } from '#server/density/pace.ts'
import { listRegions } from '#server/store/region.ts'
import type { Store } from '#server/store/transact.ts'
import { createTouched } from './news.ts'
import type { News } from './news.ts'
import { watchScope } from './watched-scope.ts'
import type { WatchedScope } from './watched-scope.ts'

const RETRY_MILLISECONDS = 1_000

export interface ScopeWatchSurroundings {
  readonly store: Store
  readonly facts: Pick<FactIndex, 'held' | 'onChange' | 'settled'>
  readonly clock: () => Date
  readonly log: { readonly warn: (fields: object, message: string) => void }
  /** Changes that come faster are told together. */
  readonly tellEveryMilliseconds: number
  readonly tell: (watched: WatchedScope, news: News) => void
}

/** The scopes somebody listens in, and what becomes news in each. */
export interface ScopeWatch {
  readonly scopes: () => readonly WatchedScope[]
  /** Watch a scope, or go on watching it. */
  readonly watch: (scope: Scope) => Promise<WatchedScope>
  readonly forget: (watched: WatchedScope) => void
  readonly close: () => void
}

/** Follow commits, and tell what they changed in each scope that is watched. */
export async function createScopeWatch(surroundings: ScopeWatchSurroundings): Promise<ScopeWatch> {
  const { store, facts, clock, log, tellEveryMilliseconds, tell } = surroundings
  const byKey = new Map<string, WatchedScope>()
  const touched = createTouched()
  let regions = await regionsDigest()
  let regionsInDoubt = false
  let closed = false

  async function regionsDigest(): Promise<string> {
    const all = JSON.stringify(await listRegions(store))
    return createHash('sha256').update(all).digest('base64url')
  }

  async function takeIn(): Promise<void> {
    await facts.settled()
    if (regionsInDoubt) {
      regionsInDoubt = false
      const now = await regionsDigest()
      if (now !== regions) touched.addRegions()
      regions = now
    }
    const what = touched.take()
    // Many scopes together take long: answers to those who were told have their turn between two.
    const pace = createPace()
    try {
      for (const watched of [...byKey.values()]) {
        await pace()
        const news = watched.advance(await facts.held(watched.scope), what)
        if (news !== null) tell(watched, news)
      }
    } catch (error) {
      touched.giveBack(what)
      throw error
    }
  }

  let wanted = false
  let running = false

  /** One round at a time; what comes during one is told in the next. */
  async function round(): Promise<void> {
    wanted = true
    if (running) return
    running = true
    while (wanted && !closed) {
      wanted = false
      let pause = tellEveryMilliseconds
      try {
        await takeIn()
      } catch (error) {
        log.warn({ err: error }, 'events wait: the rows could not be read')
        wanted = true
        pause = Math.max(pause, RETRY_MILLISECONDS)
      }
      await after(pause, undefined, { ref: false })
    }
    running = false
  }

  const unfollowStore = store.onCommit((changes) => {
    touched.add(changes)
    regionsInDoubt ||= changes.some(({ kind }) => kind === 'everything')
    void round()
  })
  const unfollowFacts = facts.onChange(() => void round())

  return {
    scopes: () => [...byKey.values()],
    async watch(scope) {
      const held = await facts.held(scope)
      const watched = byKey.get(scope.key) ?? watchScope(scope, held, clock())
      byKey.set(scope.key, watched)
      return watched
    },
    forget(watched) {
      byKey.delete(watched.scope.key)
    },
    close() {
      closed = true
      unfollowStore()
      unfollowFacts()
    },
  }
}
