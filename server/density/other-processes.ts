import { readDataVersion } from '#server/store/meta.ts'
import type { Store } from '#server/store/transact.ts'

/** Whoever keeps copies of rows and can be told to take all of them anew. */
interface Follower {
  readonly refresh: () => void
}

const LOOK_EVERY_MILLISECONDS = 250

/**
 * Follow what other processes commit (the command line beside a running server), by the data version.
 *
 * Our own commits tell what they touched; of a foreign one only the number is seen, so everything is
 * read again.
 * Shape: → a function that stops following
 */
export async function followOtherProcesses(
  store: Store,
  follower: Follower,
  everyMilliseconds = LOOK_EVERY_MILLISECONDS,
): Promise<() => void> {
  let known = await readDataVersion(store)
  let seenOnce = known
  const unfollow = store.onCommit((_changes, version) => {
    known = Math.max(known, version)
  })

  async function look(): Promise<void> {
    const version = await readDataVersion(store)
    // A commit of our own may be in the database a moment before it is told: look twice.
    if (version > known && version === seenOnce) {
      known = version
      follower.refresh()
    }
    seenOnce = version
  }

  const timer = setInterval(() => void Promise.allSettled([look()]), everyMilliseconds)
  timer.unref()
  return () => {
    clearInterval(timer)
    unfollow()
  }
}
