import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef } from 'vue'

/** What the map shows in turn (画面). */
export const SCENES = ['density', 'relief', 'lateness'] as const
export type SceneId = (typeof SCENES)[number]

/** How long a scene stays, and how long a touch keeps it. Units: ms */
const SCENE_FOR = 24_000
const HOLD_FOR = 60_000
const TICK = 1000

/**
 * Scenes in turn (轮播): a touch or a pointer holds the present one for a minute, the keyboard moves
 * and pauses; a hidden page waits.
 * Shape: `beat` counts the pages that lists have turned
 */
export function useScreenScenes(scenes: ComputedRef<readonly SceneId[]>): {
  scene: ComputedRef<SceneId>
  beat: ComputedRef<number>
  /** Nothing moves: stopped by hand, or held by a touch. */
  isPaused: ComputedRef<boolean>
  isStopped: ComputedRef<boolean>
  go: (step: number) => void
  show: (scene: SceneId) => void
  togglePause: () => void
  hold: () => void
} {
  const index = shallowRef(0)
  const beat = shallowRef(0)
  const isStopped = shallowRef(false)
  const heldUntil = shallowRef(0)
  const now = shallowRef(Date.now())
  let passed = 0

  const isPaused = computed(() => isStopped.value || heldUntil.value > now.value)

  function go(step: number): void {
    passed = 0
    const count = scenes.value.length
    index.value = (((index.value + step) % count) + count) % count
  }

  function hold(): void {
    heldUntil.value = Date.now() + HOLD_FOR
    now.value = Date.now()
  }

  function onKey(event: KeyboardEvent): void {
    const { target, key } = event
    if (target instanceof Element && target.closest('input, button, a, [role="dialog"]') !== null)
      return
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (key === 'ArrowRight') go(1)
    else if (key === 'ArrowLeft') go(-1)
    else if (key === ' ') isStopped.value = !isStopped.value
    else return
    event.preventDefault()
  }

  const timer = setInterval(() => {
    now.value = Date.now()
    if (document.hidden || isPaused.value) return
    passed += TICK
    if (passed % (SCENE_FOR / 2) === 0) beat.value += 1
    if (passed >= SCENE_FOR) go(1)
  }, TICK)
  onMounted(() => window.addEventListener('keydown', onKey, { capture: true }))
  onBeforeUnmount(() => {
    clearInterval(timer)
    window.removeEventListener('keydown', onKey, { capture: true })
  })

  return {
    scene: computed(() => scenes.value[index.value] ?? 'density'),
    beat: computed(() => beat.value),
    isPaused,
    go,
    show: (scene) => go(scenes.value.indexOf(scene) - index.value),
    isStopped: computed(() => isStopped.value),
    togglePause: () => {
      isStopped.value = !isStopped.value
      if (!isStopped.value) heldUntil.value = 0
    },
    hold,
  }
}
