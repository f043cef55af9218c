import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'
import type { AreaTool, AreaWork } from '#web/map/area/area-tool.ts'
import type { MapHandle } from '#web/map/map-controller.ts'
import { useAreaStore } from '#web/stores/area.ts'

/** The drawing tool on the map, in step with the area's store: what it does, its keys, what it tells. */
export function useAreaTool(
  canvas: Readonly<Ref<MapHandle | null>>,
  ready: Readonly<Ref<boolean>>,
) {
  const area = useAreaStore()
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
  })

  return { finish, back }
}
