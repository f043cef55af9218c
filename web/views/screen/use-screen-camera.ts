import type { PaddingOptions } from 'maplibre-gl'
import { onBeforeUnmount, onMounted, watch, type ComputedRef, type Ref } from 'vue'
import type { BoundingBox } from '#domain/position.ts'
import type { MapHandle } from '#web/map/map-controller.ts'
import type { SceneId } from './use-screen-scenes.ts'

const ANGLES = {
  density: { pitch: 0, bearing: 0 },
  relief: { pitch: 50, bearing: -24 },
  lateness: { pitch: 0, bearing: 0 },
} as const

/** One turn of the relief: a degree a step looks slow and is cheap. */
const TURN_DEGREES = 0.35
const TURN_EVERY = 250
/** Where a frame takes long, turning takes no more than this share of the time. */
const SHARE_OF_TIME = 0.25

/** How the county is looked at in each scene, and the slow turn of the relief (慢速环视). */
export function useScreenCamera(
  canvas: Ref<MapHandle | null>,
  bounds: ComputedRef<BoundingBox | null>,
  scene: ComputedRef<SceneId>,
  isPaused: ComputedRef<boolean>,
  padding: () => PaddingOptions,
): { look: () => void } {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)')
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(): void {
    if (bounds.value !== null) canvas.value?.look([...bounds.value], padding(), ANGLES[scene.value])
  }
  watch(scene, look)

  function turn(): void {
    const startedAt = performance.now()
    const mayMove =
      scene.value === 'relief' && !isPaused.value && !document.hidden && !isStill.matches
    if (mayMove) canvas.value?.turn(TURN_DEGREES)
    // Software drawing may take half a second: the next turn waits for that frame and its share.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const cost = performance.now() - startedAt
        timer = setTimeout(turn, Math.max(TURN_EVERY, cost / SHARE_OF_TIME))
      }),
    )
  }
  onMounted(() => {
    timer = setTimeout(turn, TURN_EVERY)
  })
  onBeforeUnmount(() => clearTimeout(timer))

  return { look }
}
