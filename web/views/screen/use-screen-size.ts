import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type Ref } from 'vue'

/** The design's height and width in units of type: 16 px each at 1920 × 1080. */
const UNITS_HIGH = 67.5
const UNITS_WIDE = 120
/** From this ratio of width to height on, lists stand beside each other instead of below. */
const ULTRA_WIDE = 2.6

/** The screen's size in its own unit of type: what the style sheet calculates, for canvases (字号单位). */
export function useScreenSize(element: Ref<HTMLElement | null>): {
  unitPixels: ComputedRef<number>
  isUltraWide: ComputedRef<boolean>
} {
  const size = shallowRef({ width: 1920, height: 1080 })
  let observer: ResizeObserver | null = null
  onMounted(() => {
    const observed = element.value
    if (observed === null) return
    const measure = () =>
      (size.value = { width: observed.clientWidth, height: observed.clientHeight })
    observer = new ResizeObserver(measure)
    observer.observe(observed)
    measure()
  })
  onBeforeUnmount(() => observer?.disconnect())
  return {
    unitPixels: computed(() =>
      Math.min(size.value.width / UNITS_WIDE, size.value.height / UNITS_HIGH),
    ),
    isUltraWide: computed(() => size.value.width / size.value.height >= ULTRA_WIDE),
  }
}
