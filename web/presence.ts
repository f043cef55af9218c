/** So long after the last touch a page's requests are still its user's own doing. Units: ms */
const AT_WORK_FOR_MILLISECONDS = 10_000
const TOUCHES = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

let touchedAt = 0

/** Notice when somebody works at the page; opening it counts. */
export function watchPresence(page: EventTarget): void {
  for (const touch of TOUCHES)
    page.addEventListener(touch, () => (touchedAt = performance.now()), {
      capture: true,
      passive: true,
    })
}

/**
 * What a request says of who caused it: a page that keeps itself up to date while nobody touches it
 * must not keep the session (会话) of somebody who has left.
 */
export function presenceHeaders(): Record<string, string> {
  const isAtWork = performance.now() - touchedAt < AT_WORK_FOR_MILLISECONDS
  return isAtWork ? {} : { 'X-Background': '1' }
}
