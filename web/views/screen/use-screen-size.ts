import { computed, onBeforeUnmount, onMounted, shallowRef, type ComputedRef, type Ref } from 'vue'

/** Width and height in units of type, as the style sheet has them: 16 px each at 1920 × 1080. */
const UNITS = { wide: 120, high: 67.5 } as const
const UNITS_ULTRA_WIDE = { wide: 200, high: 61 } as const
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
  const isUltraWide = computed(() => size.value.width / size.value.height >= ULTRA_WIDE)
  const unitPixels = computed(() => {
    const { wide, high } = isUltraWide.value ? UNITS_ULTRA_WIDE : UNITS
    return Math.min(size.value.width / wide, size.value.height / high)
  })
  return { unitPixels, isUltraWide }
}
