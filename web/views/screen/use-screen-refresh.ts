import { onBeforeUnmount, onMounted, watch } from 'vue'
import { useFilterStore } from '#web/stores/filter.ts'
import { useLiveStore, type HazardNotice } from '#web/stores/live.ts'
import { useScreenStore } from '#web/stores/screen.ts'
import { useSessionStore } from '#web/stores/session.ts'

/** All is asked anew at least so often: a deadline that passes at midnight is told by nobody. Units: ms */
const REFRESH_EVERY = 30_000

/** Keep the large screen's data fresh for months: by what the server tells, and by the clock besides. */
export function useScreenRefresh({
  onEnded,
  onHazard,
  onChanged,
}: {
  readonly onEnded: () => void
  /** Tiles are asked for again by whoever shows them. */
  readonly onChanged: () => void
  readonly onHazard: (hazard: HazardNotice) => void
}): void {
  const screen = useScreenStore()
  const session = useSessionStore()
  const filter = useFilterStore()
  const live = useLiveStore()
  let timer: ReturnType<typeof setInterval> | undefined

  /** Always the whole: after an outage nothing that was missed can stay missing. */
  async function refresh(): Promise<void> {
    const county = session.user?.county
    await Promise.all([
      screen.refresh(filter.text),
      county !== undefined && screen.region.status.kind !== 'ready'
        ? screen.loadRegion(county)
        : Promise.resolve(),
    ])
  }

  live.follow({
    changed: () => {
      onChanged()
      return refresh()
    },
    hazard: onHazard,
    reloads: true,
  })
  const again = () => void refresh()
  onMounted(() => {
    again()
    // The cable is back in: no need to wait for the next turn.
    window.addEventListener('online', again)
    timer = setInterval(() => {
      if (!document.hidden) void refresh()
    }, REFRESH_EVERY)
  })
  watch(
    () => filter.text,
    () => void refresh(),
  )
  watch(
    () => live.stale,
    (isStale) => {
      if (isStale) return
      onChanged()
      void refresh()
    },
  )
  watch(
    [() => live.signedOut, () => screen.isRefused],
    ([signedOut, refused]) => {
      if (signedOut || refused) onEnded()
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    clearInterval(timer)
    window.removeEventListener('online', again)
  })
}
