import { onBeforeUnmount } from 'vue'

type Place = readonly [number, number] | null

/**
 * Follows the pointer without asking at every frame: at once, then at most every so many milliseconds,
 * and always for the place where it came to rest. Leaving the map is told at once.
 */
export function usePointerReading(ask: (place: Place) => void, everyMilliseconds = 100) {
  let timer: number | undefined
  let waiting: Place = null

  function next() {
    timer = undefined
    if (waiting === null) return
    const place = waiting
    waiting = null
    timer = window.setTimeout(next, everyMilliseconds)
    ask(place)
  }

  function follow(place: Place): void {
    if (place === null) {
      window.clearTimeout(timer)
      timer = undefined
      waiting = null
      ask(null)
      return
    }
    waiting = place
    if (timer === undefined) next()
  }

  onBeforeUnmount(() => window.clearTimeout(timer))
  return follow
}
