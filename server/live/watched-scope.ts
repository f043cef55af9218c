import type { Scope } from '#domain/scope.ts'
import type { Holding } from '#server/density/holding.ts'
import { newsFor } from './news.ts'
import type { News, Touched } from './news.ts'
import { SUBJECTS } from './subject.ts'
import type { Subject } from './subject.ts'

/** One scope somebody listens in, with what was last told of it. */
export interface WatchedScope {
  readonly scope: Scope
  /** All that this scope can be told of. */
  readonly subjects: readonly Subject[]
  /**
   * The version of what this scope may see: one more with each change inside it, and with no other.
   * It begins at the moment the scope was first listened in, so that no version comes twice.
   */
  readonly version: number
  /** Take in what the scope sees now; null when there is nothing to tell. */
  readonly advance: (now: readonly Holding[], touched: Touched) => News | null
  /** Something changed for everyone, as a day that began. */
  readonly advanceAlike: () => void
}

/** Begin to watch a scope (数据范围) as it is now. */
export function watchScope(scope: Scope, held: readonly Holding[], at: Date): WatchedScope {
  let seen = held
  let version = at.getTime()
  return {
    scope,
    subjects: SUBJECTS.filter((subject) => subject !== 'persons' || scope.personalData),
    get version() {
      return version
    },
    advance(now, touched) {
      const news = newsFor(scope, seen, now, touched)
      seen = now
      if (news.subjects.size === 0) return null
      version += 1
      return news
    },
    advanceAlike() {
      version += 1
    },
  }
}
