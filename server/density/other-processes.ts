import { readDataVersion } from '#server/store/meta.ts'
import type { Store } from '#server/store/transact.ts'
import type { FactIndex } from './fact-index.ts'

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
  facts: FactIndex,
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
      facts.refresh()
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
