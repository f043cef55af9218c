import type { PaddingOptions } from 'maplibre-gl'
import { computed, onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from 'vue'
import type { AreaTool, AreaWork } from '#web/map/area/area-tool.ts'
import type { MapHandle } from '#web/map/map-controller.ts'
import { useAreaStore } from '#web/stores/area.ts'

/**
 * The area on the county map (画区域): whether its panel is open, the drawing tool in step with the store,
 * and the keys of drawing.
 */
export function useAreaTool(
  canvas: Readonly<Ref<MapHandle | null>>,
  ready: Readonly<Ref<boolean>>,
  /** What panels cover of the map. */
  covered: () => Required<PaddingOptions>,
) {
  const area = useAreaStore()
  const open = shallowRef(false)
  // An address may also come by a link, or by the way back.
  watch(
    () => area.text,
    (text) => {
      if (text !== null) open.value = true
    },
    { immediate: true },
  )
  /** While a shape is drawn or mended, the tool shows it alone. */
  const shown = computed(() =>
    area.drawing === null && !area.isRefused && open.value ? area.area : null,
  )

  let tool: AreaTool | null = null

  function workNow(): AreaWork {
    if (area.drawing !== null) return { kind: area.drawing }
    return area.editable === null ? { kind: 'none' } : { kind: 'edit', polygon: area.editable }
  }

  async function follow(): Promise<void> {
    if (!ready.value || (tool === null && workNow().kind === 'none')) return
    tool ??=
      (await canvas.value?.areaTool({
        onArea: (corners) => void area.take(corners),
        onCorners: (count) => (area.corners = count),
      })) ?? null
    tool?.work(workNow())
    area.isToolThere = tool !== null
  }
  watch([ready, () => area.drawing, () => area.editable], () => void follow(), {
    immediate: true,
  })

  const finish = () => tool?.finish()
  const back = () => tool?.undo()

  /** Keys of drawing, wherever the focus is but in a field; on a button Enter is the button's. */
  function keyed(event: KeyboardEvent): void {
    if (area.drawing === null || !(event.target instanceof HTMLElement)) return
    if (event.target.closest('input, textarea, select, [role=combobox]') !== null) return
    if (event.key === 'Escape') area.draw(null)
    else if (event.key === 'Backspace') back()
    else if (event.key === 'Enter' && event.target.closest('button, a') === null) finish()
    else return
    event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', keyed))
  onBeforeUnmount(() => {
    window.removeEventListener('keydown', keyed)
    area.draw(null)
    area.isToolThere = false
  })

  /** Open the panel, or close it and take the area away. */
  async function toggle(): Promise<void> {
    open.value = !open.value
    if (!open.value) await area.clear()
  }

  async function takeView(): Promise<void> {
    const box = canvas.value?.visibleBox(covered()) ?? null
    if (box === null) return
    const [west, south, east, north] = box
    await area.take([
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ])
  }

  const refresh = () => area.refresh()

  return { open, shown, finish, back, toggle, takeView, refresh }
}
