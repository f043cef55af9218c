import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'

/** A lost picture comes back by itself within this, or the map is made anew. Units: ms */
const RESTORED_WITHIN = 4500
/** A new map shows something within this, or the page is loaded anew. Units: ms */
const DRAWN_WITHIN = 20_000
/** The page is loaded anew at most this often, or a broken driver would keep it loading. Units: ms */
const RELOAD_EVERY = 600_000
const RELOADED_AT = 'riskmap-screen-reloaded-at'

/**
 * Bring a lost picture back (图形上下文丢失): the driver's own recovery, else a new map, else a reload.
 * Shape: `generation` is the key of the map: another number is another map
 */
export function useMapRecovery(): {
  generation: ShallowRef<number>
  onLost: () => void
  onRestored: () => void
  onReady: () => void
} {
  const generation = shallowRef(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  function onLost(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      generation.value += 1
      timer = setTimeout(reload, DRAWN_WITHIN)
    }, RESTORED_WITHIN)
  }

  function reload(): void {
    const last = Number(sessionStorage.getItem(RELOADED_AT) ?? 0)
    if (Date.now() - last < RELOAD_EVERY) return
    sessionStorage.setItem(RELOADED_AT, `${Date.now()}`)
    location.reload()
  }

  const settle = () => clearTimeout(timer)
  onBeforeUnmount(settle)
  return { generation, onLost, onRestored: settle, onReady: settle }
}
